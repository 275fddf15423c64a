"""/author/quizzes/<slug>/try/: a quiz as a learner would take it, without a trace."""

import pytest

from quizzes.models import Question, Share
from tests.bodies import RIGHT
from tests.factories import NOW
from tests.rows import rows
from tests.visitor import text_of


@pytest.fixture
def make_tried(ines, make_question, make_quiz):
    """The address at which a quiz of Ines's with questions of these kinds is tried."""

    def make(*kinds, more=(), **changes):
        picks = [{"question": make_question(owner=ines.user, kind=kind).pk, "mark": 2.0} for kind in kinds]
        quiz = make_quiz(owner=ines.user, picks=[*picks, *more], **changes)
        return f"/author/quizzes/{quiz.pk}/try/"

    return make


def test_without_a_seed_one_is_drawn_and_stands_in_the_address(ines, make_tried):
    place = make_tried("code")
    answer = ines.get(place)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{place}?seed=")
    assert ines.get(answer.headers["Location"]).status_code == 200


def test_a_question_is_asked_with_its_place_and_its_worth(ines, make_tried):
    page = text_of(ines.get(f"{make_tried('code', 'one')}?seed=7&place=1"))
    assert "tried; nothing is stored 1 of 2, worth 2 marks" in page
    assert "The teapot that is not there" in page


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_every_kind_is_graded_in_place_and_nothing_is_stored(ines, make_tried, kind):
    place = f"{make_tried(kind)}?seed=7&place=1"
    page = ines.get(place)
    before = rows()
    graded = ines.send(page, answer="unknown")
    assert (graded.status_code, b'class="verdict"' in graded.content) == (200, True)
    assert rows() == before


def test_a_right_answer_is_told_so(ines, make_tried):
    graded = ines.send(f"{make_tried('code')}?seed=7&place=1", answer="404")
    assert "404 it is." in text_of(graded)


def test_what_is_no_answer_is_refused(ines, make_tried):
    page = ines.send(f"{make_tried('code')}?seed=7&place=1")
    assert (page.status_code, "Nothing is chosen yet." in text_of(page)) == (422, True)


def test_a_refusal_keeps_what_was_filled_in(ines, make_tried):
    place = f"{make_tried('match')}?seed=7&place=1"
    key = next(name for name in ines.form(place).values if name.startswith("pair-"))
    page = ines.send(place, **{key: "404"})
    assert page.status_code == 422
    assert ines.form(page).values[key] == "404"


def test_the_same_seed_draws_the_same(ines, make_tried, make_question):
    for number in range(12):
        make_question(owner=ines.user, title=f"Question {number}")
    rule = {"rule": {"from": "mine"}, "number": 3, "mark": 1.0}
    place = make_tried(more=[rule], behaviour={"shuffle": True})
    pages = {seed: [ines.get(f"{place}?seed={seed}&place={n}").content for n in (1, 2, 3)] for seed in range(4)}

    def titles(found):
        return [page.split(b"<h1", 1)[1].split(b"</h1>")[0] for page in found]

    again = [ines.get(f"{place}?seed=0&place={n}").content for n in (1, 2, 3)]
    assert titles(again) == titles(pages[0])
    assert len({str(titles(found)) for found in pages.values()}) > 1


def test_what_was_never_published_is_shown_as_a_draft(ines, make_tried, make_question):
    draft = make_question(owner=ines.user, title="Half of a question")
    source = draft.source()
    Question.objects.filter(pk=draft.pk).update(current=None, draft=source, draft_version=1)
    place = f"{make_tried(more=[{'question': draft.pk, 'mark': 1.0}])}?seed=7&place=1"
    assert "only a draft" in text_of(ines.get(place))
    assert "404 it is." in text_of(ines.send(place, answer="404"))


def test_a_draft_that_says_too_little_is_asked_and_not_graded(ines, make_tried, make_question):
    draft = make_question(owner=ines.user)
    source = {"id": draft.pk, "kind": "code", "topic": "tests", "title": "Hardly begun"}
    Question.objects.filter(pk=draft.pk).update(current=None, draft=source, draft_version=1)
    place = f"{make_tried(more=[{'question': draft.pk, 'mark': 1.0}])}?seed=7&place=1"
    page = ines.send(place, answer="unknown")
    assert (page.status_code, "too little to be graded" in text_of(page)) == (422, True)


def test_the_working_copy_is_tried_and_not_what_is_published(ines, make_tried, make_question):
    other = make_question(owner=ines.user, title="The newer one")
    draft = {"title": "Changed", "picks": [{"question": other.pk, "mark": 1.0}], "behaviour": {}}
    page = text_of(ines.get(f"{make_tried('code', draft=draft)}?seed=7&place=1"))
    assert "The newer one" in page
    assert "Changed" in page


def test_what_cannot_be_drawn_is_counted(ines, make_tried):
    rule = {"rule": {"from": "mine", "kinds": ["write"]}, "number": 3, "mark": 1.0}
    page = text_of(ines.get(f"{make_tried('code', more=[rule, {'question': 'nobody', 'mark': 1.0}])}?seed=7&place=1"))
    assert "4 questions could not be drawn" in page


def test_where_there_is_nothing_to_ask_it_says_what_to_do(ines, make_tried):
    page = text_of(ines.get(f"{make_tried()}?seed=7&place=1"))
    assert "There is nothing to ask yet. Add questions first." in page


@pytest.mark.parametrize("place", ["0", "2", "-1", "x", "999999", "²"])
def test_there_is_no_such_place(ines, make_tried, place):
    assert ines.get(f"{make_tried('code')}?seed=7&place={place}").status_code == 404


def test_a_stranger_finds_nothing_and_a_learner_is_refused(ivan, ada, make_tried):
    place = f"{make_tried('code')}?seed=7&place=1"
    assert (ivan.get(place).status_code, ada.get(place).status_code) == (404, 403)


def test_who_may_look_may_try(ivan, ines, make_question, make_quiz):
    quiz = make_quiz(owner=ines.user, picks=[{"question": make_question(owner=ines.user).pk, "mark": 1.0}])
    Share.objects.create(quiz=quiz, user=ivan.user, right="view", given_at=NOW)
    assert "404 it is." in text_of(ivan.send(f"/author/quizzes/{quiz.pk}/try/?seed=7&place=1", answer="404"))


def test_a_quiz_of_the_course_can_be_tried(ines):
    page = ines.get("/author/quizzes/trial-exam/try/?seed=7&place=1")
    assert "In the exam nothing is graded before it is handed in" in text_of(page)


@pytest.mark.parametrize("number", [1, 20])
def test_trying_takes_as_many_queries_at_one_pick_as_at_twenty(ines, make_tried, django_assert_num_queries, number):
    place = f"{make_tried(*['code'] * number)}?seed=7&place=1"
    ines.get(place)  # the first time reads the revision, once in each process
    with django_assert_num_queries(5):  # session, user, the quiz, candidates, open reports
        ines.get(place)
