"""The statistics of a quiz: Moodle's own numbers, some by hand, and the plain computation on random marks."""

import pytest
from hypothesis import given

from quizzes.core.statistics.quiz import quiz_statistics
from quizzes.core.statistics.sums import KeptSums, QuizSums, Scored

from .marks import HALF, MOODLE, attempt, kept, plain_quiz, rows

# From Moodle's tests (stats_from_steps_walkthrough_test.php, quiz 00). Marks there are out of 7.
EXPECTED = {
    "mean": 4.617333332 / 7,
    "median": 4.5 / 7,
    "deviation": 0.8117265554 / 7,
    "skewness": -0.092502502,
    "kurtosis": -0.7073968557,
    "alpha": -87.2230935542,
    "error_ratio": 136.8294900795,
    "standard_error": 1.1106813066 / 7,
}
# fixtures/qstats00.csv
EFFECTIVE = [21.2922742344, 18.8979800309, 4.443012573, 18.9347251357, 11.1450138688, 9.8081339177, 15.4788602394]


def of(*all_rows):
    return quiz_statistics(kept(*all_rows).quiz)


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_the_numbers_are_those_of_moodle(name, expected):
    assert getattr(of(*MOODLE), name).value == pytest.approx(expected, rel=2e-5)


def test_effective_weights_are_those_of_moodle():
    found = [weight.effective.value for weight in of(*MOODLE).weights.values()]
    assert found == pytest.approx(EFFECTIVE, rel=1e-4)


def test_intended_weights_are_shares_of_the_maximum():
    sums = QuizSums.of([Scored("a", 1, 1, weight=3), Scored("b", 2, 0)])
    assert [weight.intended.value for weight in quiz_statistics(sums).weights.values()] == [75, 25]


def test_a_place_whose_marks_go_against_the_totals_has_no_effective_weight():
    effective = of((0, 1, 1), (1, 0, 0), (1, 0, 0)).weights[1].effective
    assert effective.missing == "Who does well here does badly on the whole, so no weight can be said."


def test_four_attempts_by_hand():
    """Totals 3 2 1 0 of 3: shares 1, 2/3, 1/3, 0. No skew; m2 = 1.25, m4 = 2.5625, so kurtosis is -1.2."""
    quiz = of((1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 0, 0))
    assert (quiz.number, quiz.mean.value, quiz.median.value) == (4, 0.5, 0.5)
    assert quiz.deviation.value == pytest.approx((5 / 3) ** 0.5 / 3)
    assert (quiz.skewness.value, quiz.kurtosis.value) == (0, pytest.approx(-1.2))


def test_alpha_and_what_is_made_of_it_by_hand():
    """The same: variances 1/4, 1/3, 1/4 of the places and 5/3 of the totals: 100 x 3/2 x (1 - 1/2) = 75."""
    quiz = of((1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 0, 0))
    assert (quiz.alpha.value, quiz.error_ratio.value) == (75, 50)
    assert quiz.standard_error.value == pytest.approx((5 / 3) ** 0.5 / 6)


@pytest.mark.parametrize(
    ("number", "name", "sentence"),
    [
        (0, "mean", "At least 1 attempt is needed for a mean."),
        (1, "deviation", "At least 2 attempts are needed for a standard deviation."),
        (2, "skewness", "At least 3 attempts are needed for skewness."),
        (3, "kurtosis", "At least 4 attempts are needed for kurtosis."),
        (2, "alpha", "At least 3 attempts are needed for Cronbach's alpha."),
        (2, "error_ratio", "At least 3 attempts are needed for Cronbach's alpha."),
        (2, "standard_error", "At least 3 attempts are needed for Cronbach's alpha."),
    ],
)
def test_too_few_attempts_have_no_figure_and_say_so(number, name, sentence):
    figure = getattr(of(*[(1, 0), (1, 1), (0, 0), (0, 1)][:number]), name)
    assert (figure.value, figure.missing) == (None, sentence)


@pytest.mark.parametrize("name", ["skewness", "kurtosis", "alpha"])
def test_equal_totals_have_no_figure_and_say_so(name):
    figure = getattr(of(*[(1, 0)] * 5), name)
    assert figure.missing == "All marks are equal, so there is nothing to compare."


def test_one_question_has_no_alpha_and_says_so():
    assert of((1,), (0,), (1,)).alpha.missing == "At least 2 questions are needed for Cronbach's alpha."


def test_attempts_of_different_lengths_have_a_mean_of_shares_and_no_alpha():
    sums = KeptSums().add(attempt(1, 1)).add(attempt(HALF, HALF, HALF)).add(attempt(0, 0))
    quiz = quiz_statistics(sums.quiz)
    assert quiz.mean.value == 0.5
    assert quiz.alpha.missing == "The attempts had different maxima, so there is no Cronbach's alpha for them."


@given(rows(places=4, least=3))
def test_the_figures_are_those_of_the_plain_computation(marks):
    quiz = of(*marks)
    mean, median, deviation, alpha = plain_quiz(marks)
    assert (quiz.mean.value, quiz.deviation.value) == pytest.approx((mean, deviation), abs=1e-6)
    assert quiz.median.value == pytest.approx(median, abs=1 / 5040)
    assert quiz.alpha.value == (pytest.approx(alpha) if alpha is not None else None)


@given(rows(places=3, least=3))
def test_alpha_is_at_most_100_and_weights_add_up(marks):
    quiz = of(*marks)
    assert quiz.alpha.value is None or quiz.alpha.value <= 100
    effective = [weight.effective.value for weight in quiz.weights.values() if weight.effective]
    assert not effective or sum(effective) == pytest.approx(100)
