"""/quizzes/<slug>/attempts/<uuid>/hand-in/: the summary before handing in, and handing in, once."""

from datetime import timedelta

import pytest

from quizzes.models import Answer, Attempt, Question
from tests.bodies import KINDS, PARTLY, RIGHT, sent, stored
from tests.factories import NOW, revise
from tests.quizzes.exams import MINUTES, at, other_device
from tests.rows import LOCKS, rows
from tests.visitor import text_of


def hand_in(visitor, place, **values):
    return visitor.send(at(place, "hand-in/"), **values)


def graded():
    return list(Answer.objects.order_by("position").values_list("verdict", "mark"))


# The summary


@pytest.fixture
def half_done(ada, begin_exam, make_draft):
    """One answered, one incomplete, one answered and flagged, one open, one open and flagged."""
    place = begin_exam("one", "match", "code", "order", "type")
    attempt = Attempt.objects.get()
    make_draft(attempt=attempt, position=1)
    make_draft(attempt=attempt, position=2, response={"pairs": {"lost": 404}})
    make_draft(attempt=attempt, position=3, flagged=True)
    make_draft(attempt=attempt, position=5, response={}, flagged=True)
    return place


def test_the_summary_counts_what_is_answered_open_incomplete_and_flagged(ada, half_done):
    words = text_of(ada.get(at(half_done, "hand-in/")))
    assert "answered 3 of 5 open 2 incomplete 1 flagged 2" in words


def test_the_summary_lists_every_place_with_its_state(ada, half_done):
    words = text_of(ada.get(at(half_done, "hand-in/"))).replace("The teapot that is not there", "-")
    assert "01 - answered 02 - incomplete 03 - answered flagged 04 - open 05 - open flagged" in words


def test_the_summary_leads_to_every_place(ada, half_done):
    page = ada.get(at(half_done, "hand-in/")).content.decode()
    assert [number for number in range(1, 6) if f'href="{at(half_done, f"{number}/")}"' not in page] == []


def test_the_summary_says_what_becomes_of_what_is_open(ada, half_done):
    assert "What is open counts as not known" in text_of(ada.get(at(half_done, "hand-in/")))


def test_the_summary_of_a_complete_exam_does_not_speak_of_open_ones(ada, begin_exam, make_draft):
    place = begin_exam("one")
    make_draft(attempt=Attempt.objects.get())
    assert "What is open counts" not in text_of(ada.get(at(place, "hand-in/")))


def test_looking_at_the_summary_hands_nothing_in(ada, half_done):
    before = rows()
    assert (ada.get(at(half_done, "hand-in/")).status_code, rows()) == (200, before)
    assert Attempt.objects.get().finished_at is None


@pytest.mark.parametrize("length", [4, 40])
def test_the_summary_takes_six_queries_at_four_questions_and_at_forty(
    ada, begin_exam, make_draft, length, django_assert_num_queries
):
    place = begin_exam(*["match"] * length)
    for position in range(1, length):
        make_draft(attempt=Attempt.objects.get(), position=position)
    with django_assert_num_queries(6):  # session, user, learner, attempt with its quiz, drafts, revisions
        ada.get(at(place, "hand-in/"))


# Handing in


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_saved_is_graded(ada, begin_exam, kind):
    place = begin_exam(kind)
    ada.send(place, **sent(RIGHT, kind))
    answer = hand_in(ada, place)
    assert (answer.status_code, answer.headers["Location"]) == (303, at(place, "result/"))
    assert (Answer.objects.get().response, graded()) == (stored(RIGHT, kind), [("best", 1)])


@pytest.mark.parametrize("kind", PARTLY)
def test_what_holds_in_part_earns_its_part(ada, begin_exam, kind):
    place = begin_exam(kind)
    ada.send(place, **sent(PARTLY, kind))
    hand_in(ada, place)
    assert graded() == [("partly", pytest.approx(PARTLY[kind][2]))]


