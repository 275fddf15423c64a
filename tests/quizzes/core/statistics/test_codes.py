"""Which options are codes, and which of them were taken for the best one."""

import pytest

from quizzes.core.statistics.chosen import codes, confused
from tests.bodies import body_of
from tests.factories import body


def test_the_options_of_a_scenario_are_codes_and_not_knowing_is_none():
    assert codes(body()) == {"400": 400, "404": 404, "410": 410, "unknown": None}


def test_a_written_response_is_its_status():
    assert 405 in codes(body_of("write")).values()


@pytest.mark.parametrize("kind", ["several", "match", "order", "fault"])
def test_what_is_not_about_one_code_confuses_none(kind):
    assert confused(body_of(kind), {"etag": 3, "2": 1}) == {}


def test_what_was_chosen_is_counted_against_the_best_code():
    found = confused(body(), {"404": 3, "410": 2, "unknown": 1})
    assert found == {(404, 404): 3, (404, 410): 2, (404, None): 1}


def test_a_name_that_is_no_code_is_left_out():
    assert confused(body(), {"otherwise": 2}) == {}
