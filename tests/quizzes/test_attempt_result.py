"""/quizzes/<slug>/attempts/<uuid>/result/: by code, by confusion, and once more what went wrong."""

import pytest

from quizzes.models import Attempt
from tests.rows import rows
from tests.visitor import text_of


@pytest.fixture
def finished(ada, make_attempt, make_answer):
    """Best, wrong, and "I don't know", in this order."""
    attempt = make_attempt(learner=ada.learner, length=3)
    for code in (404, 400, None):
        make_answer(attempt=attempt, code=code)
    return attempt


def page(attempt):
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/result/"


def test_a_result_counts_marks(ada, finished):
    assert "1 of 3: " in text_of(ada.get(page(finished)))


def test_a_result_has_a_row_for_each_code(ada, finished):
    assert "404 3 1 0 2" in text_of(ada.get(page(finished)))


def test_a_result_says_what_was_taken_for_what(ada, finished):
    words = text_of(ada.get(page(finished)))
    assert ("404 was asked, 400 came" in words, "“I don't know” came" in words) == (True, True)


def test_half_a_mark_was_a_confusion(ada, make_attempt, make_answer, make_question):
    attempt = make_attempt(learner=ada.learner, questions=[make_question(acceptable=(410,), wrong=(400,))])
    make_answer(attempt=attempt, code=410)
    assert "404 was asked, 410 came" in text_of(ada.get(page(attempt)))


def test_what_is_defensible_was_no_confusion(ada, make_attempt, make_answer, make_question):
    question = make_question(acceptable=(410,), wrong=(400,), agreement="contested")
    attempt = make_attempt(learner=ada.learner, questions=[question])
    make_answer(attempt=attempt, code=410)
    assert "Nothing was taken for anything else." in text_of(ada.get(page(attempt)))


def test_a_result_lists_every_question(ada, finished):
    assert ada.get(page(finished)).content.count(b">The teapot that is not there</a>") == 3


def test_what_was_not_best_leads_to_its_section(ada, finished):
    assert ada.get(page(finished)).content.count(b'href="/lessons/who-are-you/#a"') == 2


def test_half_a_mark_is_shown_as_half(ada, make_attempt, make_answer, make_question):
    attempt = make_attempt(learner=ada.learner, questions=[make_question(acceptable=(410,), wrong=(400,))])
    make_answer(attempt=attempt, code=410)
    assert "0.5 of 1: " in text_of(ada.get(page(attempt)))


def test_a_result_without_a_fault_offers_no_retry(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, length=1)
    make_answer(attempt=attempt)
    words = text_of(ada.get(page(attempt)))
    assert ("every answer held" in words, "again" in words) == (True, False)


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_an_attempt_under_way_has_no_result_yet(ada, make_attempt, method):
    attempt = make_attempt(learner=ada.learner)
    token = ada.token()
    before = rows()
    answer = getattr(ada, method)(page(attempt), {"csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.headers["Location"], rows()) == (
        303,
        page(attempt).replace("result/", ""),
        before,
    )


# Once more


def test_a_retry_asks_what_went_wrong(ada, finished):
    answer = ada.send(page(finished))
    retry = Attempt.objects.get(retry_of=finished)
    assert (answer.status_code, retry.revision_ids) == (303, finished.revision_ids[1:])


def test_a_retry_sent_twice_is_one(ada, finished):
    first, second = ada.send(page(finished)), ada.send(page(finished))
    assert (first.headers["Location"], Attempt.objects.count()) == (second.headers["Location"], 2)


def test_a_retry_does_not_change_the_result(ada, finished):
    before = text_of(ada.get(page(finished)))
    ada.send(page(finished))
    assert text_of(ada.get(page(finished))) == before


def test_a_retry_is_not_the_attempt_under_way(ada, finished):
    """Starting the quiz again means the whole quiz."""
    ada.send(page(finished))
    ada.send(f"/quizzes/{finished.quiz_id}/")
    assert Attempt.objects.filter(retry_of=None, finished_at=None).get().length == 3


def test_a_retry_does_not_count_as_a_result_of_the_quiz(ada, finished, make_answer):
    ada.send(page(finished))
    retry = Attempt.objects.get(retry_of=finished)
    for _ in range(2):
        make_answer(attempt=retry)
    assert "best 33 %, last 33 %" in text_of(ada.get("/quizzes/"))


def test_a_retry_where_nothing_was_wrong_starts_nothing(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, length=1)
    make_answer(attempt=attempt)
    answer = ada.post(page(attempt), {"csrfmiddlewaretoken": ada.token()})
    assert (answer.headers["Location"], Attempt.objects.count()) == (page(attempt), 1)


def test_a_stranger_cannot_retry(sam, finished):
    token = sam.token()
    before = rows()
    assert (sam.post(page(finished), {"csrfmiddlewaretoken": token}).status_code, rows()) == (404, before)


def test_without_a_token_nothing_is_retried(ada, finished):
    before = rows()
    assert (ada.send(page(finished), csrfmiddlewaretoken=None).status_code, rows()) == (403, before)


@pytest.mark.parametrize("length", [1, 20])
def test_a_result_takes_few_queries(ada, make_attempt, make_answer, length, django_assert_num_queries):
    attempt = make_attempt(learner=ada.learner, length=length)
    for _ in range(length):
        make_answer(attempt=attempt, code=400)
    ada.get(page(attempt))  # revisions never change, and each process reads one once
    with django_assert_num_queries(5):  # session, user, learner, attempt, answers
        ada.get(page(attempt))