def test_an_answer_of_an_exam_says_where_it_came_from(ada, begin_exam, clock):
    place = begin_exam("code")
    ada.send(place, answer="410", confidence="sure")
    clock.shift(5 * MINUTES)
    hand_in(ada, place)
    answer = Answer.objects.get()
    assert (answer.learner, answer.context, answer.confidence) == (ada.learner, "exam", "sure")
    assert (answer.chosen_code, answer.best_code, answer.number, answer.stands) == (410, 404, 1, True)
    assert answer.created_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_open_counts_as_not_known(ada, begin_exam, kind):
    hand_in(ada, begin_exam(kind))
    response = {"code": None} if kind == "code" else {"unknown": True}
    assert (Answer.objects.get().response, graded()) == ({"kind": kind} | response, [("wrong", 0)])


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_taken_away_again_counts_as_not_known(ada, begin_exam, make_draft, kind):
    place = begin_exam(kind)
    make_draft(attempt=Attempt.objects.get(), response={})
    hand_in(ada, place)
    response = {"code": None} if kind == "code" else {"unknown": True}
    assert Answer.objects.get().response == {"kind": kind} | response


@pytest.mark.parametrize(
    ("kind", "response", "mark"),
    [
        ("match", {"pairs": {"lost": 404, "taken": 409}}, 2 / 3),
        ("order", {"places": {"look": 1, "parse": 2}}, 1 / 6),
        ("order", {"places": {"look": 1, "parse": 1, "check": 2, "act": 2}}, 4 / 6),
    ],
)
def test_what_is_incomplete_is_graded_as_far_as_it_goes(ada, begin_exam, make_draft, kind, response, mark):
    place = begin_exam(kind)
    make_draft(attempt=Attempt.objects.get(), response=response)
    hand_in(ada, place)
    assert graded() == [("partly", pytest.approx(mark))]


def test_a_flag_alone_is_no_answer(ada, begin_exam):
    place = begin_exam("one")
    ada.send(place, flagged="1")
    hand_in(ada, place)
    assert Answer.objects.get().response == {"kind": "one", "unknown": True}


def test_handing_in_ends_the_attempt(ada, begin_exam, make_draft, clock):
    place = begin_exam()
    make_draft(attempt=Attempt.objects.get())
    clock.shift(7 * MINUTES)
    hand_in(ada, place)
    assert Attempt.objects.get().finished_at == NOW + timedelta(minutes=7)


def test_a_revised_or_retired_question_is_graded_as_it_was_asked(ada, begin_exam):
    place = begin_exam("one")
    ada.send(place, answer="etag")
    question = Question.objects.get(pk=Attempt.objects.get().quiz.question_ids[0])
    revise(question, options=question.current.body["options"][1:])
    Question.objects.update(retired_at=NOW)
    hand_in(ada, place)
    assert (graded(), Answer.objects.get().revision.number) == ([("best", 1)], 1)


