"""What a list of questions is searched for, and in which order its database looks."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.sources import telling_parts

LETTERS = st.text("aetpx3% ", max_size=9)


def test_words_with_rare_signs_are_looked_for_first_and_the_common_rest_last():
    assert telling_parts(["teapot", "bremen"]) == ["bremen", "pot", "teapot"]


def test_too_short_an_end_is_not_looked_for_by_itself():
    assert telling_parts(["teap"]) == ["teap"]


@given(LETTERS, st.lists(LETTERS, max_size=4))
def test_a_text_has_all_parts_exactly_where_it_has_all_words(text, words):
    assert all(part in text for part in telling_parts(words)) == all(word in text for word in words)
