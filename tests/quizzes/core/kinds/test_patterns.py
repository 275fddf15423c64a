"""Regular expressions of strangers: what is costly or broken is refused before anything is compiled."""

from itertools import count

import pytest

from quizzes.core.interchange.checking import problems
from quizzes.core.kinds.patterns import Budget, BudgetSpent, matches, refusal, within
from tests.quizzes.core.questions import question

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@pytest.mark.parametrize(
    "pattern", ["", "(?i)bearer .*", UUID, r"\d{4}-\d{2}-\d{2}", "(?P<x>a)(?P=x)", "a{,3}", "a{0}"]
)
def test_what_people_write_is_taken(pattern):
    assert refusal(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("((a{1000}){1000}){1000}", "its counted repeats multiply to more than 10,000"),
        ("((a{1000,}){1000,2000}){1000}", "its counted repeats multiply to more than 10,000"),
        ("(?x)((a{1 000}){1 000}){1 000}", "the flag x is not taken here"),
        ("(?i-x:a)", "the flag x is not taken here"),
        ("(?R)", "an expression cannot call itself here"),
        ("(a(?1))", "an expression cannot call itself here"),
        ("(?P<n>a(?&n))", "an expression cannot call itself here"),
        ("a" * 301, "more than 300 characters"),
        ("(?ua)", "ASCII, LOCALE and UNICODE flags are mutually incompatible"),
        ("(?:a){99999999999999999999i+1s<3}", "its counted repeats multiply to more than 10,000"),
        ("(?:a){1i+99999999999s<3}", "invalid RE code"),
    ],
)
def test_what_would_cost_too_much_or_cannot_be_read_says_why(pattern, why):
    assert refusal(pattern) == why


def test_brackets_as_deep_as_a_pattern_is_long_are_no_error_of_the_site():
    assert isinstance(refusal("(" * 149 + "a" + ")" * 149), str)


def test_a_refused_expression_holds_for_nothing():
    assert not matches("(?R)?a{1000}{1000}{1000}", "a")
    assert matches("a+", "aaa")


def test_a_question_has_at_most_twenty_samples():
    source = question("write", samples=[{"text": "HTTP/1.1 404 Not Found\n", "mark": 0.5}] * 21)
    assert "samples" in [problem.place for problem in problems(source)]


def test_a_budget_is_charged_for_each_expression_and_then_says_so():
    ticks = count()
    budget = Budget(2, clock=lambda: next(ticks))
    with within(budget):
        assert (refusal("a"), matches("a", "a"), budget.left) == ("", True, 0)
        with pytest.raises(BudgetSpent):
            matches("a", "a")


def test_of_two_budgets_both_are_charged():
    outer, inner = (Budget(9, clock=count().__next__) for _ in range(2))
    with within(outer), within(inner):
        matches("a", "a")
    assert (outer.left, inner.left) == (8, 8)


def test_without_a_budget_nothing_is_counted():
    with within(Budget(0)):
        pass
    assert matches("a", "a")


def test_an_expression_that_is_not_there_costs_nothing():
    with within(Budget(0)):
        assert refusal("") == ""
