"""Taking a quiz that an instructor wrote: what is asked, what it is worth, and who gets to it."""

from random import Random

import pytest

from quizzes.actions import quiz_authoring as authoring
from quizzes.actions import start_attempt
from quizzes.models import Attempt, Question
from tests.factories import NOW
from tests.visitor import text_of


def by_hand(question, mark=1.0):
    return {"question": question.pk, "mark": mark}


def by_rule(number, mark=1.0, **rule):
    everything = {"topics": [], "kinds": [], "difficulties": [], "labels": [], "from": "mine"}
    return {"rule": everything | rule, "number": number, "mark": mark}


@pytest.fixture
def make_own(ines, make_question):
    def make(**changes):
        return make_question(owner=ines.user, is_linked=False, **changes)

    return make


@pytest.fixture
def make_authored(ines, make_quiz):
    def make(*picks, **changes):
        return make_quiz(owner=ines.user, picks=list(picks), **changes)

    return make


def begin(quiz, learner, *, seed=1):
    return start_attempt(learner=learner, quiz=quiz, now=NOW, rng=Random(seed))


# What is asked


def test_questions_by_hand_are_asked_in_their_order_with_their_marks(ada, make_own, make_authored):
    one, two = make_own(), make_own()
    attempt = begin(make_authored(by_hand(two, 3.0), by_hand(one, 0.5)), ada.learner)
    assert (attempt.revision_ids, attempt.weights) == ([two.current_id, one.current_id], [3.0, 0.5])


def test_where_everything_is_worth_one_no_weights_are_kept(ada, make_own, make_authored):
    assert begin(make_authored(by_hand(make_own())), ada.learner).weights == []


def test_a_rule_draws_from_what_the_owner_wrote(ada, make_own, make_authored, make_question, ivan):
    mine = {make_own().current_id for _ in range(3)}
    make_question(owner=ivan.user)
    assert set(begin(make_authored(by_rule(9)), ada.learner).revision_ids) == mine


def test_a_rule_draws_from_the_course(ada, make_own, make_authored):
    make_own()
    attempt = begin(make_authored(by_rule(4, **{"from": "course", "kinds": ["match"]})), ada.learner)
    asked = Question.objects.filter(current__in=attempt.revision_ids)
    assert {(item.is_shipped, item.kind) for item in asked} == {(True, "match")}
    assert attempt.length == 4


def test_a_rule_goes_by_label(ada, make_own, make_authored):
    make_own()
    wanted = make_own()
    Question.objects.filter(pk=wanted.pk).update(tags={"labels": ["Week 2"]})
    assert begin(make_authored(by_rule(5, labels=["week 2"])), ada.learner).revision_ids == [wanted.current_id]


def test_what_was_not_met_is_asked_first(ada, make_own, make_authored, make_answer):
    met, new = make_own(), make_own()
    make_answer(learner=ada.learner, question=met)
    assert begin(make_authored(by_rule(1)), ada.learner).revision_ids == [new.current_id]


def test_a_question_that_was_retired_meanwhile_is_left_out(ada, make_own, make_authored):
    gone, there = make_own(retired_at=NOW), make_own()
    attempt = begin(make_authored(by_hand(gone, 2.0), by_hand(there)), ada.learner)
    assert attempt.revision_ids == [there.current_id]


def test_a_question_that_was_never_published_is_not_asked(ada, make_own, make_authored):
    draft = make_own()
    Question.objects.filter(pk=draft.pk).update(current=None)
    assert begin(make_authored(by_hand(draft), by_rule(3)), ada.learner) is None


def test_an_attempt_under_way_keeps_terms_revisions_and_marks(ada, ines, make_own, make_authored):
    one, two = make_own(), make_own()
    quiz = make_authored(by_hand(one, 2.0), behaviour={"tries": 3})
    before = begin(quiz, ada.learner)
    source = quiz.working_copy | {"picks": [by_hand(two, 5.0)], "behaviour": {"tries": 1}, "summary": "Another."}
    saved = authoring.save_quiz_draft(quiz=quiz, source=source, version=0, by=ines.user, now=NOW)
    published = authoring.publish_quiz(quiz=saved, version=1, by=ines.user, now=NOW)
    after = Attempt.objects.get(pk=before.pk)
    assert (after.revision_ids, after.weights, after.agreed.tries) == ([one.current_id], [2.0], 3)
    assert begin(published, ada.learner) == after


