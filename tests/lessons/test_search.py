"""/search/?q=: lessons, sections and codes."""

import pytest

from lessons.models import Lesson
from tests.factories import NOW
from tests.visitor import text_of


def test_a_code_is_found_by_its_number(anonymous):
    page = anonymous.get("/search/?q=404").content.decode().split('id="hits"')[1]
    assert page.index('href="/codes/404/"') < page.index('href="/lessons/')


def test_a_section_is_found_with_its_anchor(anonymous):
    assert b'href="/lessons/who-are-you/#unknown-caller"' in anonymous.get("/search/?q=phone token expired").content


def test_nothing_asked_is_a_page_to_ask(anonymous):
    answer = anonymous.get("/search/")
    assert (answer.status_code, b'name="q"' in answer.content) == (200, True)


def test_nothing_found_is_a_200_that_says_why(anonymous):
    answer = anonymous.get("/search/?q=xylophone")
    assert (answer.status_code, "That is an empty list, so this page is a 200 and not a 404." in text_of(answer)) == (
        200,
        True,
    )


def test_what_was_asked_is_marked(anonymous):
    assert b"<mark>token</mark>" in anonymous.get("/search/?q=token").content


def test_what_was_asked_stays_in_the_field(anonymous):
    assert b'value="xylophone"' in anonymous.get("/search/?q=xylophone").content


@pytest.mark.parametrize("query", ['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>"])
def test_what_was_asked_cannot_act(anonymous, query):
    page = anonymous.get("/search/", {"q": query}).content.decode()
    assert ("<script>alert" in page, "<img" in page) == (False, False)


@pytest.mark.parametrize("query", ["\x00", "x" * 10_000, "a " * 500, "%", "'; DROP TABLE lessons_lesson; --", "🫖"])
def test_any_query_is_answered(anonymous, query):
    assert anonymous.get("/search/", {"q": query}).status_code == 200


def test_htmx_gets_the_hits_alone(anonymous):
    page = anonymous.get("/search/?q=404", headers={"HX-Request": "true"}).content
    assert (b"<html" in page, b'id="hits"' in page) == (False, True)


def test_a_retired_lesson_is_not_found(anonymous):
    Lesson.objects.filter(pk="who-are-you").update(retired_at=NOW)
    assert b"/lessons/who-are-you/" not in anonymous.get("/search/?q=phone token expired").content


def test_a_page_and_its_piece_are_told_apart(anonymous):
    assert "HX-Request" in anonymous.get("/search/?q=404").headers["Vary"]


def test_a_second_search_takes_two_queries(anonymous, django_assert_num_queries):
    anonymous.get("/search/?q=404")
    with django_assert_num_queries(2):  # whether the course was loaded anew
        anonymous.get("/search/?q=410")
