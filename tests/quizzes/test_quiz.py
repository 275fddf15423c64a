"""/quizzes/<slug>/: what a quiz is about, and the way in."""

from datetime import timedelta

import pytest

from quizzes.models import Attempt, Question
from statuscourse.accounts.models import Learner
from tests.factories import NOW
from tests.rows import rows
from tests.visitor import text_of


@pytest.fixture
def quiz(make_quiz, make_question):
    return make_quiz(slug="tests-quiz", questions=[make_question(), make_question(), make_question()])


PAGE = "/quizzes/tests-quiz/"


def test_a_quiz_says_what_it_is_about(anonymous, quiz):
    words = text_of(anonymous.get(PAGE))
    assert ("A quiz for the tests." in words, "3 questions" in words, "Begin" in words) == (True, True, True)


def test_looking_at_a_quiz_makes_nobody_a_learner(anonymous, quiz):
    anonymous.get(PAGE)
    assert Learner.objects.count() == 0


def test_a_quiz_that_never_was_is_404(anonymous, db):
    assert anonymous.get("/quizzes/tests-nobody/").status_code == 404


def test_a_retired_quiz_is_410(anonymous, make_quiz):
    make_quiz(slug="tests-quiz", retired_at=NOW)
    answer = anonymous.get(PAGE)
    assert (answer.status_code, "This quiz was retired." in text_of(answer)) == (410, True)


def test_a_retired_quiz_cannot_be_started(ada, quiz):
    form = ada.form(PAGE)
    quiz.retired_at = NOW
    quiz.save()
    before = rows()
    assert (ada.post(PAGE, form.values).status_code, rows()) == (410, before)


# Starting


def test_starting_leads_to_the_attempt(ada, quiz):
    answer = ada.send(PAGE)
    attempt = Attempt.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/quizzes/tests-quiz/attempts/{attempt.pk}/")


def test_an_attempt_belongs_to_who_started_it(ada, quiz):
    ada.send(PAGE)
    assert Attempt.objects.get().learner == ada.learner


def test_a_visitor_who_starts_becomes_a_learner(anonymous, quiz):
    anonymous.send(PAGE)
    assert Attempt.objects.get().learner == anonymous.learner


def test_an_attempt_is_pinned_to_the_revisions_of_its_start(ada, quiz):
    ada.send(PAGE)
    current = dict(Question.objects.values_list("pk", "current"))
    assert Attempt.objects.get().revision_ids == [current[question_id] for question_id in quiz.question_ids]


def test_an_attempt_keeps_its_terms(ada, quiz):
    ada.send(PAGE)
    assert Attempt.objects.get().terms["marks"] == {"best": 1.0, "acceptable_agreed": 0.5, "acceptable_contested": 1.0}


def test_a_retired_question_is_left_out(ada, quiz):
    Question.objects.filter(pk=quiz.question_ids[0]).update(retired_at=NOW)
    ada.send(PAGE)
    assert Attempt.objects.get().length == 2


def test_starting_twice_is_one_attempt(ada, quiz):
    first, second = ada.send(PAGE), ada.send(PAGE)
    assert (first.headers["Location"], Attempt.objects.count()) == (second.headers["Location"], 1)


def test_an_attempt_under_way_is_gone_on_with(ada, quiz):
    ada.send(PAGE)
    assert "Go on: 0 of 3 answered" in text_of(ada.get(PAGE))


@pytest.mark.parametrize("further", [0, 1])
def test_of_two_attempts_under_way_the_one_that_came_further_is_gone_on_with(ada, make_attempt, make_answer, further):
    """Two devices may each have begun one before they met in one account."""
    attempts = [make_attempt(learner=ada.learner, length=3)]
    quiz, questions = attempts[0].quiz, Question.objects.filter(pk__in=attempts[0].quiz.question_ids)
    attempts.append(
        make_attempt(learner=ada.learner, quiz=quiz, questions=questions, started_at=NOW + timedelta(days=1))
    )
    make_answer(attempt=attempts[further])
    place = f"/quizzes/{quiz.pk}/"
    assert ada.send(place).headers["Location"] == f"{place}attempts/{attempts[further].pk}/"


def test_a_finished_attempt_leads_to_its_result(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, length=1)
    make_answer(attempt=attempt)
    page = ada.get(f"/quizzes/{attempt.quiz_id}/").content.decode()
    assert f'href="/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/result/">The last result' in page


def test_a_retry_under_way_is_gone_on_with(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, length=1)
    make_answer(attempt=attempt, code=400)
    place = ada.send(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/result/").headers["Location"]
    page = ada.get(f"/quizzes/{attempt.quiz_id}/").content.decode()
    assert f'href="{place}">Go on with what went wrong' in page


def test_a_finished_retry_is_not_gone_on_with(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, length=1)
    make_answer(attempt=attempt, code=400)
    ada.send(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/result/")
    make_answer(attempt=Attempt.objects.get(retry_of=attempt))
    assert "Go on with" not in text_of(ada.get(f"/quizzes/{attempt.quiz_id}/"))


def test_a_quiz_that_was_taken_can_be_taken_again(ada, quiz, make_answer):
    ada.send(PAGE)
    for _ in range(3):
        make_answer(attempt=Attempt.objects.get())
    assert "Take it again" in text_of(ada.get(PAGE))
    ada.send(PAGE)
    assert Attempt.objects.count() == 2


def test_two_people_have_an_attempt_each(ada, sam, quiz):
    ada.send(PAGE)
    sam.send(PAGE)
    assert Attempt.objects.count() == 2


def test_without_a_token_nothing_starts(ada, quiz):
    before = rows()
    assert (ada.send(PAGE, csrfmiddlewaretoken=None).status_code, rows()) == (403, before)


# Quizzes that are drawn


def test_a_mixed_quiz_draws_ten_different_questions(ada):
    ada.send("/quizzes/mixed/")
    assert len(set(Attempt.objects.get().revision_ids)) == 10


def test_the_final_draws_twenty_from_every_topic(ada):
    ada.send("/quizzes/final/")
    topics = Question.objects.filter(revisions__in=Attempt.objects.get().revision_ids).values_list("topic", flat=True)
    assert (len(topics), len(set(topics))) == (20, Question.objects.values("topic").distinct().count())


def test_a_draw_prefers_what_was_not_seen(ada, make_quiz, make_question, make_answer):
    seen, unseen = make_question(topic="tests-drawn"), make_question(topic="tests-drawn")
    make_answer(learner=ada.learner, question=seen)
    make_quiz(slug="tests-quiz", draw={"number": 1, "topics": ["tests-drawn"]})
    ada.send(PAGE)
    assert Attempt.objects.get().revision_ids == [unseen.current_id]


def test_a_draw_leaves_retired_questions_out(ada, make_quiz, make_question):
    make_question(topic="tests-drawn", retired_at=NOW)
    there = make_question(topic="tests-drawn")
    make_quiz(slug="tests-quiz", draw={"number": 2, "topics": ["tests-drawn"]})
    ada.send(PAGE)
    assert Attempt.objects.get().revision_ids == [there.current_id]


def test_a_quiz_with_nothing_left_to_ask_is_no_circle(ada, make_quiz, make_question):
    make_quiz(slug="tests-quiz", questions=[make_question(retired_at=NOW)])
    assert ada.send(PAGE, follow=True).status_code < 500


def test_a_quiz_takes_few_queries(ada, quiz, django_assert_num_queries):
    with django_assert_num_queries(7):  # quiz, session, user, learner, quizzes, marks, attempts
        ada.get(PAGE)
