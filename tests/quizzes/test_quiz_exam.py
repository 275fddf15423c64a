"""/quizzes/<slug>/ of an exam: when it may be begun, how often, and until when."""

from datetime import timedelta

import pytest

from quizzes.models import Attempt
from tests.factories import NOW
from tests.quizzes.exams import MINUTES
from tests.rows import rows
from tests.visitor import text_of

pytestmark = pytest.mark.usefixtures("clock")

PAGE = "/quizzes/tests-exam/"
OPENS = {"opens": "2026-11-22T12:30:00+00:00"}  # the clock stands at noon
CLOSED = {"closes": "2026-11-22T12:00:00+00:00"}
CLOSES = {"closes": "2026-11-22T12:30:00+00:00"}


@pytest.fixture
def exam(clock, make_quiz, make_question):
    def make(**behaviour):
        questions = [make_question(kind="one"), make_question()]
        return make_quiz(slug="tests-exam", questions=questions, behaviour={"mode": "exam"} | behaviour)

    return make


def refused(visitor, words):
    """Ask to begin, which has to be refused with these words and to start nothing."""
    token = visitor.token()
    before = rows()
    answer = visitor.post(PAGE, {"csrfmiddlewaretoken": token})
    assert (answer.status_code, rows()) == (409, before)
    assert words in text_of(answer)


# What the page says


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ({}, "Nothing is graded before you hand in."),
        ({}, "When it is handed in, everything is explained."),
        ({"minutes": 20}, "You have 20 minutes from the start. Then it is handed in as it is."),
        (OPENS, "It opens on 22 November 2026, 12:30."),
        (CLOSES, "It closes on 22 November 2026, 12:30."),
        ({"attempts": 1}, "It may be taken once."),
        ({"attempts": 3}, "It may be taken 3 times."),
        ({"review": "never"}, "It is not explained afterwards."),
        ({"review": "after-close"} | CLOSES, "Everything is explained once it has closed."),
    ],
)
def test_an_exam_says_how_it_goes(ada, exam, behaviour, words):
    exam(**behaviour)
    assert words in text_of(ada.get(PAGE))


def test_times_are_told_in_the_time_of_the_site(ada, exam):
    exam(opens="2026-11-22T20:00:00+02:00")
    assert "It opens on 22 November 2026, 18:00." in text_of(ada.get(PAGE))


# Not now


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (OPENS, "Not open yet. Come back on 22 November 2026, 12:30."),
        (CLOSED, "It closed on 22 November 2026, 12:00."),
    ],
)
def test_an_exam_that_takes_no_attempt_now_offers_no_beginning(ada, exam, behaviour, words):
    exam(**behaviour)
    page = ada.get(PAGE)
    assert (words in text_of(page), "Begin the exam" in text_of(page)) == (True, False)


def test_an_exam_that_is_not_open_yet_starts_nothing(ada, exam):
    exam(**OPENS)
    refused(ada, "This exam opens on 22 November 2026, 12:30. Nothing was started.")


def test_an_exam_that_has_closed_starts_nothing(ada, exam):
    exam(**CLOSED)
    refused(ada, "This exam closed on 22 November 2026, 12:00. Nothing was started.")


@pytest.mark.parametrize("behaviour", [OPENS, CLOSED])
def test_a_refused_visitor_becomes_no_learner_by_looking(anonymous, exam, behaviour):
    exam(**behaviour)
    before = rows()
    assert (anonymous.get(PAGE).status_code, rows()) == (200, before)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 409), (0, 303)])
def test_an_exam_opens_to_the_second(ada, exam, clock, seconds, status):
    exam(**OPENS)
    clock.shift(30 * MINUTES + seconds)
    assert ada.post(PAGE, {"csrfmiddlewaretoken": ada.token()}).status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409)])
def test_an_exam_closes_to_the_second(ada, exam, clock, seconds, status):
    exam(**CLOSES)
    clock.shift(30 * MINUTES + seconds)
    assert ada.post(PAGE, {"csrfmiddlewaretoken": ada.token()}).status_code == status


def taken(visitor):
    """Begin the exam and hand it in."""
    place = visitor.send(PAGE).headers["Location"]
    visitor.send(f"{place}hand-in/")


def test_an_exam_is_taken_as_often_as_it_may_be(ada, exam):
    exam(attempts=2)
    taken(ada)
    assert "Take it again" in text_of(ada.get(PAGE))
    taken(ada)
    assert "You have taken it as often as it may be taken." in text_of(ada.get(PAGE))
    refused(ada, "This exam may be taken 2 times, and you have. Nothing was started.")


def test_an_exam_that_may_be_taken_once_says_once(ada, exam):
    exam(attempts=1)
    taken(ada)
    refused(ada, "This exam may be taken once, and you have. Nothing was started.")


def test_the_attempts_of_others_do_not_count(ada, sam, exam):
    exam(attempts=1)
    taken(sam)
    taken(ada)
    assert Attempt.objects.count() == 2


