"""/author/questions/<id>/: writing a question, publishing it, merging, and looking at somebody else's."""

import re
from random import Random

import pytest

from quizzes.actions import authoring
from quizzes.core.kinds import KINDS
from quizzes.models import Question, Share
from tests.conforming import wrong_with
from tests.factories import NOW, make_question
from tests.quizzes.core.questions import question as entry
from tests.visitor import Forms, text_of


@pytest.fixture
def begin(ines):
    """Begin a question of Ines's; ``changes`` go to its entry."""

    def make(kind="code", **changes):
        source = {**entry(kind, **{"id": f"tests-{kind}"} | changes), "topic": "tests"}
        return authoring.create_question(owner=ines.user, source=source, now=NOW, rng=Random(1))

    return make


def place(item):
    return f"/author/questions/{item.pk}/"


def fresh(item):
    return Question.objects.select_related("current").get(pk=item.pk)


def published(item, owner):
    authoring.publish(question=item, version=item.draft_version, by=owner, now=NOW)
    return fresh(item)


# Looking at it


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_opened(ines, begin, kind):
    answer = ines.get(place(begin(kind)))
    assert (answer.status_code, wrong_with("GET", answer)) == (200, [])
    assert "A small thing to decide" in text_of(answer)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_which_nothing_is_written_can_be_opened(ines, kind):
    source = {"kind": kind, "topic": "tests"}
    item = authoring.create_question(owner=ines.user, source=source, now=NOW, rng=Random(1))
    answer = ines.get(place(item))
    assert (answer.status_code, "Before it can be published" in text_of(answer)) == (200, True)


@pytest.mark.parametrize("kind", KINDS)
def test_saving_without_a_change_changes_nothing(ines, begin, kind):
    item = begin(kind)
    ines.send(place(item), do="save")
    assert (fresh(item).draft_version, fresh(item).draft) == (1, item.draft)


def test_state_and_ways_on_stand_at_the_top(ines, begin):
    item = published(begin(), ines.user)
    page = ines.get(place(item)).content.decode()
    assert "published" in page
    assert "revision 1" in page
    for way in ("history", "statistics", "sharing", "try", "copy", "retire"):
        assert f'"{place(item)}{way}/"' in page


def test_codes_and_sections_are_suggested(ines, begin):
    page = ines.get(place(begin())).content.decode()
    assert '<option value="404">404 Not Found</option>' in page
    assert '<option value="RFC 9110, 15.5.5">404 Not Found</option>' in page
    assert '<option value="who-are-you#unknown-caller"></option>' in page


# Saving


def test_what_is_written_is_a_draft(ines, begin):
    item = begin()
    answer = ines.send(place(item), do="save", title="Another title")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{place(item)}?done=saved")
    assert (fresh(item).draft["title"], fresh(item).draft_version) == ("Another title", 2)


def test_an_explanation_is_saved_with_its_option(ines, begin):
    item = begin()
    ines.send(place(item), do="save", **{"options-1-why": "A new reason."})
    assert [row["why"] for row in fresh(item).draft["options"]][1] == "A new reason."


def test_a_draft_may_lack_everything(ines, begin):
    item = begin()
    values = dict.fromkeys(ines.form(place(item)).values, "")
    kept = {name: ines.form(place(item)).values[name] for name in ("version", "csrfmiddlewaretoken")}
    assert ines.post(place(item), values | kept | {"do": "save"}).status_code == 303
    assert fresh(item).draft["kind"] == "code"
    assert "options" not in fresh(item).draft


@pytest.mark.parametrize("values", [{"version": "x"}, {"version": ""}, {"version": "9" * 30}, {"do": "dance"}])
def test_a_form_that_is_not_of_this_page_is_422_and_changes_nothing(ines, begin, values):
    item = begin()
    answer = ines.send(place(item), **{"title": "Changed", "do": "save"} | values)
    assert (answer.status_code, fresh(item).draft) == (422, item.draft)


@pytest.mark.parametrize(("rows", "status"), [(500, 422), (10_000, 413)])
def test_rows_by_the_thousand_are_refused(ines, begin, rows, status):
    item = begin()
    answer = ines.send(place(item), do="save", **{f"options-{number}-code": "1" for number in range(rows)})
    assert (answer.status_code, fresh(item).draft) == (status, item.draft)


def test_too_many_rows_are_422(ines, begin):
    item = begin()
    answer = ines.send(place(item), do="save", **{f"options-{number}-code": "1" for number in range(60)})
    assert (answer.status_code, fresh(item).draft) == (422, item.draft)


