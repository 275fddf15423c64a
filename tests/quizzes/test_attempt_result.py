"""/quizzes/<slug>/attempts/<uuid>/result/: by code, by confusion, and once more what went wrong."""

import pytest

from quizzes.core.terms import Terms
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


def test_who_was_deleted_meanwhile_retries_nothing(ada, finished, monkeypatch):
    form = ada.form(page(finished))
    explains = Terms.explains

    def deleted_meanwhile(terms, now):
        finished.delete()
        return explains(terms, now)

    monkeypatch.setattr(Terms, "explains", deleted_meanwhile)
    answer = ada.post(form.action, form.values)
    assert (answer.status_code, "Your data moved" in text_of(answer), Attempt.objects.count()) == (409, True, 0)


def test_without_a_token_nothing_is_retried(ada, finished):
    before = rows()
    assert (ada.send(page(finished), csrfmiddlewaretoken=None).status_code, rows()) == (403, before)


# Several tries


@pytest.fixture
def tried(ada, make_attempt, make_answer):
    """Two wrong tries and the right one, then one right at once."""
    attempt = make_attempt(learner=ada.learner, length=2, behaviour={"tries": 3, "penalty": 0.25})
    for number, code in ((1, 400), (2, 410), (3, 404)):
        make_answer(attempt=attempt, position=1, number=number, code=code)
    make_answer(attempt=attempt, position=2)
    return attempt


def test_only_the_try_that_stands_is_counted(ada, tried):
    words = text_of(ada.get(page(tried)))
    assert ("1.5 of 2: " in words, "404 2 2 0 0" in words) == (True, True)


def test_what_was_taken_for_what_comes_from_all_tries(ada, tried):
    words = text_of(ada.get(page(tried)))
    assert ("404 was asked, 400 came" in words, "404 was asked, 410 came" in words) == (True, True)


def test_each_place_is_listed_once(ada, tried):
    assert ada.get(page(tried)).content.count(b">The teapot that is not there</a>") == 2


def test_what_came_right_in_the_end_is_not_tried_again(ada, tried):
    assert b"<form" not in ada.get(page(tried)).content.partition(b"<main")[2].partition(b"</main>")[0]


def test_the_list_tells_the_marks_of_the_tries_that_stand(ada, tried):
    assert "best 75 %, last 75 %" in text_of(ada.get("/quizzes/"))


def test_progress_counts_what_was_known_at_the_first_try(ada, tried):
    words = text_of(ada.get("/progress/"))
    assert "2 1 good" in words


def test_a_result_of_questions_without_codes_has_no_table_of_codes(ada, make_attempt, make_question, make_answer):
    attempt = make_attempt(learner=ada.learner, questions=[make_question(kind="one")])
    make_answer(attempt=attempt, response={"kind": "one", "chosen": "luck"})
    assert "By code" not in text_of(ada.get(page(attempt)))


@pytest.mark.parametrize("length", [1, 20])
def test_a_result_takes_few_queries(ada, make_attempt, make_answer, length, django_assert_num_queries):
    attempt = make_attempt(learner=ada.learner, length=length)
    for _ in range(length):
        make_answer(attempt=attempt, code=400)
    ada.get(page(attempt))  # revisions never change, and each process reads one once
    with django_assert_num_queries(5):  # session, user, learner, attempt, answers
        ada.get(page(attempt))