@pytest.mark.parametrize("number", [1, 40])
def test_starting_takes_as_many_queries_at_one_pick_as_at_forty(
    ada, make_own, make_authored, django_assert_num_queries, number
):
    picks = [by_hand(make_own(), 2.0) if n % 2 == 0 else by_rule(1, labels=[f"week {n}"]) for n in range(number)]
    quiz, learner = make_authored(*picks, by_rule(1), behaviour={"shuffle": True}), ada.learner
    # Savepoint, learner, open attempts, finished ones, candidates, what was met, layouts, the attempt, savepoint.
    with django_assert_num_queries(9):
        begin(quiz, learner)


# Who gets to it


def test_a_published_quiz_can_be_taken_at_its_address(ada, make_own, make_authored):
    quiz = make_authored(by_hand(make_own(title="A cat in the box"), 3.0), by_hand(make_own()))
    page = ada.get(f"/quizzes/{quiz.pk}/")
    assert "2 questions, 4 marks." in text_of(page)
    assert "by ines" in text_of(page)
    assert "worth 3 marks" in text_of(ada.send(f"/quizzes/{quiz.pk}/", follow=True))


def test_a_quiz_of_single_marks_does_not_speak_of_them(ada, make_own, make_authored):
    quiz = make_authored(by_hand(make_own()), by_hand(make_own()))
    assert "2 questions." in text_of(ada.get(f"/quizzes/{quiz.pk}/"))
    assert "worth" not in text_of(ada.send(f"/quizzes/{quiz.pk}/", follow=True))


def test_a_quiz_with_a_rule_says_that_some_are_drawn(ada, make_own, make_authored):
    quiz = make_authored(by_hand(make_own()), by_rule(1))
    assert "some of them drawn afresh each time" in text_of(ada.get(f"/quizzes/{quiz.pk}/"))


def test_only_a_listed_quiz_stands_in_the_list(ada, make_own, make_authored):
    listed = make_authored(by_hand(make_own()), is_listed=True)
    by_link = make_authored(by_hand(make_own()))
    page = ada.get("/quizzes/")
    assert f"/quizzes/{listed.pk}/".encode() in page.content
    assert f"/quizzes/{by_link.pk}/".encode() not in page.content
    assert "From your instructors" in text_of(page)
    assert "1 question, by ines" in text_of(page)


def test_without_authored_quizzes_the_list_has_no_place_for_them(ada):
    assert "From your instructors" not in text_of(ada.get("/quizzes/"))


def test_a_quiz_by_link_that_was_begun_is_found_again_under_progress(ada, make_own, make_authored):
    quiz = make_authored(by_hand(make_own()), by_hand(make_own()))
    ada.send(f"/quizzes/{quiz.pk}/")
    assert f"/quizzes/{quiz.pk}/".encode() in ada.get("/progress/").content


def test_a_retired_quiz_is_gone_and_one_that_was_never_published_does_not_exist(ada, make_own, make_authored):
    retired = make_authored(by_hand(make_own()), retired_at=NOW)
    draft = make_authored(by_hand(make_own()), published_at=None)
    assert ada.get(f"/quizzes/{retired.pk}/").status_code == 410
    assert ada.get(f"/quizzes/{draft.pk}/").status_code == 404


def test_learners_see_nothing_of_a_working_copy(ada, ines, make_own, make_authored):
    quiz = make_authored(by_hand(make_own()), is_listed=True)
    source = quiz.working_copy | {"title": "Not yet"}
    authoring.save_quiz_draft(quiz=quiz, source=source, version=0, by=ines.user, now=NOW)
    assert "Not yet" not in text_of(ada.get(f"/quizzes/{quiz.pk}/")) + text_of(ada.get("/quizzes/"))
