"""The editor as a form: an entry of the bank goes in, the same comes out, whatever is pressed."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.bank import read_bank, revision_body
from quizzes.core.interchange.checking import Problem, parse, problems
from quizzes.core.interchange.shapes import SHAPES
from quizzes.core.kinds import KINDS
from quizzes.core.skeletons import skeleton
from quizzes.core.sources import tags_of
from quizzes.forms import EditForm, FormRefused
from quizzes.forms.flat import flatten, normal, rows_in
from quizzes.forms.kinds import SECTIONS
from quizzes.forms.parts import fields_of, rows_of
from quizzes.models import Question
from quizzes.reports.previews import preview
from tests.quizzes.core.questions import BANK, REASON
from tests.quizzes.core.questions import question as entry

SHIPPED = [{**question.model_dump(), "topic": topic} for topic, question in read_bank(BANK)[0].questions()]


def sent(source, **changes):
    """What a browser sends of the form that was made of an entry."""
    values = {**flatten(source), **changes}
    return QueryDict(urlencode({name: value for name, value in values.items() if value is not None}, doseq=True))


def through(source, **changes):
    return EditForm.read(sent(source, **changes), source).source()


def whole(kind, **changes):
    return {**entry(kind, **changes), "topic": "access"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_question_comes_back_as_it_was(kind):
    for source in (each for each in SHIPPED if each["kind"] == kind):
        before, after = parse(source), parse(through(source))
        assert after == before
        assert (revision_body(after), tags_of(through(source))) == (revision_body(before), tags_of(source))


@pytest.mark.parametrize(("kind", "first"), [("code", "options"), ("one", "options"), ("type", "accepted")])
def test_of_blank_rows_the_first_is_best(kind, first):
    form = EditForm.of({"kind": kind})
    assert [form[f"{first}-{number}-verdict"].value() for number in range(form.count(form.lists[first]))][:1] == [
        "best"
    ]


def test_a_list_without_a_row_leads_to_its_first_field():
    form = EditForm.of({"kind": "code"})
    assert form.located(Problem("decided_by", "None yet."))[0] == "id_decided_by-0"
    assert form.located(Problem("options", "None yet."))[0] == "id_options-0-code"
    assert form.located(Problem("client", "None yet."))[0] == "rows-client"


def test_steps_and_their_first_order_that_were_written_at_once_stand_as_they_were_written():
    written = {"steps-0-text": "parse", "steps-1-text": "check", "steps-2-text": "act", "accepted-0-who": "everybody"}
    source = EditForm.read(QueryDict(urlencode(written)), {"kind": "order"}).source()
    assert source["accepted"] == [{"who": "everybody", "order": ["parse", "check", "act"]}]


def test_a_new_exchange_with_a_fault_begins_with_no_empty_line():
    form = EditForm.of(skeleton("fault", topic="own", title="A fault"))
    assert [form[f"lines-{number}-is"].value() for number in range(3)] == ["sound"] * 3


def test_a_scenario_with_its_explanations_is_a_whole_question():
    source = whole("code", exchange="", reply="", client=[], section="", hints=[], pairs=[], mistake="")
    assert problems(through(source)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_editor_asks_for_every_key_of_the_bank(kind):
    asked = {part.name.partition("-")[0] for part in fields_of(SECTIONS[kind])}
    asked |= {rows.name.partition("-")[0] for rows in rows_of(SECTIONS[kind])}
    never = {"id", "topic", "kind", "replaces"} | ({"exchange"} if kind == "fault" else set())
    assert asked == set(SHAPES[kind].keys) - never


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_asks_for_every_key_of_the_bank(kind):
    for rows in rows_of(SECTIONS[kind]):
        shape = SHAPES[kind]
        for key in rows.name.split("-"):
            shape = shape.keys[key]
        asked = {part.name for part in rows.parts} - {"", "is"}
        assert asked == set(shape.of.keys) - {"order", "gap", *({"wrong"} if rows.name == "lines" else ())}


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_that_was_just_begun_is_drawn_and_comes_back(kind):
    source = {"kind": kind, "topic": "access", "id": "access-new"}
    after = through(source)
    assert {name: after[name] for name in source} == source
    assert not [name for name in ("options", "items", "steps", "lines", "accepted", "client") if name in after]


def test_an_id_is_made_of_the_text_and_a_given_one_stays():
    source = whole("one")
    changes = {"options-0-text": "Another text", "options-3-text": "A fourth one", "options-3-why": REASON}
    rows = through(source, **changes)["options"]
    assert [row["id"] for row in rows] == ["a", "b", "c", "a-fourth-one"]


def test_two_rows_of_the_same_text_have_two_ids():
    changes = {"options-3-text": "Same", "options-4-text": "Same"}
    assert [row["id"] for row in through(whole("one"), **changes)["options"]][3:] == ["same", "same-2"]


def test_a_blank_row_is_no_row():
    source = whole("code")
    blank = {"options-3-code": "", "options-3-verdict": "wrong", "options-3-why": ""}
    assert len(through(source, **blank)["options"]) == len(source["options"])


def test_a_code_that_is_none_stays_as_it_was_typed():
    assert through(whole("code"), **{"options-0-code": "4oh4"})["options"][0]["code"] == "4oh4"


def test_line_ends_and_zero_bytes_of_a_browser_are_none_of_the_text():
    assert through(whole("code"), scenario="One\r\ntwo\0")["scenario"] == "One\ntwo"


def test_the_empty_line_of_an_exchange_is_a_choice():
    source = whole("fault")
    assert through(source, **{"lines-1-is": "gap"})["lines"][1] == {"gap": True}


# Orders


def test_an_order_is_given_by_numbers():
    places = {
        "accepted-0-place-0": "4",
        "accepted-0-place-1": "3",
        "accepted-0-place-2": "2",
        "accepted-0-place-3": "1",
    }
    assert through(whole("order"), **places)["accepted"][0]["order"] == ["fold", "dry", "rinse", "wash"]


@pytest.mark.parametrize("place", ["1", "", "first"])
def test_a_place_that_is_taken_or_none_leaves_its_step_out(place):
    after = through(whole("order"), **{"accepted-0-place-3": place})
    assert after["accepted"][0]["order"] == ["wash", "rinse", "dry"]


def test_steps_that_move_take_their_places_along():
    form = EditForm.read(sent(whole("order")), whole("order")).after("down", "steps-0")
    assert [step["id"] for step in form.source()["steps"]] == ["rinse", "wash", "dry", "fold"]
    assert form.source()["accepted"][0]["order"] == ["wash", "rinse", "dry", "fold"]
    assert [form.standing[f"accepted-0-place-{n}"] for n in range(4)] == ["2", "1", "3", "4"]


# Rows


def pressed(source, op, target, **changes):
    return EditForm.read(sent(source, **changes), source).after(op, target)


def test_a_row_is_added_at_the_end_and_takes_the_focus():
    form = pressed(whole("code"), "add", "options")
    rows = form.lists["options"]
    assert form.count(rows) == 4
    assert [name for name, field in form.fields.items() if "autofocus" in field.widget.attrs] == ["options-3-code"]


def test_two_blank_rows_can_be_added():
    source = whole("code")
    form = pressed(source, "add", "options", **{"options-3-code": "", "options-3-why": ""})
    assert form.count(form.lists["options"]) == 5


def test_a_row_is_removed():
    form = pressed(whole("code"), "remove", "options-1")
    assert [row["code"] for row in form.source()["options"]] == [401, 404]


def test_a_row_behind_a_blank_one_is_removed_by_its_own_number():
    blank = {"options-1-code": "", "options-1-why": ""}
    form = pressed(whole("code"), "remove", "options-2", **blank)
    assert [row["code"] for row in form.source()["options"]] == [401]


def test_a_row_is_moved_and_its_button_keeps_the_focus():
    form = pressed(whole("one"), "up", "options-2")
    assert [row["id"] for row in form.source()["options"]] == ["a", "c", "b"]
    assert form.row_shown(form.lists["options"], 1).focus == "up"


@pytest.mark.parametrize(("op", "target"), [("up", "options-0"), ("down", "options-2")])
def test_the_first_and_the_last_row_stay_where_they_are(op, target):
    assert pressed(whole("one"), op, target).source() == through(whole("one"))


@pytest.mark.parametrize("target", ["", "options", "options--1", "options-x", "nothing-1", "status-1", "options-99999"])
def test_a_row_that_is_not_there_is_refused(target):
    with pytest.raises(FormRefused):
        pressed(whole("code"), "remove", target)


@pytest.mark.parametrize("target", ["", "options-1", "nothing", "title"])
def test_to_a_list_that_is_not_there_nothing_is_added(target):
    with pytest.raises(FormRefused):
        pressed(whole("code"), "add", target)


def test_more_rows_than_a_list_holds_are_refused():
    with pytest.raises(FormRefused, match="12 are the most"):
        through(whole("code"), **{f"options-{n}-code": "404" for n in range(13)})


@pytest.mark.parametrize("name", ["options--1-code", "options-x-code", "unknown", "__class__", "options-٣-code"])
def test_a_field_that_the_form_does_not_have_is_passed_over(name):
    assert through(whole("code"), **{name: "404"}) == through(whole("code"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["text", 7, True, None, {}, {"x": []}, [], [1], [[1]], [{}], ["text"], [{"why": {}}]])
def test_an_entry_that_is_broken_is_drawn_all_the_same(kind, value):
    for key in SHAPES[kind].keys:
        if key not in {"id", "topic", "kind"}:
            EditForm.of(whole(kind) | {key: value})


# Problems


@pytest.mark.parametrize(
    ("kind", "place", "name"),
    [
        ("code", "title", "id_title"),
        ("code", "options[2].why", "id_options-2-why"),
        ("code", "options", "rows-options"),
        ("code", "options[1]", "rows-options-1"),
        ("code", "decided_by[0]", "id_decided_by-0"),
        ("write", "status.codes[0].why", "id_status-codes-0-why"),
        ("write", "samples[0]", "rows-samples-0"),
        ("order", "accepted[0].order", "rows-accepted-0"),
        ("code", "topic", ""),
        ("code", "", ""),
    ],
)
def test_a_problem_stands_at_its_place(kind, place, name):
    form = EditForm.of(whole(kind))
    assert form.refuse([Problem(place, "Wrong.")])[0][0] == name


# Whatever is sent


TEXTS = st.one_of(
    st.sampled_from(
        ["", "404", "best", "on", "1", "HTTP/1.1 200 OK", "GET / HTTP/1.1\nHost: a.example", "(", "x\0y", "٣"]
    ),
    st.text(max_size=60),
)


@st.composite
def forms_of(draw, kind):
    """What somebody may send: fields of the form and others, with anything in them."""
    source = whole(kind) if draw(st.booleans()) else {"kind": kind, "topic": "access", "id": "access-new"}
    known = [
        *flatten(whole(kind)),
        "options-7-why",
        "steps-3-text",
        "accepted-1-place-0",
        "status-codes-9-code",
        "x-1-y",
    ]
    changes = draw(st.dictionaries(st.sampled_from(known), st.one_of(TEXTS, st.lists(TEXTS, max_size=3)), max_size=12))
    sent_form = QueryDict(mutable=True)
    for name, value in ({**flatten(source), **changes}).items():
        sent_form.setlist(name, value if isinstance(value, list) else [value])
    return source, sent_form


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_whatever_is_sent_becomes_an_entry_that_can_be_shown_checked_and_sent_again(kind, data):
    source, sent_form = data.draw(forms_of(kind))
    entered = EditForm.read(sent_form, source).source()
    settled = normal(entered)
    assert normal(settled) == settled
    form = EditForm.of(entered)
    form.refuse(problems(entered))
    previewed = preview(Question(id="access-any", kind=kind), entered)
    assert all("verdict" in html for _told, html in previewed.each)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_no_button_loses_a_row_that_it_does_not_remove(kind, data):
    source, sent_form = data.draw(forms_of(kind))
    form = EditForm.read(sent_form, source)
    rows = data.draw(st.sampled_from(list(form.lists.values())))
    op = data.draw(st.sampled_from(["add", "remove", "up", "down"]))
    number = data.draw(st.integers(0, 9))
    after = form.after(op, rows.name if op == "add" else f"{rows.name}-{number}")
    lost = {
        name: len(rows_in(form.source(), each)) - len(rows_in(after.source(), each))
        for name, each in form.lists.items()
    }
    assert set(lost.values()) <= {0, 1}
    assert op == "remove" or not any(lost.values())
