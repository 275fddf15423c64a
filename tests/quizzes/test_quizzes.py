"""/quizzes/: every quiz with what a learner has made of it."""

from datetime import timedelta

from tests.factories import NOW
from tests.visitor import text_of


def test_every_quiz_of_the_course_is_listed(anonymous):
    page = anonymous.get("/quizzes/").content
    assert [
        slug for slug in ("six-requests", "mixed", "final", "who-are-you") if f"/quizzes/{slug}/".encode() not in page
    ] == []


def test_a_visitor_has_taken_none(anonymous):
    assert "under way" not in text_of(anonymous.get("/quizzes/"))


def test_a_quiz_says_how_many_questions_it_has(anonymous, make_quiz, make_question):
    make_quiz(questions=[make_question() for _ in range(33)])
    assert "33 questions" in text_of(anonymous.get("/quizzes/"))


def test_a_retired_quiz_is_not_listed(anonymous, make_quiz):
    make_quiz(slug="tests-old", retired_at=NOW)
    assert b"tests-old" not in anonymous.get("/quizzes/").content


def test_an_attempt_under_way_is_shown_with_its_answers(ada, make_attempt, make_answer):
    make_answer(attempt=make_attempt(learner=ada.learner, length=17))
    assert "under way, 1 of 17" in text_of(ada.get("/quizzes/"))


def test_best_and_last_results_are_shown(ada, make_attempt, make_answer, make_question, make_quiz):
    questions = [make_question(), make_question()]
    quiz = make_quiz(questions=questions)
    for day, codes in enumerate([(404, 404), (404, 400)]):
        started_at = NOW + timedelta(days=day)
        attempt = make_attempt(learner=ada.learner, quiz=quiz, questions=questions, started_at=started_at)
        for code in codes:
            make_answer(attempt=attempt, code=code)
    assert "best 100 %, last 50 %" in text_of(ada.get("/quizzes/"))


def test_of_two_attempts_under_way_the_one_that_came_further_is_shown(
    ada, make_attempt, make_answer, make_question, make_quiz
):
    """Two devices may each have begun one before they met in one account."""
    questions = [make_question() for _ in range(17)]
    quiz = make_quiz(questions=questions)
    for day in (0, 1, 2):
        started_at = NOW + timedelta(days=day)
        attempt = make_attempt(learner=ada.learner, quiz=quiz, questions=questions, started_at=started_at)
        for _ in range([0, 2, 1][day]):
            make_answer(attempt=attempt)
    assert "under way, 2 of 17" in text_of(ada.get("/quizzes/"))


def test_what_others_did_is_not_shown(ada, sam, make_attempt):
    make_attempt(learner=sam.learner)
    assert "under way" not in text_of(ada.get("/quizzes/"))


def test_the_list_takes_as_many_queries_at_one_attempt_as_at_twenty(
    ada, make_attempt, make_answer, django_assert_num_queries
):
    for number in (1, 19):
        for _ in range(number):
            make_answer(attempt=make_attempt(learner=ada.learner, length=1))
        with django_assert_num_queries(6):  # session, user, learner, quizzes, marks, attempts
            ada.get("/quizzes/")


def test_the_list_takes_one_query_for_a_visitor(anonymous, django_assert_num_queries):
    with django_assert_num_queries(1):
        anonymous.get("/quizzes/")