def test_a_text_beyond_all_measure_is_422(ines, begin):
    item = begin()
    answer = ines.send(place(item), do="save", scenario="x" * 30_000)
    assert (answer.status_code, fresh(item).draft) == (422, item.draft)


# Rows


def test_a_row_is_added_without_a_script_and_nothing_is_stored(ines, begin):
    item = begin()
    page = ines.send(place(item), add="options", title="Typed meanwhile")
    assert page.status_code == 200
    assert 'name="options-3-why"' in page.content.decode()
    assert ines.form(page).values["title"] == "Typed meanwhile"
    assert fresh(item).draft == item.draft


def test_the_focus_goes_to_the_new_row(ines, begin):
    page = ines.send(place(begin()), add="options").content.decode()
    assert page.count("autofocus") == 1
    assert 'id="id_options-3-code"' in next(tag for tag in page.split("<") if "autofocus" in tag)


def test_with_htmx_only_the_form_comes(ines, begin):
    page = ines.send(place(begin()), htmx=True, remove="options-1").content.decode()
    assert page.startswith('<form id="editor"')
    assert 'name="options-2-why"' in page  # as many as are wanted at least
    assert "403" not in ines.form(ines.get("/author/questions/tests-code/")).values["options-2-code"]


def test_a_row_that_is_not_there_is_422(ines, begin):
    assert ines.send(place(begin()), remove="options-99999").status_code == 422


# Publishing


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_published_from_the_form(ines, begin, kind):
    item = begin(kind)
    answer = ines.send(place(item), do="publish", title="Written just now")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{place(item)}?done=published")
    assert (fresh(item).state, fresh(item).current.body["title"]) == ("published", "Written just now")


def test_what_is_missing_is_told_at_its_field_and_at_the_top(ines, begin):
    item = begin()
    answer = ines.send(place(item), do="publish", title="", scenario="Kept all the same.", **{"options-2-why": ""})
    page = answer.content.decode()
    assert (answer.status_code, fresh(item).state) == (422, "draft")
    assert '<a href="#id_options-2-why">Option 3, Explanation</a>' in page
    assert 'id="id_options-2-why_error"' in page
    assert '<a href="#id_title">Title</a>' in page
    assert ines.form(answer).values["scenario"] == "Kept all the same."


def test_the_focus_goes_to_the_summary(ines, begin):
    page = ines.send(place(begin()), do="publish", title="").content.decode()
    assert "edit-summary" in next(tag for tag in page.split("<") if "autofocus" in tag)


def test_an_unregistered_code_and_a_missing_best_are_told_at_the_list(ines, begin):
    page = ines.send(place(begin()), do="publish", **{"options-0-code": "299", "options-0-verdict": "wrong"})
    told = text_of(page)
    assert "Exactly one is best." in told
    assert "299 is not registered." in told


LACKING = {"difficulty", "agreement", "credit", "asks"}  # what is chosen from a list, and begins with nothing


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_import_left_open_is_named_before_and_when_it_is_published(ines, kind):
    source = {name: value for name, value in entry(kind, id=f"tests-{kind}").items() if name not in LACKING}
    item = authoring.create_question(owner=ines.user, source={**source, "topic": "tests"}, now=NOW, rng=Random(1))
    before, refused = ines.get(place(item)), ines.send(place(item), do="publish")
    told = re.findall(r"<li>(.*?)</li>", before.content.decode().partition("missing-title")[2].partition("</ul>")[0])
    summary = re.findall(r"<li>(.*?)</li>", refused.content.decode().partition("edit-summary")[2].partition("</ul>")[0])
    assert (refused.status_code, summary) == (422, told)
    assert [row for row in told if '<a href="#id_difficulty">Difficulty</a>' in row]


def test_a_key_that_no_field_shows_holds_nothing_up(ines):
    source = {**entry("code", id="tests-code"), "topic": "tests", "hint": "Not a key of the bank."}
    item = authoring.create_question(owner=ines.user, source=source, now=NOW, rng=Random(1))
    assert "Nothing is missing" in text_of(ines.get(place(item)))
    assert ines.send(place(item), do="publish").status_code == 303
    assert fresh(item).state == "published"


def test_after_a_refusal_it_can_be_put_right_at_once(ines, begin):
    item = begin()
    page = ines.send(place(item), do="publish", title="")
    form = ines.form(page)
    assert ines.post(place(item), form.values | {"do": "publish", "title": "Put right"}).status_code == 303
    assert fresh(item).state == "published"


def test_what_was_changed_is_noted(ines, begin):
    item = published(begin(), ines.user)
    ines.send(place(item), do="publish", title="Another", note="A clearer title")
    assert (fresh(item).current.number, fresh(item).current.note) == (2, "A clearer title")


