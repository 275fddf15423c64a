"""/author/questions/<id>/preview/: what stands in the form, as learners will see it and as its feedback will read."""

from itertools import permutations
from random import Random

import pytest

from quizzes.actions import authoring
from quizzes.core.bank import read_bank
from quizzes.core.interchange.shapes import SHAPES
from quizzes.core.kinds import KINDS
from quizzes.models import Question
from quizzes.reports.previews import preview
from tests.conforming import wrong_with
from tests.factories import NOW
from tests.quizzes.core.questions import BANK
from tests.quizzes.core.questions import question as entry
from tests.quizzes.test_author_question import PAYLOADS, is_inert, poisoned
from tests.visitor import text_of


@pytest.fixture
def begin(ines):
    def make(kind="code", **changes):
        source = {**entry(kind, id=f"tests-{kind}"), "topic": "tests"} | changes
        return authoring.create_question(owner=ines.user, source=source, now=NOW, rng=Random(1))

    return make


def look(visitor, item, *, htmx=True, **values):
    place = f"/author/questions/{item.pk}/"
    sent = visitor.form(place).values | values
    headers = {"HX-Request": "true"} if htmx else {}
    return visitor.post(
        f"{place}preview/", {name: value for name, value in sent.items() if value is not None}, headers=headers
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown_with_its_feedback_and_nothing_is_stored(ines, begin, kind):
    item = begin(kind)
    answer = look(ines, item, scenario="It stands in the form, and nowhere else yet, at some length.")
    assert (answer.status_code, wrong_with("POST", answer)) == (200, [])
    assert "It stands in the form, and nowhere else yet" in text_of(answer)
    assert 'class="verdict"' in answer.content.decode()
    assert Question.objects.get(pk=item.pk).draft == item.draft


@pytest.mark.parametrize(
    ("told", "headline"), [("401", "401 it is."), ("403", "Not 403. It is 401."), ("unknown", "You did not know.")]
)
def test_the_feedback_to_each_option_can_be_read(ines, begin, told, headline):
    assert headline in text_of(look(ines, begin(), told=told))


def test_an_explanation_is_read_as_it_is_typed(ines, begin):
    answer = look(ines, begin(), told="403", **{"options-1-why": "The reason that is being typed."})
    assert "The reason that is being typed." in text_of(answer)


@pytest.mark.parametrize("kind", ["several", "match", "fault"])
def test_what_is_made_of_parts_is_told_right_and_wrong(ines, begin, kind):
    item = begin(kind)
    assert "All of it holds." in text_of(look(ines, item, told="right"))
    assert "of it holds" in text_of(look(ines, item, told="wrong"))


def test_a_preview_takes_no_focus(ines, begin):
    assert "data-focus" not in look(ines, begin()).content.decode()


def test_what_is_missing_is_told_with_a_way_to_it(ines, begin):
    page = look(ines, begin(), title="", **{"options-1-why": ""}).content.decode()
    assert '<a href="#id_title">Title</a>' in page
    assert '<a href="#id_options-1-why">Option 2, Explanation</a>' in page


def test_an_exchange_that_is_not_right_says_its_line_beside_its_field(ines, begin):
    page = look(ines, begin(), exchange="GET /x HTTP/1.1\nno field").content.decode()
    piece = page[page.index('id="wire-exchange"') :]
    assert "hx-swap-oob" in piece[:120]
    assert "Line 2: not a header field" in piece


def test_without_a_best_answer_it_says_when_there_will_be_feedback(ines, begin):
    answer = look(ines, begin(), **{"options-0-verdict": "wrong"})
    assert "as soon as it is clear which answer is right" in text_of(answer)


def test_without_a_script_it_is_a_page_of_its_own(ines, begin):
    page = look(ines, begin(), htmx=False)
    assert "Back to the editor" in text_of(page)


def test_what_is_no_form_of_the_editor_shows_what_is_saved(ines, begin):
    item = begin(title="The saved one")
    values = {"csrfmiddlewaretoken": ines.token(), "answer": "401"}
    assert "The saved one" in text_of(ines.post(f"/author/questions/{item.pk}/preview/", values))


def test_too_many_rows_are_422(ines, begin):
    rows = {f"options-{number}-code": "1" for number in range(60)}
    assert look(ines, begin(), **rows).status_code == 422


def test_a_stranger_sees_nothing(ivan, ines, begin):
    item = begin()
    assert ivan.post(f"/author/questions/{item.pk}/preview/", {"csrfmiddlewaretoken": ivan.token()}).status_code == 404


# Whatever is there


def every_answer(source):
    return [html for _told, html in preview(Question(id="tests-any", kind=source["kind"]), source).each]


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_question_can_be_previewed_with_all_its_answers(db, kind):
    shipped = [(topic, asked) for topic, asked in read_bank(BANK)[0].questions() if asked.kind == kind]
    for topic, asked in shipped[::7] or shipped:
        made = preview(Question(id=asked.id, kind=kind), {**asked.model_dump(), "topic": topic})
        assert (len(made.each) > 2, made.missing) == (True, ())


@pytest.mark.parametrize("value", ["text", 7, True, None, {}, {"x": []}, [], [1], [[1]], [{}], ["text"], [{"why": {}}]])
@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_that_is_broken_anywhere_is_previewed_all_the_same(db, kind, value):
    for key in SHAPES[kind].keys:
        if key not in {"id", "topic", "kind"}:
            every_answer({**entry(kind), "topic": "tests", key: value})


@pytest.mark.parametrize("value", ["", "text", 7, 404, True, None, {}, [], ["text"], "(", "(a+"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_is_broken_anywhere_is_previewed_all_the_same(db, kind, value):
    for key, shape in SHAPES[kind].keys.items():
        for name in shape.of.keys if shape.of is not None else ():
            source = {**entry(kind), "topic": "tests"}
            for number in range(len(source.get(key) or [])):
                rows = [dict(row) if isinstance(row, dict) else row for row in source[key]]
                rows[number] = {**rows[number], name: value} if isinstance(rows[number], dict) else value
                every_answer(source | {key: rows})


def test_as_many_accepted_orders_as_there_are_keep_nobody_waiting(db):
    source = {**entry("order"), "topic": "tests"}
    steps = source["steps"][:3]
    ids = [step["id"] for step in steps]
    orders = [{"who": "A", "order": list(order), "why": "x"} for order in permutations(ids)]
    assert every_answer(source | {"steps": steps, "accepted": orders})
    assert every_answer(source | {"steps": [], "accepted": []}) == []


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_are_inert_in_every_feedback(db, kind, payload):
    source = poisoned({**entry(kind, id="tests-hostile"), "topic": "tests"}, payload)
    if kind == "write":
        source |= {"exchange": entry(kind)["exchange"], "reply": entry(kind)["reply"] + f"\n{payload}"}
    if kind == "type":
        source |= {"asks": "words"}
    made = every_answer(source)
    assert made
    assert all(is_inert(html) for html in made)
