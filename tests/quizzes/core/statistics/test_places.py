"""Which place of a quiz a question has."""

from quizzes.core.statistics.places import places


def test_a_listed_question_has_its_place_in_the_list():
    assert places(["a", "b", "c"], None, []).slots(["a", "b", "c"]) == [(1, False), (2, False), (3, False)]


def test_a_question_keeps_its_place_where_one_before_it_is_missing():
    assert places(["a", "b", "c"], None, []).slots(["a", "c"]) == [(1, False), (3, False)]


def test_what_a_list_names_no_more_comes_behind_it_and_was_not_drawn():
    assert places(["a", "b"], None, []).slots(["x", "b", "y"]) == [(3, False), (2, False), (4, False)]


def test_what_is_drawn_takes_the_places_in_turn():
    assert places([], {"number": 2}, []).slots(["x", "y"]) == [(1, True), (2, True)]


def test_named_questions_and_drawn_ones_each_have_their_places():
    where = places([], None, [{"question": "a"}, {"rule": {"topics": ["t"]}, "number": 2}, {"question": "b"}])
    assert where.slots(["a", "x", "y", "b"]) == [(1, False), (2, True), (3, True), (4, False)]


def test_a_question_that_is_missing_moves_no_other():
    where = places([], None, [{"question": "a"}, {"rule": {"topics": ["t"]}, "number": 1}, {"question": "b"}])
    assert where.slots(["x", "b"]) == [(2, True), (3, False)]
