"""/quizzes/<slug>/attempts/<uuid>/result/ of an exam: explained at once, after it has closed, or never."""

import pytest

from quizzes.actions import LearnerGone
from quizzes.models import Answer, Attempt
from tests.bodies import KINDS, WRONG, sent
from tests.quizzes.exams import MINUTES, at
from tests.rows import rows
from tests.visitor import text_of

CLOSES = "2026-11-22T13:00:00+00:00"  # an hour after the clock of these tests


@pytest.fixture
def handed_in(ada, begin_exam):
    """Hand an exam of Ada's in: the first place wrong, the second one open; the address of its first place."""

    def make(kind="one", **behaviour):
        place = begin_exam(kind, "code", **behaviour)
        ada.send(place, **sent(WRONG, kind))
        ada.send(at(place, "hand-in/"))
        return place

    return make


HIDDEN = [{"review": "never"}, {"review": "after-close", "closes": CLOSES}]


def test_a_result_counts_marks(ada, handed_in):
    assert "0 of 2: " in text_of(ada.get(at(handed_in(), "result/")))


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_is_explained_at_once(ada, handed_in, kind):
    words = text_of(ada.get(handed_in(kind)))
    assert ("What speaks for and against 404" if kind == "code" else "Holds here") in words


def test_what_was_left_open_is_called_so(ada, handed_in):
    assert "No answer was given. It is 404." in text_of(ada.get(at(handed_in(), "2/")))


def test_what_was_left_open_is_nobodys_word(ada, handed_in):
    words = text_of(ada.get(at(handed_in(), "result/")))
    assert ("404 was asked, no answer came" in words, "I don't know" in words) == (True, False)


@pytest.mark.parametrize("behaviour", HIDDEN)
def test_a_hidden_result_says_that_it_was_handed_in_and_no_mark(ada, handed_in, behaviour):
    words = text_of(ada.get(at(handed_in(**behaviour), "result/")))
    assert ("It arrived at 22 November 2026, 12:00" in words, "0 of 2" in words, "%" in words) == (True, False, False)


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (HIDDEN[0], "This exam is not explained afterwards."),
        (HIDDEN[1], "once the exam has closed for everybody, on 22 November 2026, 13:00."),
    ],
)
def test_a_hidden_result_says_when_it_is_explained(ada, handed_in, behaviour, words):
    assert words in text_of(ada.get(at(handed_in(**behaviour), "result/")))


@pytest.mark.parametrize("rest", ["1/", "2/", "hand-in/", ""])
@pytest.mark.parametrize("behaviour", HIDDEN)
def test_places_of_a_hidden_result_are_not_shown(ada, handed_in, behaviour, rest):
    place = handed_in(**behaviour)
    answer = ada.get(at(place, rest))
    assert (answer.status_code in {302, 303}, answer.headers["Location"]) == (True, at(place, "result/"))


@pytest.mark.parametrize("page", ["/progress/", "/quizzes/"])
@pytest.mark.parametrize("behaviour", HIDDEN)
def test_no_page_tells_the_percent_of_a_hidden_result(ada, handed_in, behaviour, page):
    handed_in(**behaviour)
    html = ada.get(page).content.decode()
    title = Attempt.objects.get().quiz.title
    row = html[html.index(title) :]
    row = row[: row.index("</tr>" if page == "/progress/" else "</li>")]
    assert ("%" in row, "None" in row) == (False, False)


@pytest.mark.parametrize("behaviour", HIDDEN)
def test_the_quiz_does_not_tell_a_hidden_result(ada, handed_in, behaviour):
    handed_in(**behaviour)
    words = text_of(ada.get(f"/quizzes/{Attempt.objects.get().quiz_id}/"))
    assert ("%" in words, "None" in words) == (False, False)


def test_the_list_says_that_a_hidden_result_was_handed_in(ada, handed_in):
    handed_in(review="never")
    assert "handed in" in text_of(ada.get("/quizzes/"))


