"""/progress/: the map by mastery, lessons read, quizzes taken, history, what to do next."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.models import Section
from quizzes.actions import hand_in
from statuscourse.accounts.models import Learner
from tests.factories import NOW
from tests.visitor import text_of

PAGE = "/progress/"


def test_a_visitor_is_told_how_to_begin(anonymous):
    assert "Nothing is lit yet" in text_of(anonymous.get(PAGE))


def test_looking_makes_nobody_a_learner(anonymous):
    anonymous.get(PAGE)
    assert Learner.objects.count() == 0


def test_answers_are_counted(ada, make_answer):
    for code in (404, 400):
        make_answer(learner=ada.learner, code=code, at=timezone.now())
    assert "2 1 good" in text_of(ada.get(PAGE))


def level_of(visitor, code):
    """What the map says of a code."""
    page = visitor.get(PAGE).content.decode()
    start = page.index(f'href="/codes/{code}/"')
    cell = page[page.rindex("<", 0, start) : page.index("</a>", start)].lower()
    return next((word for word in ("mastered", "steady", "shaky", "not met", "met") if word in cell), "")


@pytest.mark.parametrize(
    ("codes", "level"),
    [([], "not met"), ([404], "met"), ([404] * 3, "steady"), ([400] * 3, "shaky"), ([404] * 5, "steady")],
)
def test_the_map_says_how_well_a_code_is_known(ada, make_answer, codes, level):
    for code in codes:
        make_answer(learner=ada.learner, code=code, at=timezone.now())
    assert level_of(ada, 404) == level


def test_two_days_of_good_answers_master_a_code(ada, make_answer):
    for days in (3, 3, 3, 0, 0):
        make_answer(learner=ada.learner, at=timezone.now() - timedelta(days=days))
    assert level_of(ada, 404) == "mastered"


def test_what_others_answered_is_not_on_the_map(ada, sam, make_answer):
    make_answer(learner=sam.learner)
    assert level_of(ada, 404) == "not met"


def test_a_confusion_is_told(ada, make_answer):
    make_answer(learner=ada.learner, code=400)
    assert "You took 404 for 400" in text_of(ada.get(PAGE))


def test_what_is_defensible_is_no_confusion(ada, make_answer, make_question):
    question = make_question(acceptable=(410,), wrong=(400,), agreement="contested")
    make_answer(learner=ada.learner, question=question, code=410)
    assert "You took" not in text_of(ada.get(PAGE))


def test_a_try_that_another_one_follows_does_not_count(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, behaviour={"tries": 3, "penalty": 0.25})
    make_answer(attempt=attempt, position=1, code=400)
    assert (level_of(ada, 404), "You took" in text_of(ada.get(PAGE))) == ("not met", False)


def test_what_took_a_second_try_was_not_known(ada, make_attempt, make_answer):
    for _ in range(3):
        attempt = make_attempt(learner=ada.learner, behaviour={"tries": 3, "penalty": 0.25})
        for number, code in ((1, 400), (2, 404)):
            make_answer(attempt=attempt, position=1, number=number, code=code, at=timezone.now())
    assert ("3 0 good" in text_of(ada.get(PAGE)), level_of(ada, 404), to_practise(ada)) == (True, "shaky", [404])


@pytest.fixture
def handed_in(ada, make_attempt, make_draft):
    """Hand an exam of Ada's in, one place wrong and one right."""

    def make(**behaviour):
        attempt = make_attempt(learner=ada.learner, behaviour={"mode": "exam"} | behaviour)
        for position, code in ((1, 400), (2, 404)):
            make_draft(attempt=attempt, position=position, response={"code": code})
        hand_in(attempt=attempt, now=timezone.now())

    return make


@pytest.mark.parametrize("behaviour", [{"review": "never"}, {"review": "after-close", "closes": "2999-01-01T00:00Z"}])
def test_answers_of_an_exam_that_is_not_explained_are_left_out(ada, make_answer, handed_in, behaviour):
    handed_in(**behaviour)
    make_answer(learner=ada.learner, at=timezone.now())
    words = text_of(ada.get(PAGE))
    assert ("1 1 good" in words, "You took" in words, level_of(ada, 404)) == (True, False, "met")


