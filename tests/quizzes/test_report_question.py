"""/reports/new/<revision>/: who has answered a question says what is wrong with it."""

from datetime import timedelta

import pytest

from quizzes.models import QuestionReport
from tests.bodies import KINDS, WRONG, sent
from tests.factories import NOW, make_answer, make_attempt, make_learner, make_question, make_report, revise
from tests.rows import rows
from tests.visitor import text_of

TEXT = "The second reason cites a section that says something else."


@pytest.fixture
def answered(ada):
    """The address at which Ada reports the question that she has answered."""
    answer = make_answer(learner=ada.learner, code=400)
    return f"/reports/new/{answer.revision_id}/"


@pytest.mark.parametrize("kind", KINDS)
def test_the_feedback_of_every_kind_leads_there(ada, kind):
    question = make_question(kind=kind)
    page = ada.send(f"/questions/{question.pk}/", **sent(WRONG, kind))
    assert f'href="/reports/new/{question.current_id}/"' in page.content.decode()


def test_a_report_is_stored_with_the_answer(ada, answered):
    answer = ada.send(answered, text=TEXT)
    report = QuestionReport.objects.get()
    assert (answer.status_code, report.text, report.learner) == (303, TEXT, ada.learner)
    assert report.answer == ada.learner.answers.get()


def test_it_leads_to_where_the_reply_will_stand(ada, answered):
    answer = ada.send(answered, text=TEXT, follow=True)
    assert answer.redirect_chain[0][0].startswith("/reports/?sent=")
    assert "The reply will stand here." in text_of(answer)


def test_it_takes_the_last_answer(ada, answered):
    first = ada.learner.answers.get()
    last = make_answer(learner=ada.learner, question=first.revision.question, code=404, at=NOW + timedelta(hours=1))
    ada.send(answered, text=TEXT)
    assert QuestionReport.objects.get().answer == last


def test_somebody_known_by_a_cookie_may_report(anonymous, db):
    question = make_question()
    page = anonymous.send(f"/questions/{question.pk}/", answer="404")
    address = f"/reports/new/{question.current_id}/"
    assert f'href="{address}"' in page.content.decode()
    anonymous.send(address, text=TEXT)
    assert QuestionReport.objects.get().learner == anonymous.learner


def test_the_form_says_what_the_author_gets(ada, answered):
    assert "the answer that you gave, and no name" in text_of(ada.get(answered))


def test_an_older_revision_that_was_answered_can_be_reported(ada, answered):
    revise(ada.learner.answers.get().revision.question, title="Another title")
    assert ada.send(answered, text=TEXT).status_code == 303


@pytest.mark.parametrize("who", ["sam", "ines", "olga", "anonymous"])
def test_who_has_not_answered_it_finds_nothing(request, ada, answered, who):
    visitor, before = request.getfixturevalue(who), rows()["quizzes.QuestionReport"]
    post = visitor.post(answered, {"csrfmiddlewaretoken": visitor.token(), "text": TEXT})
    assert (visitor.get(answered).status_code, post.status_code) == (404, 404)
    assert rows()["quizzes.QuestionReport"] == before


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "x"])
def test_a_revision_that_is_none_is_404(ada, answered, number):
    assert ada.get(f"/reports/new/{number}/").status_code == 404