# Giving up


def test_giving_up_is_asked_first(ines, begin):
    item = begin()
    page = ines.send(place(item), do="ask-discard")
    assert ("Give up the draft?" in text_of(page), fresh(item).state) == (True, "draft")


def test_a_draft_that_is_given_up_is_gone(ines, begin):
    item = begin()
    page = ines.send(place(item), do="ask-discard")
    assert ines.send(page, do="discard").headers["Location"] == "/author/"
    assert not Question.objects.filter(pk=item.pk).exists()


def test_changes_that_are_given_up_are_gone(ines, begin):
    item = published(begin(), ines.user)
    ines.send(place(item), do="save", title="Another")
    page = ines.send(place(item), do="ask-discard")
    ines.send(page, do="discard")
    assert (fresh(item).state, fresh(item).working_copy["title"]) == ("published", item.title)


def test_giving_up_is_not_even_asked_of_what_was_never_seen(ines, begin):
    item = begin()
    mine = ines.form(place(item)).values
    ines.send(place(item), do="save", title="Changed meanwhile")
    answer = ines.post(place(item), mine | {"do": "ask-discard"})
    assert (answer.status_code, "Nothing was given up" in text_of(answer)) == (409, True)


def test_giving_up_what_somebody_changed_meanwhile_is_a_conflict(ines, begin):
    item = begin()
    page = ines.send(place(item), do="ask-discard")
    ines.send(place(item), do="save", title="Changed meanwhile")
    assert ines.send(page, do="discard").status_code == 409
    assert fresh(item).draft["title"] == "Changed meanwhile"


# Two at once


@pytest.fixture
def conflict(ines, begin):
    """The page that the second of two saves gets: the title is theirs, scenario and a reason are mine."""
    item = begin()
    mine = ines.form(place(item)).values
    theirs = {"title": "Theirs", "options-1-why": "Theirs is a reason that is said in many words."}
    ines.send(place(item), do="save", **theirs)
    changes = {"scenario": "Mine is another situation.", "options-1-why": "Mine is a reason."}
    return item, ines.post(place(item), mine | {"do": "save"} | changes)


def test_the_second_of_two_saves_is_told_and_stores_nothing(conflict):
    item, page = conflict
    assert (page.status_code, fresh(item).draft["title"]) == (409, "Theirs")
    assert fresh(item).draft["scenario"] == item.draft["scenario"]


def test_every_place_that_differs_is_shown_with_both(conflict):
    told = text_of(conflict[1])
    assert "3 places differ" in told
    for text in ("Option 2, Explanation", "Mine is a reason.", "Theirs is a reason", "Mine is another situation."):
        assert text in told


def test_both_are_merged_by_choice(ines, conflict):
    item, page = conflict
    answer = ines.send(page, **{"do": "merge", "keep:title": "theirs", "keep:options[1].why": "mine"})
    assert answer.headers["Location"] == f"{place(item)}?done=merged"
    draft = fresh(item).draft
    assert (draft["title"], draft["scenario"]) == ("Theirs", "Mine is another situation.")
    assert draft["options"][1]["why"] == "Mine is a reason."


def test_a_third_save_meanwhile_is_told_again(ines, conflict):
    item, page = conflict
    ines.send(place(item), do="save", title="Once more")
    again = ines.send(page, **{"do": "merge", "keep:title": "theirs"})
    assert (again.status_code, fresh(item).draft["title"]) == (409, "Once more")
    assert "Once more" in text_of(again)


def test_publishing_upon_an_older_version_publishes_nothing(ines, begin):
    item = begin()
    mine = ines.form(place(item)).values
    ines.send(place(item), do="save", title="Theirs")
    answer = ines.post(place(item), mine | {"do": "publish", "title": "Mine"})
    assert (answer.status_code, fresh(item).state) == (409, "draft")


def test_the_very_same_twice_is_no_conflict(ines, begin):
    item = begin()
    mine = ines.form(place(item)).values | {"do": "save", "title": "Sent twice"}
    assert [ines.post(place(item), mine).status_code for _again in range(2)] == [303, 303]
    assert fresh(item).draft_version == 2


# By its address


def test_whether_it_can_be_answered_by_itself_is_a_switch(ines, begin):
    item = published(begin(), ines.user)
    for sent, stands in (("on", True), (None, False)):
        ines.post(place(item), switch(ines, item) | {"is_linked": sent or ""})
        assert fresh(item).is_linked is stands
    assert "asked in quizzes only" in text_of(ines.get(place(item)))


def switch(visitor, item):
    """The form of the switch, as it stands on the page."""
    found = Forms(visitor.get(place(item)).content.decode()).found
    return next(form.values for form in found if "was_linked" in form.values) | {"do": "link"}