def test_an_exam_is_marked_by_the_terms_of_its_attempt(ada, make_attempt, make_question, make_draft, clock):
    marks = {"best": 1.0, "acceptable_agreed": 0.25, "acceptable_contested": 0.75}
    attempt = make_attempt(
        learner=ada.learner, questions=[make_question(kind="type")], behaviour={"mode": "exam"}, marks=marks
    )
    make_draft(attempt=attempt, response={"text": "400"})
    ada.send(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/hand-in/")
    assert graded() == [("acceptable", 0.25)]


@pytest.mark.parametrize("length", [1, 40])
def test_handing_in_takes_as_many_queries_at_one_question_as_at_forty(
    ada, begin_exam, length, django_assert_num_queries
):
    place = begin_exam(*["one"] * length)
    form = ada.form(at(place, "hand-in/"))
    # session, user, learner, attempt; within one transaction the attempt again, its drafts, its revisions, all answers
    # together, the attempt
    with django_assert_num_queries(11 + LOCKS):
        ada.post(form.action, form.values)


# Once


def test_handing_in_twice_is_once(ada, begin_exam, clock):
    place = begin_exam()
    form = ada.form(at(place, "hand-in/"))
    first = ada.post(form.action, form.values)
    before, answers = rows(), list(Answer.objects.values())
    clock.shift(60)
    second = ada.post(form.action, form.values)
    assert (first.headers["Location"], first.status_code) == (second.headers["Location"], second.status_code)
    assert (rows(), list(Answer.objects.values()), Attempt.objects.get().finished_at) == (before, answers, NOW)


def test_handing_in_on_two_devices_is_once(ada, begin_exam):
    place = begin_exam()
    other = other_device(ada)
    form = other.form(at(place, "hand-in/"))
    hand_in(ada, place)
    answer = other.post(form.action, form.values)
    assert (answer.headers["Location"], Answer.objects.count()) == (at(place, "result/"), 2)


def test_what_was_handed_in_cannot_be_answered_on_another_device(ada, begin_exam):
    place = begin_exam()
    other = other_device(ada)
    form = other.form(place)
    hand_in(ada, place)
    before = rows()
    assert (other.post(place, form.values | {"answer": "etag"}).status_code, rows()) == (409, before)


def test_the_summary_of_what_was_handed_in_leads_to_the_result(ada, begin_exam):
    place = begin_exam()
    hand_in(ada, place)
    answer = ada.get(at(place, "hand-in/"))
    assert (answer.status_code, answer.headers["Location"]) == (303, at(place, "result/"))


def test_a_place_of_what_was_handed_in_is_explained(ada, begin_exam):
    place = begin_exam("one", "one")
    ada.send(place, answer="luck")
    hand_in(ada, place)
    assert "Not that one." in text_of(ada.get(place))
    assert "No answer was given." in text_of(ada.get(at(place, "2/")))


# When the time is over


@pytest.mark.parametrize("seconds", [1, 10, 11, 3600])
def test_what_is_handed_in_late_was_handed_in_at_the_deadline(ada, begin_exam, make_draft, clock, seconds):
    place = begin_exam()
    make_draft(attempt=Attempt.objects.get())
    form = ada.form(at(place, "hand-in/"))
    clock.shift(20 * MINUTES + seconds)
    ada.post(form.action, form.values)
    assert Attempt.objects.get().finished_at == NOW + timedelta(minutes=20)
    assert graded() == [("best", 1), ("wrong", 0)]


def test_within_the_grace_the_summary_still_stands_there(ada, begin_exam, clock):
    place = begin_exam()
    clock.shift(20 * MINUTES + 10)
    page = ada.get(at(place, "hand-in/"))
    assert (page.status_code, b'data-seconds-left="0"' in page.content) == (200, True)


def test_an_exam_without_a_limit_never_ends_by_itself(ada, begin_exam, clock):
    place = begin_exam(minutes=None)
    clock.shift(7 * 24 * 60 * MINUTES)
    assert (ada.get(place).status_code, Attempt.objects.get().finished_at) == (200, None)


# Refusals


def test_a_stranger_cannot_hand_in(ada, sam, anonymous, ines, begin_exam):
    place = begin_exam()
    for visitor in (sam, anonymous, ines):
        token = visitor.token()
        before = rows()
        statuses = {
            visitor.get(at(place, "hand-in/")).status_code,
            visitor.post(at(place, "hand-in/"), {"csrfmiddlewaretoken": token}).status_code,
        }
        assert (statuses, rows()) == ({404}, before)


def test_without_a_token_nothing_is_handed_in(ada, begin_exam):
    place = begin_exam()
    before = rows()
    assert (hand_in(ada, place, csrfmiddlewaretoken=None).status_code, rows()) == (403, before)


def test_an_exam_under_another_quiz_is_404(ada, begin_exam):
    place = begin_exam()
    assert ada.get(at(place, "hand-in/").replace(Attempt.objects.get().quiz_id, "mixed")).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_practice_is_not_handed_in(ada, make_attempt, method):
    attempt = make_attempt(learner=ada.learner)
    token = ada.token()
    before = rows()
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/"
    answer = getattr(ada, method)(f"{place}hand-in/", {"csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.headers["Location"], rows()) == (303, place, before)


def test_who_was_deleted_meanwhile_hands_nothing_in(ada, begin_exam):
    place = begin_exam()
    form = ada.form(at(place, "hand-in/"))
    ada.learner.delete()
    assert (ada.post(form.action, form.values).status_code, Answer.objects.count()) == (404, 0)