@pytest.mark.parametrize("behaviour", HIDDEN)
def test_what_went_wrong_cannot_be_retried_before_it_is_explained(ada, handed_in, behaviour):
    place = handed_in(**behaviour)
    token = ada.token()
    before = rows()
    ada.post(at(place, "result/"), {"csrfmiddlewaretoken": token})
    assert rows() == before


def test_after_it_has_closed_everything_is_explained(ada, handed_in, clock):
    place = handed_in(**HIDDEN[1])
    clock.shift(60 * MINUTES)
    assert "0 of 2: " in text_of(ada.get(at(place, "result/")))
    assert "Holds here" in text_of(ada.get(place))


def test_after_it_has_closed_the_percent_is_told(ada, handed_in, clock):
    handed_in(**HIDDEN[1])
    clock.shift(60 * MINUTES)
    assert "best 0 %, last 0 %" in text_of(ada.get("/quizzes/"))


def test_what_is_never_explained_is_not_explained_a_week_later(ada, handed_in, clock):
    place = handed_in(**HIDDEN[0])
    clock.shift(7 * 24 * 60 * MINUTES)
    assert ada.get(place).headers["Location"] == at(place, "result/")


@pytest.mark.parametrize("rest", ["1/", "hand-in/", "result/"])
def test_who_was_deleted_while_the_time_ran_out_is_told_so(ada, begin_exam, clock, monkeypatch, rest):
    def gone(**_):
        raise LearnerGone

    place = begin_exam()
    clock.shift(60 * MINUTES)
    monkeypatch.setattr("quizzes.actions.hand_in", gone)
    page = ada.get(at(place, rest))
    assert (page.status_code, "Your data moved" in text_of(page)) == (409, True)


# Once more what went wrong


@pytest.fixture
def retry(ada, handed_in):
    ada.send(at(handed_in(), "result/"))
    return Attempt.objects.get(retry_of__isnull=False)


def test_what_went_wrong_is_tried_again_as_practice(ada, retry):
    assert (retry.agreed.mode, retry.deadline, retry.length) == ("practice", None, 2)


def test_a_retry_of_an_exam_is_graded_at_once(ada, retry):
    place = f"/quizzes/{retry.quiz_id}/attempts/{retry.pk}/1/"
    page = ada.send(place, follow=True, answer="etag")
    assert ("That is the one." in text_of(page), Answer.objects.get(attempt=retry).context) == (True, "quiz")


def test_a_retry_of_an_exam_changes_no_mark_of_it(ada, retry):
    ada.send(f"/quizzes/{retry.quiz_id}/attempts/{retry.pk}/1/", answer="etag")
    assert list(retry.retry_of.answers.values_list("mark", flat=True)) == [0, 0]


def test_a_retry_is_no_further_attempt_at_the_exam(ada, handed_in):
    place = handed_in(attempts=2)
    ada.send(at(place, "result/"))
    quiz = Attempt.objects.first().quiz
    assert "Take it again" in text_of(ada.get(f"/quizzes/{quiz.pk}/"))


# Confidence


def test_a_result_says_where_one_was_sure_and_wrong(ada, begin_exam):
    place = begin_exam("one", "one", confidence=True)
    ada.send(place, answer="luck", confidence="sure")
    ada.send(at(place, "2/"), answer="etag", confidence="guess")
    ada.send(at(place, "hand-in/"))
    words = text_of(ada.get(at(place, "result/")))
    assert ("sure 0 of 1 right" in words, "guess 1 of 1 right" in words, "Sure, and wrong" in words) == (True,) * 3


@pytest.mark.parametrize("length", [1, 40])
def test_a_result_takes_few_queries(ada, begin_exam, length, django_assert_num_queries):
    place = begin_exam(*["match"] * length)
    ada.send(at(place, "hand-in/"))
    ada.get(at(place, "result/"))  # revisions never change, and each process reads one once
    with django_assert_num_queries(5):  # session, user, learner, attempt, answers
        ada.get(at(place, "result/"))
