"""What a change needs is deleted after the change looked it up and before it is stored: 409, and no 500."""

import sqlite3

import pytest
from django.db import IntegrityError

from quizzes.models import Question
from tests.visitor import Visitor, text_of

SHELF = "quizzes.views.author.shelf"


@pytest.fixture
def ines(make_user):
    return Visitor.signed_in(make_user(username="ines", role="instructor"), raise_request_exception=False)


def refusal_of(statement):
    """What SQLite says of a statement that its rules do not allow, as Django passes it on."""
    with sqlite3.connect(":memory:") as base:
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
        base.execute("CREATE TABLE two (id INTEGER PRIMARY KEY, one INTEGER REFERENCES one)")
        base.execute("INSERT INTO one VALUES (1)")
        try:
            base.execute(statement)
        except sqlite3.IntegrityError as cause:
            error = IntegrityError(*cause.args)
            error.__cause__ = cause
            return error


def copy(visitor, item, monkeypatch, error):
    def begin_copy(**_):
        raise error

    token = visitor.token()
    monkeypatch.setattr(f"{SHELF}.begin_copy", begin_copy)
    address = f"/author/questions/{item.pk}/copy/"
    return visitor.post(address, {"csrfmiddlewaretoken": token}, headers={"Referer": "http://testserver/author/"})


def test_a_copy_of_a_question_that_is_deleted_meanwhile_says_so_and_leads_back(ines, make_question, monkeypatch):
    answer = copy(ines, make_question(), monkeypatch, refusal_of("INSERT INTO two VALUES (1, 7)"))
    words = text_of(answer)
    assert (answer.status_code, "Deleted meanwhile" in words, "Nothing was changed" in words) == (409, True, True)
    assert b'href="http://testserver/author/"' in answer.content


def test_a_row_that_is_no_longer_there_is_a_conflict_too(ines, make_question, monkeypatch):
    assert copy(ines, make_question(), monkeypatch, Question.DoesNotExist()).status_code == 409


def test_another_refusal_of_the_database_stays_a_500(ines, make_question, monkeypatch):
    assert copy(ines, make_question(), monkeypatch, refusal_of("INSERT INTO one VALUES (1)")).status_code == 500


def test_a_page_that_misses_a_row_while_it_is_only_looked_at_is_our_mistake(monkeypatch, db):
    def code_map(levels):
        raise Question.DoesNotExist

    monkeypatch.setattr("statuscourse.views.code_map", code_map)
    assert Visitor(raise_request_exception=False).get("/").status_code == 500
