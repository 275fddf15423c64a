"""/codes/<code>/: the reference of one code, and a 404 that explains what is not registered."""

import pytest

from statuscourse.protocol.registry import registry
from tests.visitor import text_of


@pytest.mark.parametrize("code", registry())
def test_every_registered_code_has_a_page_with_its_line(anonymous, code):
    answer = anonymous.get(f"/codes/{code}/")
    assert (answer.status_code, registry()[code].line in text_of(answer)) == (200, True)


def test_a_page_says_what_must_be_sent(anonymous):
    assert "MUST WWW-Authenticate" in text_of(anonymous.get("/codes/401/"))


def test_a_page_says_what_a_code_was_called(anonymous):
    assert "Unprocessable Entity" in text_of(anonymous.get("/codes/422/"))


def test_a_page_links_the_section_that_defines_the_code(anonymous):
    assert b"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5" in anonymous.get("/codes/404/").content


def test_a_page_names_look_alikes(anonymous):
    assert b'href="/codes/410/"' in anonymous.get("/codes/404/").content


def test_a_page_links_where_the_code_is_taught(anonymous):
    assert b'href="/lessons/who-are-you/"' in anonymous.get("/codes/401/").content


def test_a_page_offers_cases_to_try(anonymous):
    assert b'href="/questions/' in anonymous.get("/codes/404/").content


def test_a_page_leads_to_its_neighbours(anonymous):
    page = anonymous.get("/codes/404/").content
    assert (b'href="/codes/403/"' in page, b'href="/codes/405/"' in page) == (True, True)


@pytest.mark.parametrize("code", [100, 511])
def test_the_first_and_the_last_have_one_neighbour(anonymous, code):
    assert anonymous.get(f"/codes/{code}/").status_code == 200


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("299", "A client that meets it treats it as 200, the x00 of its class (RFC 9110, 15)"),
        ("471", "A client that meets it treats it as 400"),
        ("600", "Codes run from 100 to 599; a client handles anything above as a server error"),
        ("99", "A status code has three digits, from 100 to 599."),
        ("0", "A status code has three digits, from 100 to 599."),
        ("99999999999999999999", "Codes run from 100 to 599"),
    ],
)
def test_what_is_not_registered_is_a_404_that_says_how_it_is_treated(anonymous, db, code, words):
    answer = anonymous.get(f"/codes/{code}/")
    assert (answer.status_code, words in text_of(answer), "is not a registered status code" in text_of(answer)) == (
        404,
        True,
        True,
    )


@pytest.mark.parametrize("code", ["teapot", "-1", "4.4", "4xx"])
def test_what_is_no_number_is_a_404(anonymous, db, code):
    assert anonymous.get(f"/codes/{code}/").status_code == 404


def test_a_page_takes_two_queries(anonymous, django_assert_num_queries):
    with django_assert_num_queries(2):  # the reference, cases to try
        anonymous.get("/codes/404/")
