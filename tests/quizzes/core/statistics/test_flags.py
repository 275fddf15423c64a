"""What is flagged, and what is not."""

from functools import reduce

import pytest

from quizzes.core.statistics.flags import LEAST, flags
from quizzes.core.statistics.items import item_statistics
from quizzes.core.statistics.sums import KeptSums, Scored

OPTIONS = {"404": True, "410": False, "400": False}


def item(*answers, seconds=None):
    """An item whose answers are (mark, mark of the rest, option)."""
    attempts = [
        [Scored("1", 1, mark, chosen=(key,) if key else (), seconds=seconds), Scored("2", 2, rest)]
        for mark, rest, key in answers
    ]
    return item_statistics(reduce(KeptSums.add, attempts, KeptSums()).items["1"])


def ids(*answers, **changes):
    return [flag.id for flag in flags(item(*answers, **changes))]


SOUND = [(1, 1, "404")] * 5 + [(0, 0, "410")] * 3 + [(0, 0, "400")] * 3


def test_a_sound_item_has_no_flag():
    assert flags(item(*SOUND), OPTIONS) == []


def test_few_answers_flag_nothing():
    assert flags(item(*[(0, 1, "410")] * (LEAST - 1)), OPTIONS) == []


def test_a_hard_item_is_told_with_its_figure_and_what_to_do():
    (flag,) = flags(item((1, 1, ""), *[(0, 0, "")] * 9))
    assert (flag.id, flag.level, flag.sentence) == ("too-hard", "warn", "Answers earn 10 % of the mark on average.")
    assert flag.advice.startswith("Check the key")


@pytest.mark.parametrize(("good", "expected"), [(3, []), (2, ["too-hard"]), (20, ["too-easy"]), (19, [])])
def test_the_bounds_of_facility_are_15_and_95_percent(good, expected):
    """Of twenty answers three are 15 %, and nineteen 95 %: bounds are sound."""
    assert ids(*[(1, 1, "")] * good, *[(0, 0, "")] * (20 - good)) == expected


def test_an_item_that_the_best_get_wrong_is_warned_of():
    assert ids(*[(1, 0, "")] * 5, *[(0, 1, "")] * 5) == ["negative-discrimination"]


def test_an_item_that_tells_nobody_apart_is_to_be_looked_at():
    assert ids(*[(1, 0, ""), (1, 1, ""), (0, 0, ""), (0, 1, "")] * 4) == ["weak-discrimination"]


def test_an_efficiency_under_15_percent_is_to_be_looked_at():
    """Rests 0 to 9: the good marks have 24 of them, where 22.5 is nothing and 35 the most: 1.5 / 12.5 is 12 %."""
    statistics = item(*[(rest in (0, 2, 5, 8, 9), rest / 10, "") for rest in range(10)])
    assert statistics.index.value >= 10
    assert statistics.efficiency.value == pytest.approx(12)
    assert [flag.id for flag in flags(statistics)] == ["weak-efficiency"]


def test_a_distractor_that_nobody_chose_is_named():
    (flag,) = flags(item(*SOUND), OPTIONS | {"422": False})
    assert (flag.id, flag.option, flag.sentence) == ("unused-option", "422", "Nobody chose 422.")


def test_a_distractor_that_beats_the_best_option_is_named():
    (flag,) = flags(item(*[(1, 1, "404")] * 4, *[(0, 0, "410")] * 8), {"404": True, "410": False})
    assert (flag.id, flag.option) == ("popular-option", "410")
    assert flag.sentence == "410 was chosen by 67 %, the best option by 33 %."


def test_a_distractor_of_those_who_do_well_elsewhere_is_named():
    answers = [*[(1, 0.5, "404")] * 9, *[(0, 1, "410")] * 5, *[(0, 0, "400")] * 9]
    (flag,) = flags(item(*answers), OPTIONS)
    assert (flag.id, flag.option) == ("strong-option", "410")
    assert flag.sentence == "Who chose 410 earned 100 % elsewhere, who chose the best option 50 %."


@pytest.mark.parametrize(("best", "other"), [(9, 4), (4, 4)])
def test_what_a_few_earned_elsewhere_says_nothing_about_their_option(best, other):
    answers = [*[(1, 0.5, "404")] * best, *[(0, 1, "410")] * other, *[(0, 0, "400")] * 9]
    assert "strong-option" not in [flag.id for flag in flags(item(*answers), OPTIONS)]


@pytest.mark.parametrize(("elsewhere", "expected"), [(0.59, False), (0.61, True)])
def test_a_small_difference_elsewhere_is_chance(elsewhere, expected):
    answers = [*[(1, 0.5, "404")] * 9, *[(0, elsewhere, "410")] * 5, *[(0, 0, "400")] * 9]
    assert ("strong-option" in [flag.id for flag in flags(item(*answers), OPTIONS)]) is expected


def test_of_several_right_options_none_is_compared_with():
    answers = [(1, 0, "a")] * 4 + [(0, 1, "c")] * 8
    found = [flag.id for flag in flags(item(*answers), {"a": True, "b": True, "c": False})]
    assert found == ["negative-discrimination"]


def test_a_best_option_that_nobody_chose_does_not_hide_a_popular_distractor():
    found = [flag.id for flag in flags(item(*[(0, 0, "410")] * 10), {"404": True, "410": False})]
    assert found == ["too-hard", "popular-option"]


@pytest.mark.parametrize(("seconds", "expected"), [(100, []), (500, ["long"])])
def test_an_item_that_takes_long_is_told(seconds, expected):
    assert [flag.id for flag in flags(item(*SOUND, seconds=seconds))] == expected


def test_warnings_come_first():
    levels = [flag.level for flag in flags(item(*[(0, 0, "410")] * 10, seconds=900), OPTIONS)]
    assert levels == sorted(levels, reverse=True)
    assert set(levels) == {"warn", "look"}