def test_a_try_after_which_another_one_is_open_cannot_be_reported(ada):
    attempt = make_attempt(learner=ada.learner, behaviour={"tries": 3, "penalty": 0.25})
    answer = make_answer(attempt=attempt, position=1, code=400)
    assert (answer.stands, ada.get(f"/reports/new/{answer.revision_id}/").status_code) == (False, 404)


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        ({"review": "never"}, 404),
        ({"review": "after-close", "closes": "2999-01-01T00:00Z"}, 404),
        ({"review": "after-close", "closes": "2026-11-22T11:00Z"}, 200),
        ({}, 200),
    ],
)
def test_a_question_of_an_exam_can_be_reported_once_it_is_explained(ada, clock, behaviour, status):
    behaviour = {"mode": "exam"} | behaviour
    attempt = make_attempt(learner=ada.learner, length=1, behaviour=behaviour, finished_at=NOW)
    answer = make_answer(attempt=attempt, code=400)
    assert ada.get(f"/reports/new/{answer.revision_id}/").status_code == status


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This is needed."),
        ("   \r\n  ", "This is needed."),
        ("too short", "ten characters at least"),
        ("x" * 2001, "longer than the 2,000 characters"),
        ("a text with a \0 in it", "Null characters are not allowed."),
    ],
)
def test_a_text_that_says_nothing_or_too_much_is_refused(ada, answered, text, words):
    answer = ada.send(answered, text=text)
    assert (answer.status_code, words in text_of(answer), QuestionReport.objects.count()) == (422, True, 0)


def test_what_was_typed_is_not_lost(ada, answered):
    answer = ada.send(answered, text="x" * 2001)
    assert ada.form(answer).values["text"].strip() == "x" * 2001


@pytest.mark.parametrize("text", ["x" * 10, "x" * 2000, "a\r\n" * 999])
def test_a_text_of_any_length_between_is_taken(ada, answered, text):
    assert ada.send(answered, text=text).status_code == 303


def test_lines_are_kept(ada, answered):
    ada.send(answered, text="first line\r\nsecond line\r\n")
    assert QuestionReport.objects.get().text == "first line\nsecond line"


def test_a_double_click_is_one_report(ada, answered):
    for _click in range(2):
        assert ada.send(answered, text=TEXT).status_code == 303
    assert QuestionReport.objects.count() == 1


def test_the_same_text_of_somebody_else_is_another_report(ada, sam, answered):
    make_answer(learner=sam.learner, question=ada.learner.answers.get().revision.question)
    for visitor in (ada, sam):
        visitor.send(answered, text=TEXT)
    assert QuestionReport.objects.count() == 2


def test_a_sixth_open_report_waits(ada, answered):
    for _number in range(5):
        make_report(learner=ada.learner)
    answer = ada.send(answered, text=TEXT)
    assert (answer.status_code, answer.headers["Retry-After"], QuestionReport.objects.count()) == (429, "3600", 5)
    assert "5 of your reports wait for an answer." in text_of(answer)
    assert ada.form(answer).values["text"].strip() == TEXT


def test_the_same_text_is_the_same_report_also_where_no_more_is_taken(ada, answered):
    ada.send(answered, text=TEXT)
    for _number in range(4):
        make_report(learner=ada.learner)
    assert ada.send(answered, text=TEXT).status_code == 303


def test_a_twenty_first_report_in_a_day_waits_for_the_first_to_be_a_day_old(ada, answered, clock):
    for number in range(20):
        make_report(learner=ada.learner, at=NOW - timedelta(hours=20, minutes=number), closed_at=NOW)
    answer = ada.send(answered, text=TEXT)
    seconds = 4 * 3600 - 19 * 60 + 1
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(seconds))
    assert "You have sent 20 reports in a day." in text_of(answer)


def test_reports_of_yesterday_and_of_others_do_not_count(ada, answered, clock):
    for number in range(20):
        make_report(learner=ada.learner, at=NOW - timedelta(days=1, minutes=number), closed_at=NOW)
        make_report(learner=make_learner())
    assert ada.send(answered, text=TEXT).status_code == 303


def test_without_a_token_nothing_is_reported(ada, answered):
    assert (ada.post(answered, {"text": TEXT}).status_code, QuestionReport.objects.count()) == (403, 0)


def test_a_report_goes_with_its_learner_and_not_with_its_answer(ada, answered):
    ada.send(answered, text=TEXT)
    ada.learner.answers.all().delete()
    assert QuestionReport.objects.get().answer is None
