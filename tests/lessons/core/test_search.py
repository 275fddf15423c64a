"""Search over lessons, sections and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.core.search import EXCERPT, Document, excerpt, index, marked, search

CODE = Document("code", "404 Not Found", "/codes/404/", "No representation here.", code=404)
OTHER = Document("code", "410 Gone", "/codes/410/", "Unlike 404 it was here once.", code=410)
LESSON = Document("lesson", "Who are you?", "/lessons/who-are-you/", "credentials, permission, hiding")
SECTION = Document(
    "section", "A disguise", "/lessons/who-are-you/#disguise", "A 404 hides what is there from a stranger."
)
INDEX = index([CODE, OTHER, LESSON, SECTION])


def found(query, **more):
    return [hit.document for hit in search(INDEX, query, **more)]


def test_a_code_is_found_first_by_its_number():
    assert found("404")[0] is CODE


def test_other_places_of_the_number_are_found_too():
    assert set(found("404")) == {CODE, OTHER, SECTION}


def test_words_are_found_from_their_beginning():
    assert found("perm") == [LESSON]


def test_words_are_not_found_from_their_middle():
    assert found("ermission") == []


@pytest.mark.parametrize("query", ["cache", "caches", "cached", "caching"])
@pytest.mark.parametrize("word", ["cache", "caches", "cached", "caching"])
def test_the_ending_of_a_word_does_not_matter(query, word):
    document = Document("lesson", "Freshness", "/lessons/freshness/", f"A {word} is a promise.")
    assert [hit.document for hit in search(index([document]), query)] == [document]


@pytest.mark.parametrize("length", range(1, len("permissions") + 1))
def test_a_word_is_found_while_it_is_typed(length):
    assert LESSON in found("permissions"[:length])


@pytest.mark.parametrize("length", range(1, len("caching") + 1))
def test_a_word_with_an_ending_is_found_while_it_is_typed(length):
    caching = Document("lesson", "Freshness", "/lessons/caching/", "Caching is a promise.")
    assert [hit.document for hit in search(index([caching]), "caching"[:length])] == [caching]


@pytest.mark.parametrize("query", ["login", "password"])
def test_what_people_say_is_found_under_what_the_course_calls_it(query):
    assert found(query) == [LESSON]


def test_a_hit_marks_the_words_that_were_searched_for():
    (hit,) = search(INDEX, "stranger")
    assert hit.excerpt == [("A 404 hides what is there from a ", False), ("stranger", True), (".", False)]


def test_a_marked_excerpt_is_the_excerpt():
    assert (
        "".join(text for text, _ in marked("A 404 hides (hidden) what.", ["hid", "404"]))
        == "A 404 hides (hidden) what."
    )


def test_case_does_not_matter():
    assert found("GONE") == [OTHER]


def test_every_word_of_a_query_has_to_be_there():
    assert found("stranger permission") == []


def test_a_title_weighs_more_than_a_text():
    first = Document("section", "Hiding", "/b/", "words")
    second = Document("section", "Words", "/a/", "hiding hiding")
    assert [hit.document for hit in search(index([second, first]), "hiding")] == [first, second]


@pytest.mark.parametrize("query", ["", "   ", "???", "<>", "\x00"])
def test_a_query_without_words_finds_nothing(query):
    assert found(query) == []


def test_there_are_at_most_as_many_hits_as_asked_for():
    assert len(found("404", most=2)) == 2


def test_an_excerpt_stands_around_the_word():
    text = "before " * 40 + "needle " + "after " * 40
    piece = excerpt(text, ["needle"])
    assert (piece.startswith("… "), "needle" in piece, piece.endswith(" …")) == (True, True, True)


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("A 404 hides.", ["404"]) == "A 404 hides."


def test_an_excerpt_without_the_word_is_the_beginning():
    assert excerpt("Words only.", ["needle"]) == "Words only."


@given(st.text(max_size=80))
def test_any_query_is_answered(query):
    hits = search(INDEX, query)
    assert len(hits) <= 4
    assert [hit for hit in hits if "".join(text for text, _ in hit.excerpt) not in hit.document.words] == []


@given(st.text(alphabet="abc \n.", max_size=600), st.lists(st.sampled_from(["a", "b", "zz"]), max_size=3))
def test_an_excerpt_is_short(text, wanted):
    assert len(excerpt(text, wanted)) <= EXCERPT + 4
