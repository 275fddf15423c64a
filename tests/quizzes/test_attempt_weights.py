"""Places that are worth other than one mark: in answers, results, exams, and what a learner takes along."""

import json
from random import Random

import pytest

from quizzes.actions import hand_in, retry_wrong
from quizzes.models import Answer, Attempt, given_answers
from tests.factories import NOW
from tests.rows import LOCKS
from tests.visitor import text_of


@pytest.fixture
def begin(ada, make_attempt, make_question):
    """An attempt of Ada's with places of these weights, all with 404 best."""

    def make(*weights, **more):
        attempt = make_attempt(learner=ada.learner, questions=[make_question() for _ in weights], **more)
        Attempt.objects.filter(pk=attempt.pk).update(weights=list(weights))
        return Attempt.objects.get(pk=attempt.pk)

    return make


@pytest.fixture
def address():
    return lambda attempt, rest: f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/{rest}"


def test_an_answer_keeps_what_its_place_is_worth(begin, make_answer):
    attempt = begin(3.0, 0.5)
    assert [make_answer(attempt=attempt).weight for _ in range(2)] == [3.0, 0.5]
    assert [answer.weight for answer in given_answers(attempt)] == [3.0, 0.5]


def test_an_answer_without_an_attempt_is_worth_one(make_answer):
    assert make_answer().weight == 1.0


def test_the_result_sums_marks_by_weight(ada, begin, make_answer, address):
    attempt = begin(3.0, 0.5)
    make_answer(attempt=attempt, code=404)
    make_answer(attempt=attempt, code=400)
    page = text_of(ada.get(address(attempt, "result/")))
    assert "3 of 3.5 marks" in page
    assert "best, 3 of 3 marks" in page
    assert "wrong, 0 of 0.5 marks" in page


def test_a_result_without_weights_counts_questions_as_before(ada, make_attempt, make_answer, address):
    attempt = make_attempt(learner=ada.learner)
    for code in (404, 400):
        make_answer(attempt=attempt, code=code)
    page = text_of(ada.get(address(attempt, "result/")))
    assert "1 of 2:" in page
    assert "marks" not in page


def test_the_percentage_is_of_the_marks(ada, begin, make_answer):
    attempt = begin(3.0, 1.0)
    make_answer(attempt=attempt, code=404)
    make_answer(attempt=attempt, code=400)
    assert "best 75 %, last 75 %" in text_of(ada.get("/quizzes/"))


def test_a_place_says_what_it_is_worth_and_then_what_it_earned(ada, begin, address):
    attempt = begin(2.5, 1.0)
    assert "1 of 2, worth 2.5 marks" in text_of(ada.get(address(attempt, "1/")))
    assert "worth" not in text_of(ada.get(address(attempt, "2/")))
    ada.send(address(attempt, "1/"), answer="404")
    assert "1 of 2, 2.5 of 2.5 marks" in text_of(ada.get(address(attempt, "1/")))


def test_a_later_try_costs_a_share_of_the_weight(ada, begin, make_answer, address):
    attempt = begin(4.0, behaviour={"tries": 2, "penalty": 0.25})
    make_answer(attempt=attempt, position=1, code=400)
    make_answer(attempt=attempt, position=1, number=2, code=404)
    assert "3 of 4 marks" in text_of(ada.get(address(attempt, "result/")))


def test_an_exam_is_graded_by_weight(begin, make_draft):
    attempt = begin(3.0, 0.5, behaviour={"mode": "exam"})
    make_draft(attempt=attempt)
    hand_in(attempt=attempt, now=NOW)
    assert list(Answer.objects.order_by("position").values_list("mark", "weight")) == [(1.0, 3.0), (0.0, 0.5)]


def test_the_summary_of_an_exam_says_what_is_worth_other_than_one(ada, begin, address):
    attempt = begin(3.0, 1.0, behaviour={"mode": "exam"})
    page = text_of(ada.get(address(attempt, "hand-in/")))
    assert "4 marks in all." in page
    assert page.count("marks") == 2
    assert "worth 3 marks" in text_of(ada.get(address(attempt, "1/")))


def test_weights_come_along_to_what_is_tried_again(begin, make_answer):
    attempt = begin(3.0, 0.5, 2.0)
    for code in (400, 404, 410):
        make_answer(attempt=attempt, code=code)
    retry = retry_wrong(attempt=Attempt.objects.get(pk=attempt.pk), now=NOW, rng=Random(1))
    assert (retry.weights, retry.possible) == ([3.0, 2.0], 5.0)


def test_an_export_says_what_is_worth_other_than_one(ada, begin, make_answer):
    attempt = begin(3.0, 1.0)
    for _ in range(2):
        make_answer(attempt=attempt)
    data = json.loads(ada.get("/accounts/my-data/export/").content)
    assert data["attempts"][0]["weights"] == [3.0, 1.0]
    assert [row.get("weight") for row in data["answers"]] == [3.0, None]


def test_answering_a_weighted_place_takes_no_further_query(
    ada, begin, address, make_attempt, django_assert_num_queries
):
    for attempt in (make_attempt(learner=ada.learner, length=2), begin(2.0, 3.0)):
        form = ada.form(address(attempt, "1/"))
        # Session, user, learner, the attempt, savepoint, its answers, the answer, savepoint; and the locks.
        with django_assert_num_queries(8 + LOCKS):
            ada.post(form.action, {**form.values, "answer": "404"}, headers={"HX-Request": "true"})
