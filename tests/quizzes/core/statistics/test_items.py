"""The statistics of an item: Moodle's own numbers, some by hand, and the plain computation on random marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.statistics.items import item_statistics
from quizzes.core.statistics.sums import ItemSums, KeptSums, Scored

from .marks import HALF, MOODLE, attempt, kept, plain_item, rows

# facility, standard deviation, index and efficiency of each place, from Moodle's tests (fixtures/qstats00.csv).
EXPECTED = [
    (0.704, 0.4513682901, -7.0650767526, -9.4550536967),
    (0.48, 0.5099019514, -28.8982125772, -36.7834118938),
    (0.973333332, 0.13333334, -9.1230674268, -21.6545012165),
    (0.68, 0.4760952286, -22.6306444113, -31.4411395613),
    (0.52, 0.3055050463, -17.6997047674, -21.1794802584),
    (0.64, 0.4898979486, -45.3785178421, -56.9365974439),
    (0.62, 0.331662479, -5.6543166602, -6.5043742058),
]


def of(*all_rows, place=1):
    return item_statistics(kept(*all_rows).items[str(place)])


@pytest.mark.parametrize(("place", "expected"), list(enumerate(EXPECTED, start=1)))
def test_the_numbers_are_those_of_moodle(place, expected):
    item = of(*MOODLE, place=place)
    found = (item.facility.value, item.deviation.value, item.index.value, item.efficiency.value)
    assert found[:3] == pytest.approx(expected[:3], rel=1e-4)
    assert found[3] == pytest.approx(expected[3], rel=3e-3)


def test_four_attempts_by_hand():
    """Marks 1 1 0 0 with rests 2 1 1 0 of 2: covariance 1/3, variances 1/3 and 2/3, and sorted it is no more."""
    item = of((1, 1, 1), (1, 1, 0), (0, 0, 1), (0, 0, 0))
    assert item.facility.value == 0.5
    assert item.deviation.value == pytest.approx((1 / 3) ** 0.5)
    assert item.index.value == pytest.approx(100 * (1 / 3) / (2 / 9) ** 0.5)
    assert item.efficiency.value == 100


def test_an_efficiency_is_what_was_reached_of_what_could_be():
    """Marks 1 0 1 0 with rests 2 1 1 0: covariance 1/3. Marks 1 0 0 1: none, where 1/3 could be."""
    assert of((1, 1, 1), (0, 1, 0), (0, 0, 1), (1, 0, 0)).efficiency.value == 0


def test_an_efficiency_can_be_below_minus_100_as_in_moodle():
    """Marks 1 0 0 with rests 0 1 1: covariance -1/3, and the best order of the same has only 1/6."""
    assert of((1, 0), (0, 1), (0, 1)).efficiency.value == pytest.approx(-200)


def test_attempts_of_different_lengths_are_compared_by_share():
    long, short = attempt(1, 1, 1, 0, 0), attempt(0, 0, HALF)
    sums = KeptSums().add(long).add(short).add(attempt(1, 1, 1))
    assert item_statistics(sums.items["1"]).index.value == pytest.approx(75.59289460184544)


def test_a_drawn_question_is_judged_by_the_attempts_that_have_it():
    with_it = [attempt(1, 1, drawn=True), attempt(0, 0, drawn=True)]
    without = [[Scored("other", 1, 1), Scored("2", 2, 0)]] * 5
    item = item_statistics(sum_of(with_it + without).items["1"])
    assert (item.number, item.index.value) == (2, 100)


def sum_of(attempts):
    sums = KeptSums()
    for one in attempts:
        sums = sums.add(one)
    return sums


def test_nobody_has_answered_an_item_without_answers():
    item = item_statistics(ItemSums())
    assert (item.facility.value, item.facility.missing) == (None, "Nobody has answered yet.")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("deviation", "At least 2 attempts are needed for a standard deviation."),
        ("index", "At least 2 attempts are needed for a discrimination index."),
        ("efficiency", "At least 2 attempts are needed for a discriminative efficiency."),
    ],
)
def test_one_attempt_has_no_spread_and_says_so(name, sentence):
    figure = getattr(of((1, 0)), name)
    assert (figure.value, figure.missing) == (None, sentence)


def test_equal_marks_have_no_index_and_say_so():
    item = of((1, 0), (1, 1))
    assert (item.deviation.value, item.index.value) == (0, None)
    assert item.index.missing == "All marks are equal, so there is nothing to compare."


def test_equal_rests_have_no_index_and_say_so():
    item = of((1, 1), (0, 1))
    assert item.efficiency.missing == "The rest of every attempt earned the same, so there is nothing to compare with."


# Options


def test_options_are_told_by_count_share_mark_and_what_was_earned_elsewhere():
    answers = [(1, 1, "404"), (1, HALF, "404"), (0, 0, "410")]
    sums = sum_of([[Scored("1", 1, own, chosen=(key,)), Scored("2", 2, rest)] for own, rest, key in answers])
    options = item_statistics(sums.items["1"]).options
    assert [(row.key, row.count, row.mark, row.rest) for row in options] == [("404", 2, 1, 0.75), ("410", 1, 0, 0)]
    assert [row.share for row in options] == pytest.approx([2 / 3, 1 / 3])


def test_several_choices_count_each_and_one_twice_named_once():
    sums = ItemSums.of(Scored("1", 1, 1, chosen=("a", "b", "b")))
    assert [(row.key, row.count, row.rest) for row in item_statistics(sums).options] == [("a", 1, None), ("b", 1, None)]


# Times


def timed(*seconds):
    sums = ItemSums()
    for value in seconds:
        sums = sums + ItemSums.of(Scored("1", 1, 1, seconds=value))
    return item_statistics(sums).times


def test_times_have_an_exact_mean_and_spread_and_a_median_in_its_step():
    """10 20 20 30: the mean is 20, the variance 200/3, and the second of four ends its step half way."""
    times = timed(10, 20, 20, 30)
    assert (times.mean.value, times.deviation.value) == (20, pytest.approx((200 / 3) ** 0.5))
    assert times.steps == ((5, 10, 1), (15, 20, 2), (20, 30, 1))
    assert times.median.value == 17.5


def test_no_times_say_so():
    assert (timed().number, timed().median.missing) == (0, "No times were taken.")


def test_a_median_without_an_end_is_the_beginning_of_the_last_step():
    assert timed(9000, 8000).median.value == 3600


def test_one_time_has_no_spread():
    assert timed(10).deviation.missing == "At least 2 attempts are needed for a standard deviation."


@given(st.lists(st.integers(0, 3600), min_size=1, max_size=9))
def test_a_median_of_times_lies_in_the_step_of_the_true_one(seconds):
    true = sorted(seconds)[(len(seconds) - 1) // 2]
    begin, end = next((begin, end) for begin, end, _ in timed(true).steps)
    assert begin <= timed(*seconds).median.value <= end


# Against the plain computation


@given(rows(places=4))
def test_an_index_is_that_of_the_plain_computation(marks):
    index = plain_item(marks, 0).index
    assert of(*marks).index.value == (None if index is None else pytest.approx(index, abs=1e-3))


@given(rows(places=4))
def test_an_efficiency_is_within_half_a_step_of_the_plain_computation(marks):
    """The bound that the docstring of ItemSums gives, for the covariance of both sorted."""
    plain, found = plain_item(marks, 0), of(*marks).efficiency.value
    if found and found < 100:
        assert 100 * plain.together / found == pytest.approx(plain.most, abs=plain.mean_deviation / 5040 + 1e-6)


@given(rows(places=1), st.integers(0, 5))
def test_an_efficiency_of_steps_that_are_whole_is_exact(marks, seed):
    """Rests in tenths are whole steps."""
    whole = [(own, (seed * n) % 11 / 10) for n, (own,) in enumerate(marks)]
    plain, found = plain_item(whole, 0), of(*whole).efficiency.value
    assert found == (pytest.approx(100 * plain.together / plain.most) if plain.most else None)


@given(rows(places=3))
def test_facility_index_and_efficiency_stay_within_their_bounds(marks):
    item = of(*marks)
    assert 0 <= item.facility.value <= 1
    assert item.index.value is None or -100 <= item.index.value <= 100
    assert item.efficiency.value is None or item.efficiency.value <= 100