@pytest.mark.parametrize("behaviour", [{}, {"review": "after-close", "closes": "2026-11-22T12:30Z"}])
def test_answers_of_an_exam_that_is_explained_count(ada, handed_in, behaviour, time_machine):
    time_machine.move_to(NOW + timedelta(hours=1))
    handed_in(**behaviour)
    words = text_of(ada.get(PAGE))
    assert ("2 1 good" in words, "You took 404 for 400" in words) == (True, True)


def test_the_history_has_its_days(ada, make_answer):
    make_answer(learner=ada.learner, at=timezone.now())
    today = timezone.localdate()
    assert f"{today.day} {today:%b} {today.year} 1 0" in text_of(ada.get(PAGE))


def test_sections_read_are_counted(ada, make_reading):
    make_reading(learner=ada.learner)
    sections = Section.objects.filter(retired_at=None).count()
    assert f"sections read 1 of {sections}" in text_of(ada.get(PAGE))


def test_quizzes_taken_have_best_and_last(ada, make_attempt, make_answer):
    make_answer(attempt=make_attempt(learner=ada.learner, length=1))
    assert "100 % 100 % 1" in text_of(ada.get(PAGE))


def test_the_next_lesson_is_the_first_that_is_not_read(ada):
    assert b'class="go" href="/lessons/http-and-rest/"' in ada.get(PAGE).content


def test_a_lesson_that_was_begun_comes_first(ada, make_reading):
    make_reading(learner=ada.learner, section=Section.objects.get(lesson="who-are-you", anchor="unknown-caller"))
    assert b'class="go" href="/lessons/who-are-you/"' in ada.get(PAGE).content


def test_the_last_result_of_a_quiz_is_a_link(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, length=1)
    make_answer(attempt=attempt)
    assert f'href="/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/result/"'.encode() in ada.get(PAGE).content


def to_practise(visitor):
    return [int(code) for code in re.findall(r'href="/codes/(\d+)/#try"', visitor.get(PAGE).content.decode())]


def test_the_weakest_codes_are_practised_first(ada, make_answer, make_question):
    for best, codes in ((404, [404, 400]), (403, [400]), (409, [400, 409])):
        for code in codes:
            make_answer(learner=ada.learner, question=make_question(best=best, wrong=(400, 410)), code=code)
    assert to_practise(ada) == [403, 404, 409]  # nothing good, the last one wrong, the last one good


def test_what_was_never_wrong_needs_no_practice(ada, make_answer):
    make_answer(learner=ada.learner)
    assert to_practise(ada) == []


def test_five_codes_are_enough_to_practise(ada, make_answer, make_question):
    for best in (401, 403, 404, 405, 406, 409):
        make_answer(learner=ada.learner, question=make_question(best=best), code=400)
    assert to_practise(ada) == [401, 403, 404, 405, 406]


def test_who_is_known_by_a_cookie_is_asked_to_sign_up(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    assert "Only this browser knows you" in text_of(anonymous.get(PAGE))


def test_progress_is_nobody_elses_to_keep(ada):
    assert ada.get(PAGE).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("rows", [1, 20])
def test_progress_takes_as_many_queries_at_one_row_as_at_twenty(
    ada, make_answer, make_attempt, make_reading, rows, django_assert_num_queries
):
    for section in Section.objects.filter(retired_at=None)[:rows]:
        make_answer(learner=ada.learner, code=400)
        make_answer(attempt=make_attempt(learner=ada.learner, length=1))
        make_reading(learner=ada.learner, section=section)
    # session, user, learner; classes; exams that are withheld, answers; lessons, sections, readings, verdicts; quizzes,
    # marks, attempts; whether there are reports
    with django_assert_num_queries(14):
        ada.get(PAGE)
