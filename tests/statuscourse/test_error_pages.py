"""Pages of errors teach why they are this code and not its neighbour, and every footer tells the truth."""

import re

import pytest

from tests.conforming import wrong_with
from tests.visitor import Visitor, text_of


def footer(answer):
    """What the footer says came back: method and code."""
    page = answer.content.decode().split("<footer")[1]
    method, code = re.search(r"<code>([A-Z]+) [^<]*</code> came back as <b class=\"lamp s\d\">(\d{3})", page).groups()
    return method, int(code)


def test_a_404_says_why_it_is_no_403_and_no_410(anonymous, db):
    words = text_of(anonymous.get("/nowhere/"))
    assert ("Not 403: that would confirm" in words, "Not 410: that is kept for pages" in words) == (True, True)


def test_a_405_says_what_is_allowed(anonymous, db):
    assert "This address answers GET, HEAD, OPTIONS." in text_of(anonymous.delete("/codes/"))


def test_a_500_takes_the_blame_and_tells_nothing(monkeypatch, db):
    monkeypatch.setattr("statuscourse.views.code_map", lambda levels: 1 / 0)
    answer = Visitor(raise_request_exception=False).get("/")
    words = text_of(answer)
    assert (answer.status_code, "what you sent was not at fault" in words, "ZeroDivision" in words) == (
        500,
        True,
        False,
    )


@pytest.fixture
def broken(monkeypatch, db):
    """A browser on whose start page something breaks."""
    monkeypatch.setattr("statuscourse.views.code_map", lambda levels: 1 / 0)
    return Visitor(raise_request_exception=False)


def test_a_500_is_a_good_answer_but_for_its_status(broken):
    answer = broken.get("/")
    assert (footer(answer), wrong_with("GET", answer)) == (("GET", 500), ["a 500"])
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_500_leads_to_where_it_can_be_asked_again(broken):
    assert b'href="/?from=lesson">Ask again</a>' in broken.get("/?from=lesson").content


def test_a_500_for_htmx_is_a_piece(broken):
    answer = broken.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, b"<html" in answer.content, b"We broke something" in answer.content) == (
        500,
        False,
        True,
    )


def test_a_403_of_a_form_says_what_to_do(anonymous, db):
    words = text_of(anonymous.post("/quizzes/mixed/"))
    assert ("This form has expired" in words, "Reload the page and send it again." in words) == (True, True)


def test_a_403_of_a_form_leads_back_to_its_page(anonymous, db):
    answer = anonymous.post("/quizzes/mixed/", headers={"Referer": "http://testserver/quizzes/mixed/"})
    assert b'href="http://testserver/quizzes/mixed/"' in answer.content


def test_a_413_leads_back_to_its_page(anonymous, db):
    place = "http://testserver/quizzes/mixed/"
    answer = anonymous.post("/quizzes/mixed/", {"more": "x" * 70_000}, headers={"Referer": place})
    assert (answer.status_code, f'href="{place}">Back to the page'.encode() in answer.content) == (413, True)


def test_a_403_of_a_form_does_not_lead_to_other_sites(anonymous, db):
    answer = anonymous.post("/quizzes/mixed/", headers={"Referer": "https://evil.example/"})
    assert b"evil.example" not in answer.content


def test_a_403_of_a_form_does_not_lead_to_what_shares_the_host(anonymous, db, monkeypatch):
    monkeypatch.setattr("statuscourse.web.addresses.Site.prefix", "/statuscourse")
    answer = anonymous.post("/quizzes/mixed/", headers={"Referer": "http://testserver/other-app/"})
    assert b"other-app" not in answer.content


def test_an_address_in_an_error_cannot_act(anonymous, db):
    assert b"<script>alert" not in anonymous.get("/<script>alert(1)</script>/").content


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 422, 429, 500, 501])
def test_an_error_page_links_its_own_code(anonymous, db, status):
    assert anonymous.get(f"/codes/{status}/").status_code == 200


@pytest.mark.parametrize(
    ("method", "place", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/lessons/who-are-you/", 200),
        ("GET", "/codes/404/", 200),
        ("GET", "/nowhere/", 404),
        ("GET", "/codes/299/", 404),
        ("DELETE", "/codes/", 405),
        ("POST", "/accounts/sign-in/", 403),
        ("BREW", "/", 501),
    ],
)
def test_a_footer_says_what_came_back(anonymous, db, method, place, status):
    answer = anonymous.generic(method, place)
    assert (answer.status_code, footer(answer)) == (status, (method, status))


# Refused before the view


LONG = {"CONTENT_LENGTH": "70000"}
NO_NUMBER = {"CONTENT_LENGTH": "ten"}


@pytest.mark.parametrize(
    ("method", "more", "status"),
    [("DELETE", {}, 405), ("BREW", {}, 501), ("POST", LONG, 413), ("POST", NO_NUMBER, 400)],
)
def test_a_refusal_knows_who_is_signed_in(ada, method, more, status):
    answer = ada.generic(method, "/accounts/sign-in/", **more)
    head = answer.content.decode().split("</header>")[0]
    assert (answer.status_code, '<a href="/accounts/">ada</a>' in head) == (status, True)


@pytest.mark.parametrize(("method", "more"), [("DELETE", {}), ("BREW", {}), ("POST", LONG), ("POST", NO_NUMBER)])
def test_where_nothing_is_that_is_told_first(anonymous, db, method, more):
    assert anonymous.generic(method, "/nowhere/", **more).status_code == 404


@pytest.mark.parametrize("place", ["/accounts/sign-in/", "/accounts/sign-up/"])
def test_the_footer_of_a_refused_form_says_422(anonymous, db, place):
    assert footer(anonymous.send(place)) == ("POST", 422)


def test_the_footer_of_a_refused_answer_says_422(anonymous, make_question):
    assert footer(anonymous.send(f"/questions/{make_question().pk}/")) == ("POST", 422)


def test_the_footer_of_a_conflict_says_409(ada, make_attempt):
    attempt = make_attempt(learner=ada.learner)
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"
    form = ada.form(place)
    ada.post(place, form.values | {"answer": "400"})
    assert footer(ada.post(place, form.values | {"answer": "404"})) == ("POST", 409)


def test_the_footer_of_a_body_too_large_says_413(anonymous, make_question):
    assert footer(anonymous.send(f"/questions/{make_question().pk}/", more="x" * 70_000)) == ("POST", 413)
