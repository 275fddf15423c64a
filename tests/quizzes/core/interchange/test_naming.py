import pytest

from quizzes.core.interchange.naming import is_id, slugs, status_of, title_of


@pytest.mark.parametrize(
    "text",
    [
        "404",
        "404 Not Found",
        "HTTP 404",
        "HTTP/1.1 404 Not Found",
        "`404`",
        "**404 not found**",
        "404 - Not Found",
        "404: Not Found.",
    ],
)
def test_a_code_is_known_with_and_without_its_phrase(text):
    assert status_of(text) == 404


@pytest.mark.parametrize("text", ["", "404 Gone", "40", "4040", "604", "404 or 410", "a 404", "404" * 100, "٤٠٤"])
def test_anything_else_is_no_code(text):
    assert status_of(text) is None


def test_ids_are_made_of_the_first_words_and_all_differ():
    assert slugs(["No one", "no ONE!", "Café", "~", "unknown", "no one 2"]) == [
        "no-one",
        "no-one-2",
        "cafe",
        "option-4",
        "unknown-2",
        "no-one-2-2",
    ]


def test_an_id_is_cut_at_a_word():
    assert slugs(["word " * 20]) == ["-".join(["word"] * 8)]


def test_a_title_without_a_name_is_made_of_the_first_words_without_their_marks():
    assert title_of("", "Which `code`, **exactly**\nis it?") == "Which code, exactly is it?"


@pytest.mark.parametrize("text", ["x" * 200, "word " * 40, "x" * 60 + " " + "y" * 60, "x" * 35 + " " + "y" * 35])
def test_a_title_has_at_most_seventy_characters_and_at_least_one(text):
    assert 1 <= len(title_of("", text)) <= 70


@pytest.mark.parametrize("name", ["a", "404", "no-one", "x" * 80])
def test_small_letters_digits_and_single_hyphens_are_an_id(name):
    assert is_id(name)


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "A", "é", "a b", "a\n", "x" * 81, 404, None])
def test_anything_else_is_no_id(name):
    assert not is_id(name)
