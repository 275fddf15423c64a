"""What the answers of a class say, and who is stuck or silent: the rules, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core import mastery
from quizzes.core.mastery import Level
from statuscourse.classrooms.core.attention import NEVER, QUIET, RECENT, Standing, reasons
from statuscourse.classrooms.core.insight import (
    Group,
    Known,
    Learned,
    confusion,
    enough,
    item_flags,
    teach_next,
)
from statuscourse.classrooms.core.pictures import BOX, LONGEST, SHOWN, class_map, people
from tests.factories import NOW

DAY = timedelta(days=1)


def group(chosen, number, *, best=404, revision=1, verdict=None):
    verdict = verdict or ("best" if chosen == best else "wrong")
    return Group(revision, best, chosen, verdict, number, number * {"best": 1.0, "acceptable": 0.5}.get(verdict, 0.0))


def strongest(*groups):
    return [(each.expected, each.chosen, each.number, each.total) for each in confusion(groups, {1, 2}).strongest]


# What is confused


def test_the_wrong_code_that_was_chosen_most_often_comes_first():
    assert strongest(group(404, 5), group(410, 3), group(400, 4)) == [(404, 400, 4, 12), (404, 410, 3, 12)]


def test_twice_is_a_slip():
    assert strongest(group(404, 1), group(410, 2)) == []


def test_less_than_a_tenth_of_the_answers_is_a_slip_too():
    assert strongest(group(404, 91), group(410, 9)) == []
    assert strongest(group(404, 90), group(410, 10)) == [(404, 410, 10, 100)]


def test_an_acceptable_code_is_no_confusion_and_stands_in_the_matrix():
    found = confusion([group(410, 9, verdict="acceptable"), group(404, 1)], {1})
    assert (found.strongest, found.matrix.total) == ((), 10)


def test_a_pair_that_can_be_taught_comes_before_what_nobody_knew():
    assert strongest(group(None, 9), group(410, 3)) == [(404, 410, 3, 12), (404, None, 9, 12)]


def test_no_code_is_not_knowing_only_where_codes_are_offered():
    assert confusion([group(None, 9, revision=3)], {1}).matrix.total == 0


def test_the_revisions_of_a_confusion_are_named_most_often_first():
    found = confusion([group(410, 3, revision=1), group(410, 4, revision=2), group(404, 9, revision=3)], {1, 2, 3})
    assert found.revisions == (2, 1)


# What is known

ANSWERS = st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=12)


@given(ANSWERS)
def test_levels_are_those_of_the_learners_own_progress(answers):
    ordered = sorted(answers, key=lambda each: each[0])
    learned = Learned()
    learned.add((1, 404, day, good) for day, good in ordered)
    own = mastery.level([mastery.Answered((NOW + day * DAY).date(), good) for day, good in ordered])
    assert {level for row in learned.known(1) for level in row.levels} == ({own} if answers else set())


def test_who_knows_a_code_is_counted_by_level():
    learned = Learned()
    learned.add((learner, 404, day, 1) for learner in (1, 2) for day in (1, 1, 1, 2, 2))
    learned.add((3, 404, 1, 0) for _ in range(3))
    learned.add([(4, 404, 1, 1)])
    (row,) = learned.known(9)
    assert (row.members, row.met, row.unsettled, row.steady, row.mastered) == (9, 4, 1, 2, 2)


def known(code, **levels):
    return Known(code, 10, {Level[name.upper()]: number for name, number in levels.items()})


def test_what_most_are_shaky_in_is_taught_next():
    rows = [known(404, shaky=2, met=3), known(409, shaky=3), known(410, steady=9)]
    assert teach_next(rows).code == 409


@pytest.mark.parametrize("row", [known(404, met=9), known(404, steady=9), known(404, shaky=2)])
def test_nothing_is_taught_next_where_nobody_is_shaky_or_too_few_have_met_it(row):
    assert teach_next([row]) is None


# Questions


def flags(*groups):
    return [(flag.question, flag.distractor) for flag in item_flags(groups, {1: "one", 2: "two"})]


def test_a_hard_question_is_flagged_from_eight_answers_on():
    assert flags(group(404, 2), group(400, 3), group(410, 2)) == []
    assert flags(group(404, 2), group(400, 3), group(410, 3)) == [("one", 400)]


def test_a_question_half_of_whom_know_it_is_not_flagged():
    assert flags(group(404, 4), group(410, 4)) == []


def test_a_wrong_code_ahead_of_the_best_is_flagged_though_the_question_is_not_hard():
    assert flags(group(404, 4), group(410, 5)) == [("one", 410)]


def test_an_acceptable_code_is_no_distractor():
    assert flags(group(404, 4), group(410, 5, verdict="acceptable")) == []


def test_revisions_of_a_question_are_one_question():
    rows = [group(410, 4, revision=1), group(410, 4, revision=2)]
    assert [flag.number for flag in item_flags(rows, {1: "one", 2: "one"})] == [8]


def test_how_many_questions_have_enough_answers_is_told():
    assert enough([group(404, 8), group(404, 7, revision=2)], {1: "one", 2: "two"}) == 1


# Who is stuck


def standing(*marks, due=-1, title="Week 1", **more):
    due_at = None if due is None else NOW + due * DAY
    return Standing(title, due_at, marks=marks, done=bool(marks) or more.pop("done", False), **more)


def why(*standings, joined=-30, seen=0):
    last_seen = None if seen is None else NOW + seen * DAY
    return [each.kind for each in reasons(standings, joined_at=NOW + joined * DAY, last_seen=last_seen, now=NOW)]


def test_two_overdue_assignments_make_somebody_stuck_and_one_does_not():
    assert why(standing()) == []
    assert why(standing(), standing()) == ["overdue"]


@pytest.mark.parametrize("other", [standing(0.9), standing(done=True), standing(excused=True), standing(due=1)])
def test_what_is_done_or_excused_or_not_due_is_not_overdue(other):
    assert why(standing(), other) == []


def test_what_was_due_before_somebody_came_was_never_theirs():
    assert why(standing(due=-5), standing(due=-5), joined=-4) == []


def test_what_was_due_long_ago_is_not_told_again():
    old = -RECENT.days - 1
    assert why(standing(due=old), standing(due=old)) == []


def test_under_half_in_the_last_three_makes_somebody_stuck():
    assert why(standing(0.2), standing(0.5), standing(0.7)) == ["low"]
    assert why(standing(0.2), standing(0.5), standing(0.8)) == []


def test_only_the_last_three_count_and_of_each_the_best_try():
    assert why(standing(0.0), standing(0.1, 0.9), standing(0.5), standing(0.5)) == []


def test_two_marks_are_too_few_to_be_low():
    assert why(standing(0.1), standing(0.1)) == []


def test_a_lesson_earns_nothing_that_could_be_low():
    assert why(standing(0.0), standing(0.0), standing(0.0, graded=False)) == []


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ((0.6, 0.5, 0.6), ["no-better"]),
        ((0.6, 0.5), []),
        ((0.5, 0.4, 0.6), []),
        ((0.9, 0.8, 0.9), []),
    ],
)
def test_three_tries_without_getting_better_make_somebody_stuck(marks, found):
    assert why(standing(*marks)) == found


# Who is silent

WAITING = {"due": 3}


def test_a_week_of_nothing_while_something_is_open_is_silence():
    assert why(standing(**WAITING), seen=-QUIET.days) == ["quiet"]
    assert why(standing(**WAITING), seen=-QUIET.days + 1) == []


@pytest.mark.parametrize(
    "only",
    [
        standing(0.9, **WAITING),
        standing(excused=True, **WAITING),
        standing(due=None),
        standing(opens_at=NOW + DAY, **WAITING),
        standing(ends_at=NOW - DAY),
    ],
)
def test_nobody_is_silent_while_nothing_can_be_done(only):
    assert why(only, seen=-30) == []


def test_who_never_came_is_silent_from_the_second_day_on_whatever_is_due():
    assert why(joined=-NEVER.days, seen=None) == ["never"]
    assert why(joined=-NEVER.days + 1, seen=None) == []


# Pictures


def test_the_map_has_every_registered_code_once_and_marks_what_nobody_has_met():
    cells = {cell.code: cell for cell in class_map({404: (1.0, 0.5)}).cells}
    assert (cells[404].faint, cells[404].met > cells[404].known > 0, cells[405].faint) == (False, True, True)


def test_nothing_is_drawn_outside_of_the_map():
    drawing = class_map({404: (1.0, 1.0)})
    assert max(cell.x + drawing.side for cell in drawing.cells) <= drawing.width
    assert max(cell.y + drawing.tall for cell in drawing.cells) <= drawing.height


def test_the_picture_of_people_shows_the_last_assignments_only_and_stays_in_its_width():
    drawing = people([("Ada", [0.5] * 30), ("Grace", ["missing"] * 30)])
    assert len(drawing.boxes) == 2 * SHOWN
    assert max(box.x + BOX for box in drawing.boxes) <= drawing.width


def test_a_long_name_is_cut():
    assert len(people([("x" * 80, [])]).names[0].text) == LONGEST


def test_a_picture_in_one_look_has_the_codes_that_are_confused_most():
    many = [group(code, 9, best=code) for code in (400, 401, 403, 405, 406, 407, 408, 409)]
    found = confusion([*many, group(410, 5), group(412, 3, best=409)], {1})
    assert {404, 410, 409, 412} <= found.drawn_codes()
    assert len(found.drawn_codes()) <= 7


def test_a_picture_of_few_codes_has_all_of_them():
    assert confusion([group(404, 5), group(None, 2)], {1}).drawn_codes() == {404, None}
