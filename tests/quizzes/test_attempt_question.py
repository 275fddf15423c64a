"""/quizzes/<slug>/attempts/<uuid>/<n>/: one question of an attempt, open or graded."""

import re

import pytest

from quizzes.models import Answer, Question
from tests.factories import NOW, revise
from tests.rows import rows
from tests.visitor import text_of


@pytest.fixture
def attempt(ada, make_attempt):
    return make_attempt(learner=ada.learner, length=2)


@pytest.fixture
def first(attempt):
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"


# Asking


def test_a_place_shows_its_question_and_where_it_is(ada, first):
    words = text_of(ada.get(first))
    assert ("A client asks for a teapot" in words, "1 of 2" in words) == (True, True)


def test_a_place_keeps_its_reasons_until_it_is_answered(ada, first):
    assert b"What speaks for and against" not in ada.get(first).content


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_place_that_is_not_there_is_404(ada, first, number):
    assert ada.get(first.replace("/1/", f"/{number}/")).status_code == 404


def test_an_answered_place_shows_its_feedback(ada, attempt, first, make_answer):
    make_answer(attempt=attempt, code=400)
    assert "Not 400. It is 404." in text_of(ada.get(first))


def test_an_answered_place_asks_no_more(ada, attempt, first, make_answer):
    make_answer(attempt=attempt)
    assert b'name="answer"' not in ada.get(first).content


def test_an_answered_place_leads_to_the_next_open_one(ada, attempt, first, make_answer):
    make_answer(attempt=attempt)
    assert f'href="{first.replace("/1/", "/2/")}" data-next'.encode() in ada.get(first).content


def test_what_is_answered_last_leads_to_the_result_wherever_it_stands(ada, attempt, first, make_answer):
    for position in (2, 1):
        make_answer(attempt=attempt, position=position)
    assert first.replace("/1/", "/result/").encode() in ada.get(first).content


def leads_to(page):
    """Where a page's main button leads on to."""
    return re.search(rb'href="([^"]+)" data-next', page.content)[1].decode()


@pytest.mark.parametrize("behaviour", [{}, {"mode": "exam"}])
def test_when_all_is_over_each_place_leads_to_the_next_and_the_last_to_the_result(
    ada, make_attempt, make_answer, behaviour
):
    attempt = make_attempt(learner=ada.learner, length=3, behaviour=behaviour)
    for _ in range(3):
        make_answer(attempt=attempt)
    base = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/"
    ways = [leads_to(ada.get(f"{base}{number}/")) for number in (1, 2, 3)]
    assert ways == [f"{base}2/", f"{base}3/", f"{base}result/"]


def test_a_question_that_was_edited_since_is_asked_as_it_was(ada, attempt, first):
    question = attempt.quiz.question_ids[0]
    revise(Question.objects.get(pk=question), title="Another title")
    assert "The teapot that is not there" in text_of(ada.get(first))


def test_a_question_that_was_retired_since_is_still_asked(ada, attempt, first):
    Question.objects.filter(pk__in=attempt.quiz.question_ids).update(retired_at=NOW)
    assert ada.send(first, answer="404").status_code == 303


# Answering


def test_an_answer_leads_back_to_its_place(ada, first):
    answer = ada.send(first, answer="404")
    assert (answer.status_code, answer.headers["Location"]) == (303, first)


def test_after_an_answer_its_feedback_is_shown(ada, first):
    assert "404 it is." in text_of(ada.send(first, answer="404", follow=True))


def test_htmx_gets_the_feedback_in_place(ada, first):
    answer = ada.send(first, answer="404", htmx=True)
    assert (answer.status_code, b"<html" in answer.content, b"404 it is." in answer.content) == (200, False, True)


def test_an_answer_is_kept_at_its_place(ada, attempt, first):
    ada.send(first, answer="400")
    answer = Answer.objects.get()
    assert (answer.attempt, answer.position, answer.context, answer.verdict) == (attempt, 1, "quiz", "wrong")