def test_what_was_left_behind_counts_as_taken(ada, exam, clock):
    exam(attempts=1, minutes=5)
    ada.send(PAGE)
    clock.shift(10 * MINUTES)
    assert "You have taken it as often as it may be taken." in text_of(ada.get(PAGE))


# For an account


def test_an_exam_that_may_be_taken_so_often_is_begun_by_an_account_only(anonymous, exam):
    exam(attempts=1)
    form = anonymous.form(PAGE).values
    before = rows()
    page = anonymous.post(PAGE, form)
    assert (page.status_code, rows(), "Sign in, then begin." in text_of(page)) == (403, before, True)
    assert f'href="/accounts/sign-in/?next={PAGE}"'.encode() in page.content


def test_a_learner_without_an_account_begins_no_exam_that_may_be_taken_so_often(anonymous, exam, make_question):
    exam(attempts=1)
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    before = rows()
    assert (anonymous.send(PAGE).status_code, rows()) == (403, before)


def test_an_exam_that_may_be_taken_at_will_needs_no_account(anonymous, exam):
    exam()
    assert (anonymous.send(PAGE).status_code, Attempt.objects.count()) == (303, 1)


# Beginning and going on


def test_beginning_leads_to_the_attempt_and_on_to_its_first_place(ada, exam):
    exam()
    answer = ada.send(PAGE, follow=True)
    place = f"{PAGE}attempts/{Attempt.objects.get().pk}/"
    assert [address for address, _status in answer.redirect_chain] == [place, f"{place}1/"]


def test_an_attempt_under_way_is_gone_on_with_where_it_was_changed_last(ada, exam, clock):
    exam()
    place = ada.send(PAGE).headers["Location"]
    for number, answer in ((2, "404"), (1, "etag"), (2, "410")):
        clock.shift(5)
        ada.send(f"{place}{number}/", answer=answer)
    answer = ada.send(PAGE, follow=True)
    assert (answer.redirect_chain[-1][0], Attempt.objects.count()) == (f"{place}2/", 1)


def test_an_attempt_under_way_says_how_much_of_it_is_answered(ada, exam):
    exam()
    place = ada.send(PAGE).headers["Location"]
    ada.send(f"{place}1/", answer="etag")
    assert "Go on: 1 of 2 answered" in text_of(ada.get(PAGE))


def test_what_was_only_flagged_or_taken_away_again_is_not_answered(ada, exam):
    exam()
    place = ada.send(PAGE).headers["Location"]
    ada.send(f"{place}1/", flagged="1")
    assert "Go on: 0 of 2 answered" in text_of(ada.get(PAGE))


def test_a_draft_in_practice_does_not_count_as_answered_beside_an_exam(ada, make_attempt, make_draft):
    make_attempt(learner=ada.learner, behaviour={"mode": "exam"})
    make_draft(attempt=make_attempt(learner=ada.learner, length=17))
    assert "under way, 0 of 17" in text_of(ada.get("/quizzes/"))


def test_an_attempt_under_way_is_gone_on_with_after_the_quiz_has_changed(ada, exam):
    """Its terms are those of its start."""
    quiz = exam(minutes=20)
    ada.send(PAGE)
    quiz.behaviour = {"mode": "exam"} | OPENS
    quiz.save()
    assert ada.send(PAGE, follow=True).status_code == 200
    assert Attempt.objects.get().agreed.minutes == 20


def test_an_attempt_keeps_the_terms_of_its_start(ada, exam):
    exam(minutes=20, review="never", confidence=True)
    ada.send(PAGE)
    terms = Attempt.objects.get().agreed
    assert (terms.mode, terms.minutes, terms.review, terms.confidence) == ("exam", 20, "never", True)


@pytest.mark.parametrize(
    ("behaviour", "minutes"),
    [
        ({"minutes": 20}, 20),
        (CLOSES, 30),
        ({"minutes": 20} | CLOSES, 20),
        ({"minutes": 40} | CLOSES, 30),
        ({"minutes": 40, "closes": "2026-11-22T14:10:00+02:00"}, 10),
    ],
)
def test_the_deadline_is_the_earlier_of_the_minutes_and_the_close(ada, exam, behaviour, minutes):
    exam(**behaviour)
    ada.send(PAGE)
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=minutes)


def test_an_exam_without_minutes_and_close_has_no_deadline(ada, exam):
    exam()
    ada.send(PAGE)
    assert Attempt.objects.get().deadline is None


def test_exams_stand_together_in_the_list(ada, exam):
    exam()
    assert "Exams" in text_of(ada.get("/quizzes/"))


# Queries


@pytest.mark.parametrize("length", [1, 20])
def test_the_list_takes_as_many_queries_at_one_exam_under_way_as_at_twenty(
    ada, make_attempt, make_draft, length, django_assert_num_queries
):
    for _ in range(length):
        make_draft(attempt=make_attempt(learner=ada.learner, length=1, behaviour={"mode": "exam"}))
    with django_assert_num_queries(7):  # session, user, learner, quizzes, marks, attempts, drafts
        ada.get("/quizzes/")
