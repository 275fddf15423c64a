"""The database is what failed: 503 with Retry-After, in words, as a page, a piece or problem details."""

import json
import logging
import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, DataError, InterfaceError, InternalError, OperationalError, ProgrammingError

from statuscourse.web.outages import database_failed, failure_behind, is_locked
from tests.conforming import wrong_with
from tests.visitor import Visitor, text_of


@pytest.fixture
def visitor(ada):
    ada.raise_request_exception = False
    return ada


@pytest.mark.parametrize("place", ["/", "/progress/", "/lessons/who-are-you/", "/accounts/", "/nowhere/"])
def test_a_503_is_drawn_without_the_database(visitor, without_database, place):
    """Who is signed in stands in the database, and that is just what cannot be asked."""
    with without_database():
        answer = visitor.get(place)
    assert (answer.status_code, answer.headers["Retry-After"], wrong_with("GET", answer)) == (503, "10", [])
    words = text_of(answer)
    assert ("Everything that was shown as saved is kept." in words, "unable to open" in words) == (True, False)


def test_a_page_leads_back_to_itself(visitor, without_database):
    with without_database():
        answer = visitor.get("/quizzes/?topic=caching")
    assert b'href="/quizzes/?topic=caching">Ask again</a>' in answer.content


def test_a_page_leads_to_no_other_host(visitor, without_database):
    with without_database():
        answer = visitor.get("/", PATH_INFO="//evil.example/")  # as a server gives it
    assert b'href="/%2Fevil.example/">Ask again</a>' in answer.content


def test_it_claims_nothing_about_who_is_signed_in(visitor, without_database):
    with without_database():
        assert b"Sign in" not in visitor.get("/progress/").content


def test_what_was_sent_leads_back_to_the_page_it_came_from(visitor, without_database):
    values = {"csrfmiddlewaretoken": visitor.token()}
    place = "http://testserver/quizzes/mixed/?from=home"
    with without_database():
        answer = visitor.post("/quizzes/mixed/", values, headers={"Referer": place})
        foreign = visitor.post("/quizzes/mixed/", values, headers={"Referer": "https://evil.example/"})
    assert f'href="{place}">Back to the page</a>'.encode() in answer.content
    assert (b"evil.example" in foreign.content, b'href="/">To the start</a>' in foreign.content) == (False, True)


def test_what_was_sent_is_said_not_to_be_saved(visitor, without_database):
    values = {"csrfmiddlewaretoken": visitor.token()}
    with without_database():
        answer = visitor.post("/quizzes/mixed/", values)
    words = text_of(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert ("it is not saved" in words, "it counts once" in words, "POST /quizzes/mixed/" in words) == (True,) * 3


def test_a_form_that_met_a_503_may_be_sent_again_and_counts_once(visitor, without_database, make_question):
    place = f"/questions/{make_question().pk}/"
    form = visitor.form(place)
    with without_database():
        assert visitor.post(place, form.values | {"answer": "400"}).status_code == 503
    assert visitor.post(place, form.values | {"answer": "400"}).status_code == 200
    assert visitor.post(place, form.values | {"answer": "400"}).status_code == 200
    assert visitor.learner.answers.count() == 1


def test_htmx_gets_a_piece(visitor, without_database):
    with without_database():
        answer = visitor.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, b"<html" in answer.content, b"does not answer" in answer.content) == (503, False, True)


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json"])
def test_a_script_gets_problem_details(visitor, without_database, kind):
    with without_database():
        answer = visitor.get("/", headers={"Accept": kind})
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(answer.content)["title"] == "The database does not answer"


def test_it_is_not_stored(visitor, without_database):
    with without_database():
        assert visitor.get("/").headers["Cache-Control"] == "no-store"


def test_it_is_one_line_in_the_log(visitor, without_database, caplog):
    with without_database(), caplog.at_level(logging.WARNING):
        visitor.get("/progress/")
    lines = [(record.name, record.getMessage(), record.exc_info) for record in caplog.records]
    said = "GET /progress/: 503, the database failed: OperationalError  unable to open database file"
    assert lines == [("statuscourse.web.outages", said, None)]


def test_it_goes_on_by_itself(visitor, without_database):
    with without_database():
        assert visitor.get("/").status_code == 503
    assert visitor.get("/").status_code == 200