def test_an_answer_is_marked_by_the_terms_of_its_attempt(ada, make_attempt, make_question):
    """What was agreed at the start holds, whatever the rule has become since."""
    marks = {"best": 1.0, "acceptable_agreed": 0.25, "acceptable_contested": 0.75}
    questions = [make_question(acceptable=(410,), wrong=(400,), agreement=name) for name in ("agreed", "contested")]
    attempt = make_attempt(learner=ada.learner, questions=questions, marks=marks)
    for number in (1, 2):
        ada.send(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/{number}/", answer="410")
    assert list(Answer.objects.order_by("position").values_list("mark", flat=True)) == [0.25, 0.75]


def test_the_time_that_an_answer_took_is_kept(ada, first, time_machine):
    time_machine.move_to(NOW, tick=False)
    form = ada.form(first)
    time_machine.shift(75)
    ada.post(first, form.values | {"answer": "404"})
    assert Answer.objects.get().seconds == 75


def test_the_last_answer_finishes_the_attempt(ada, attempt, first):
    for number in (1, 2):
        ada.send(first.replace("/1/", f"/{number}/"), answer="404")
    attempt.refresh_from_db()
    assert attempt.finished_at is not None


def test_the_first_answer_does_not_finish_it(ada, attempt, first):
    ada.send(first, answer="404")
    attempt.refresh_from_db()
    assert attempt.finished_at is None


def test_places_may_be_answered_in_any_order(ada, attempt, first):
    for number in (2, 1):
        ada.send(first.replace("/1/", f"/{number}/"), answer="404")
    attempt.refresh_from_db()
    assert attempt.finished_at is not None


# The same twice, and something else


def test_the_same_answer_sent_twice_counts_once(ada, first):
    form = ada.form(first)
    answers = [ada.post(first, form.values | {"answer": "404"}) for _ in range(2)]
    assert ([answer.status_code for answer in answers], Answer.objects.count()) == ([303, 303], 1)


def test_the_same_answer_sent_twice_with_htmx_shows_the_same(ada, first):
    form = ada.form(first)
    answers = [ada.post(first, form.values | {"answer": "404"}, headers={"HX-Request": "true"}) for _ in range(2)]
    assert (text_of(answers[0]), Answer.objects.count()) == (text_of(answers[1]), 1)


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_another_answer_is_a_conflict_and_the_first_stands(ada, first, htmx):
    form = ada.form(first)
    ada.post(first, form.values | {"answer": "400"}, headers=htmx)
    before = rows()
    answer = ada.post(first, form.values | {"answer": "404"}, headers=htmx)
    assert (answer.status_code, rows(), Answer.objects.get().chosen_code) == (409, before, 400)
    assert "You answered this question before, and the first answer stands." in text_of(answer)
    assert "Not 400. It is 404." in text_of(answer)


def test_a_finished_attempt_takes_no_other_answer(ada, attempt, first, make_answer):
    form = ada.form(first)
    for _ in range(2):
        make_answer(attempt=attempt, code=400)
    before = rows()
    assert (ada.post(first, form.values | {"answer": "404"}).status_code, rows()) == (409, before)


# Refusals


def refused(visitor, place, status, words, **values):
    form = visitor.form(place)
    before = rows()
    sent = {name: value for name, value in (form.values | values).items() if value is not None}
    answer = visitor.post(place, sent)
    assert (answer.status_code, rows()) == (status, before)
    assert words in text_of(answer)


@pytest.mark.parametrize("revision", [None, "", "0", "x", "999999999"])
def test_a_form_without_the_revision_of_its_place_is_refused(ada, first, revision):
    refused(
        ada, first, 422, "This form belongs to another question. Nothing was recorded", answer="404", revision=revision
    )


def test_the_revision_of_another_place_is_refused(ada, attempt, first):
    words = "This form belongs to another question. Nothing was recorded; this is question 1."
    refused(ada, first, 422, words, answer="404", revision=str(attempt.revision_ids[1]))


def test_a_newer_revision_of_the_same_question_is_refused(ada, attempt, first):
    newer = revise(Question.objects.get(pk=attempt.quiz.question_ids[0]), title="Another title")
    refused(ada, first, 422, "This form belongs to another question.", answer="404", revision=str(newer.pk))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Nothing is chosen yet."),
        ({"answer": "418"}, "418 is not among the codes that this question offers."),
        ({"answer": "four"}, "three digits"),
        ({"answer": "4" * 20}, "at most 16 characters"),
        ({"answer": "404", "asked_at": "noon"}, "Enter a whole number."),
    ],
)
def test_an_answer_that_is_none_is_refused(ada, first, values, words):
    refused(ada, first, 422, words, **values)


def test_a_body_over_the_limit_is_413(ada, first):
    refused(ada, first, 413, "Nothing was read, nothing has changed.", answer="404", more="x" * 70_000)


def test_a_form_without_a_token_is_403(ada, first):
    refused(ada, first, 403, "This form has expired", answer="404", csrfmiddlewaretoken=None)


def test_a_stranger_cannot_answer(sam, anonymous, ines, ada, first):
    form = ada.form(first)
    for visitor in (sam, anonymous, ines):
        token = visitor.token()
        before = rows()
        answer = visitor.post(first, form.values | {"answer": "404", "csrfmiddlewaretoken": token})
        assert (answer.status_code, rows()) == (404, before)


def test_the_wrong_quiz_in_the_address_is_404(ada, attempt, first):
    form = ada.form(first)
    before = rows()
    answer = ada.post(first.replace(attempt.quiz_id, "mixed"), form.values | {"answer": "404"})
    assert (answer.status_code, rows()) == (404, before)


# Queries


def test_a_place_takes_as_many_queries_at_one_question_as_at_twenty(ada, make_attempt, django_assert_num_queries):
    for length in (1, 20):
        attempt = make_attempt(learner=ada.learner, length=length)
        with django_assert_num_queries(7):  # session, user, learner, attempt, revision, its answer, all verdicts
            ada.get(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/")