def test_a_switch_that_a_colleague_moved_is_not_turned_back_in_silence(ines, ivan, begin):
    item = published(begin(), ines.user)
    share(item, ivan, "edit")
    stale = switch(ines, item)  # off
    ivan.post(place(item), switch(ivan, item) | {"is_linked": "on"})
    answer = ines.post(place(item), stale)
    assert (answer.status_code, "Nothing was changed: look at it first." in text_of(answer)) == (409, True)
    assert fresh(item).is_linked


# Rights


def share(item, visitor, right):
    Share.objects.create(question=item, user=visitor.user, right=right, given_at=NOW)


def test_a_stranger_finds_nothing(ivan, begin):
    item = begin()
    assert ivan.get(place(item)).status_code == 404


def test_who_may_only_look_sees_it_without_a_form(ivan, begin):
    item = begin()
    share(item, ivan, "view")
    page = ivan.get(place(item))
    assert (page.status_code, 'id="editor"' in page.content.decode()) == (200, False)
    assert "Not 403. It is 401." in text_of(page)
    assert ivan.form(page, f"{place(item)}copy/")


def test_who_may_only_look_can_save_nothing(ivan, begin):
    item = begin()
    share(item, ivan, "view")
    values = {"csrfmiddlewaretoken": ivan.token(), "version": "1", "title": "Theirs", "do": "save"}
    answer = ivan.post(place(item), values)
    assert (answer.status_code, fresh(item).draft) == (403, item.draft)
    assert "Make a copy" in text_of(answer)


def test_who_may_change_it_can(ivan, begin):
    item = begin()
    share(item, ivan, "edit")
    ivan.send(place(item), do="save", title="Of Ivan")
    assert (fresh(item).draft["title"], fresh(item).edited_by) == ("Of Ivan", ivan.user)


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_with_the_course_is_looked_at(ines, kind):
    item = Question.objects.shipped().filter(kind=kind, retired_at=None).first()
    page = ines.get(place(item))
    assert (page.status_code, wrong_with("GET", page)) == (200, [])
    assert "To change it, make a copy." in text_of(page)


def test_an_administrator_may_change_it(olga, begin):
    item = begin()
    olga.send(place(item), do="save", title="Of Olga")
    assert fresh(item).draft["title"] == "Of Olga"


def test_nobody_in_particular_is_sent_to_sign_in(anonymous, begin):
    answer = anonymous.get(place(begin()))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/accounts/sign-in/?next=/author/questions/tests-code/",
    )


def test_a_learner_is_told_whose_pages_these_are(ada, begin):
    assert ada.get(place(begin())).status_code == 403


def test_opening_takes_few_queries(ines, begin, django_assert_max_num_queries):
    item = begin()
    ines.get(place(item))
    with django_assert_max_num_queries(8):
        ines.get(place(item))


# Hostile texts


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "[here](javascript:alert(1))",
    "<style>*{display:none}</style>",
    "![x](https://evil.example/x.png)",
    "<a href='data:text/html,x'>here</a>",
]


def poisoned(value, payload):
    """An entry with a payload behind every text of it."""
    if isinstance(value, dict):
        keep = {"kind", "id", "topic", "verdict", "credit", "asks", "agreement", "rule", "order"}
        return {name: each if name in keep else poisoned(each, payload) for name, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, payload) for each in value]
    return f"{value} {payload}" if isinstance(value, str) else value


def is_inert(html):
    """Whether no tag and no address of a payload became one of the page."""
    low = html.lower().split("<body", 1)[-1]
    return not any(sign in low for sign in ("<script", "<img", "<style", 'href="javascript:', 'href="data:'))


@pytest.mark.parametrize("payload", [*PAYLOADS[:3], '<a href="javascript:alert(1)">'])
def test_a_payload_that_is_not_inert_would_be_found(payload):
    assert not is_inert(f"<body>{payload}")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_are_inert_in_the_editor_and_for_who_looks(ines, ivan, kind, payload):
    source = poisoned({**entry(kind, id="tests-hostile"), "topic": "tests"}, payload)
    source |= {"hints": [payload], "reply": f"HTTP/1.1 200 OK\nX: {payload}", "labels": [payload]}
    item = authoring.create_question(owner=ines.user, source=source, now=NOW, rng=Random(1))
    share(item, ivan, "view")
    assert is_inert(ines.get(place(item)).content.decode())
    assert is_inert(ivan.get(place(item)).content.decode())


def test_a_question_of_somebody_elses_kind_is_left_alone(ines):
    assert ines.get(place(make_question(owner=None))).status_code == 200
