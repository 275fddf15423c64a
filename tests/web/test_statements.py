"""Plain SQL that gives and takes instances, as the ORM would."""

import pytest
from django.db import IntegrityError

from quizzes.models import Answer, Attempt
from statuscourse.accounts.models import Learner
from statuscourse.web.statements import Insert, Select
from tests.factories import NOW

ATTEMPT = Select(Attempt, "SELECT layout, deadline, id, terms, 7 AS lucky FROM quizzes_attempt WHERE quiz_id = %s")


def test_a_row_has_the_values_that_the_orm_reads(make_attempt):
    made = make_attempt(behaviour={"mode": "exam", "minutes": 5}, layout=[["a"]])
    read, usual = ATTEMPT.first(made.quiz_id), Attempt.objects.get(pk=made.pk)
    assert read == usual
    assert [read.layout, read.deadline, read.terms] == [usual.layout, usual.deadline, usual.terms]


def test_a_column_of_no_field_stands_beside_the_others(make_attempt):
    assert ATTEMPT.first(make_attempt().quiz_id).lucky == 7


def test_what_was_not_selected_is_read_when_it_is_asked_for(make_attempt, django_assert_num_queries):
    read = ATTEMPT.first(make_attempt().quiz_id)
    with django_assert_num_queries(1):
        assert read.started_at == NOW


def test_no_row_is_none(db):
    assert ATTEMPT.first("tests-nothing") is None


def test_all_rows_come_in_their_order(make_learner):
    made = [make_learner() for _ in range(3)]
    sql = "SELECT id, user_id, token_digest, created_at FROM accounts_learner ORDER BY id DESC"
    assert Select(Learner, sql).all()[:3] == made[::-1]


def test_a_stored_row_is_the_one_that_the_orm_stores(make_answer):
    usual = make_answer(confidence="sure")
    copy = Answer.objects.get(pk=usual.pk)
    copy.pk, copy.key = None, "another"
    Insert(Answer).run(copy)
    stored = Answer.objects.get(pk=copy.pk)
    assert stored.pk != usual.pk
    assert [stored.response, stored.created_at, stored.mark] == [usual.response, usual.created_at, usual.mark]


def test_a_row_against_a_constraint_is_not_stored(make_answer):
    answer = make_answer()
    answer.pk = None
    with pytest.raises(IntegrityError):
        Insert(Answer).run(answer)