def test_a_session_that_cannot_be_stored_is_no_bad_request(visitor, monkeypatch):
    """Django says 400 then: it takes the session for one that was deleted meanwhile."""

    def save(session, must_create=False):
        raise wrapped(OperationalError, "database is locked", sqlite3.OperationalError, sqlite3.SQLITE_BUSY)

    form = visitor.form("/accounts/password/")
    new = {"old_password": "x", "new_password1": "x", "new_password2": "x"}
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", save)
    monkeypatch.setattr(
        "statuscourse.views.ChangePasswordForm.is_valid", lambda form: bool(form.user.set_password("x") or True)
    )
    monkeypatch.setattr("statuscourse.views.ChangePasswordForm.save", lambda form: form.user)
    assert visitor.post("/accounts/password/", form.values | new).status_code == 503


# What failed, and what is our own mistake


def wrapped(kind, text, cause=None, code=None, state=None):
    """An exception as Django raises it: its own, with the driver's as the cause."""
    error = kind(text)
    if cause is not None:
        error.__cause__ = cause(text)
        if code is not None:
            error.__cause__.sqlite_errorcode = code
        if state is not None:
            error.__cause__.sqlstate = state
    return error


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_transaction_that_postgresql_took_back_is_run_again_like_one_that_met_a_locked_file(state):
    error = wrapped(OperationalError, "deadlock detected", psycopg.OperationalError, state=state)
    assert (is_locked(error), database_failed(error)) == (True, True)


def test_a_postgresql_that_stops_is_not_asked_again():
    assert not is_locked(wrapped(OperationalError, "stops", psycopg.OperationalError, state="57P01"))


FAILED = [
    wrapped(OperationalError, "unable to open database file", sqlite3.OperationalError, sqlite3.SQLITE_CANTOPEN),
    wrapped(OperationalError, "database is locked", sqlite3.OperationalError, sqlite3.SQLITE_BUSY),
    wrapped(OperationalError, "database is locked", sqlite3.OperationalError, sqlite3.SQLITE_BUSY_SNAPSHOT),
    wrapped(OperationalError, "database or disk is full", sqlite3.OperationalError, sqlite3.SQLITE_FULL),
    wrapped(OperationalError, "disk I/O error", sqlite3.OperationalError, sqlite3.SQLITE_IOERR_WRITE),
    wrapped(OperationalError, "readonly database", sqlite3.OperationalError, sqlite3.SQLITE_READONLY),
    wrapped(DatabaseError, "database disk image is malformed", sqlite3.DatabaseError, sqlite3.SQLITE_CORRUPT),
    wrapped(OperationalError, "connection refused", psycopg.OperationalError),
    wrapped(InterfaceError, "the connection is closed", psycopg.InterfaceError),
    wrapped(OperationalError, "terminating connection", psycopg.OperationalError, state="57P01"),
    wrapped(OperationalError, "no space left on device", psycopg.OperationalError, state="53100"),
    wrapped(OperationalError, "too many clients", psycopg.OperationalError, state="53300"),
    wrapped(OperationalError, "deadlock detected", psycopg.OperationalError, state="40P01"),
    wrapped(InternalError, "cannot execute INSERT in a read-only transaction", psycopg.InternalError, state="25006"),
]
OURS = [
    wrapped(OperationalError, "no such table: quizzes_answer", sqlite3.OperationalError, sqlite3.SQLITE_ERROR),
    wrapped(InterfaceError, "bad parameter or other API misuse", sqlite3.InterfaceError, sqlite3.SQLITE_MISUSE),
    wrapped(ProgrammingError, "relation does not exist", psycopg.ProgrammingError, state="42P01"),
    wrapped(DataError, "value too long", psycopg.DataError, state="22001"),
    wrapped(InternalError, "current transaction is aborted", psycopg.InternalError, state="25P02"),
    wrapped(DatabaseError, "Forced update did not affect any rows."),
    ValueError("no number"),
]


@pytest.mark.parametrize("error", FAILED, ids=str)
def test_the_database_failed(error):
    assert database_failed(error)


@pytest.mark.parametrize("error", OURS, ids=str)
def test_the_mistake_is_ours(error):
    assert not database_failed(error)


def test_a_mistake_of_ours_stays_a_500(visitor, monkeypatch):
    def broken(learner):
        raise wrapped(OperationalError, "no such table: x", sqlite3.OperationalError, sqlite3.SQLITE_ERROR)

    monkeypatch.setattr("statuscourse.views.lesson_states", broken)
    assert visitor.get("/").status_code == 500


def test_what_an_exception_was_raised_for_is_found():
    error = ValueError("stored nothing")
    error.__context__ = FAILED[0]
    assert (failure_behind(error), failure_behind(ValueError("alone"))) == (FAILED[0], None)


def test_nobody_else_gets_a_503_for_a_request_that_cannot_be_read(db):
    assert Visitor().get("/", headers={"Host": "evil.example"}).status_code == 400
