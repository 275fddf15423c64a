"""The two suites of `.ci/run`: neither hides that the other one failed, and both last lines stand at the end."""

import sys

import pytest

from tests import suites

SUITE = suites.Suite


def saying(name, text, code, live=True):
    return SUITE(name, [sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"], live=live)


def test_what_ran_beside_is_shown_after_the_first(capsys):
    suites.side_by_side(saying("one", "1 passed", 0), saying("two", "2 passed", 0, live=False))
    assert capsys.readouterr().out == "1 passed\n== two\n2 passed\n"


def test_a_suite_says_how_it_ended():
    suite = saying("one", ".F\n1 failed, 1 passed\n", 1, live=False)
    suite.run()
    assert suite.verdict == "one: 1 failed, 1 passed (exit status 1)"


def test_a_suite_that_dies_in_silence_is_no_success():
    suite = suites.Suite("one", [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"])
    suite.run()
    assert suite.verdict == "one: said nothing (exit status -9)"


@pytest.mark.parametrize("failing", range(4))
def test_one_failure_of_four_runs_fails_all_and_stops_none(monkeypatch, capsys, failing):
    made = []

    def suite(name, words, live=True):
        made.append(saying(name, f"number {len(made)}", int(len(made) == failing), live))
        return made[-1]

    monkeypatch.setattr(suites, "Suite", suite)
    assert suites.main() == 1
    told = capsys.readouterr().out.partition("== all\n")[2].splitlines()
    assert [line.partition(": ")[2] for line in told] == [
        f"number {number} (exit status {int(number == failing)})" for number in range(4)
    ]


def test_where_nothing_fails_it_is_a_success(monkeypatch):
    monkeypatch.setattr(suites, "Suite", lambda name, words, live=True: saying(name, "passed", 0, live))
    assert suites.main() == 0
