"""/live/<session>/answer/: answers are kept once, in time, and told nothing of."""

from datetime import timedelta

import pytest
import time_machine

from statuscourse.classrooms.models import LiveAnswer
from tests.bodies import RIGHT, sent
from tests.classrooms.live import answers, asked, move, phone, player, state
from tests.factories import NOW, make_question
from tests.visitor import text_of


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_an_answer_is_kept_and_nothing_is_told():
    session = asked()
    ada = player(session)
    assert ada.send(phone(session), answers(session), answer="404").status_code == 303
    said = text_of(ada.get(phone(session)))
    assert "Your answer is kept" in said
    assert "404 Not Found" in said
    assert "What speaks for" not in said
    row = LiveAnswer.objects.get()
    assert (row.response, row.verdict, row.mark) == ({"kind": "code", "code": 404}, "best", 1.0)


def test_the_same_answer_again_is_one():
    session = asked()
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    statuses = [ada.post(form.action, form.values | {"answer": "404"}).status_code for _time in range(2)]
    assert (statuses, LiveAnswer.objects.count()) == ([303, 303], 1)


def test_an_answer_may_be_changed_while_the_question_is_open():
    session = asked()
    ada = player(session)
    for code in ("400", "404"):
        ada.send(phone(session), answers(session), answer=code, typed=None)
    assert LiveAnswer.objects.get().response == {"kind": "code", "code": 404}


def test_once_it_is_closed_the_first_answer_stands():
    session = asked()
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    ada.post(form.action, form.values | {"answer": "400"})
    move(session, phase="revealed")
    answer = ada.post(form.action, form.values | {"answer": "404"})
    assert answer.status_code == 409
    assert "Your answer from before stands." in text_of(answer)
    assert LiveAnswer.objects.get().response["code"] == 400


def test_an_answer_whose_acknowledgement_got_lost_may_come_again_at_any_time():
    session = asked()
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    ada.post(form.action, form.values | {"answer": "400"})
    move(session, phase="revealed")
    assert ada.post(form.action, form.values | {"answer": "400"}).status_code == 303


@pytest.mark.parametrize(("late", "status", "kept"), [(1.9, 303, 1), (2.1, 409, 0)])
def test_an_answer_may_be_two_seconds_on_its_way(at_noon, late, status, kept):
    session = asked(seconds=30, ends_at=NOW + timedelta(seconds=30))
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    at_noon.shift(30 + late)
    answer = ada.post(form.action, form.values | {"answer": "404"})
    assert (answer.status_code, LiveAnswer.objects.count()) == (status, kept)


def test_too_late_is_said():
    session = asked()
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    move(session, phase="closed", ends_at=NOW - timedelta(seconds=9))
    assert "were closed before this one came" in text_of(ada.post(form.action, form.values | {"answer": "404"}))
    assert not LiveAnswer.objects.exists()


def test_an_answer_to_the_question_before_is_not_taken_for_this_one():
    session = asked(questions=[make_question(), make_question()])
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    move(session, position=2)
    assert ada.post(form.action, form.values | {"answer": "404"}).status_code == 409
    assert not LiveAnswer.objects.exists()


def test_what_is_incomplete_is_refused_and_nothing_of_it_is_lost():
    session = asked(questions=[make_question(kind="type")])
    ada = player(session)
    answer = ada.send(phone(session), answers(session), text="   ")
    assert (answer.status_code, LiveAnswer.objects.count()) == (422, 0)
    assert "Nothing is typed yet." in text_of(answer)


@pytest.mark.parametrize("kind", ["code", *RIGHT])
def test_every_kind_is_answered_by_its_own_form(kind):
    session = asked(questions=[make_question(kind=kind)])
    ada = player(session)
    given = {"answer": "404"} if kind == "code" else sent(RIGHT, kind)
    assert ada.send(phone(session), answers(session), **given).status_code == 303
    assert LiveAnswer.objects.get().verdict == "best"


def test_somebody_who_was_taken_out_plays_no_more():
    session = asked()
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    ada.learner.memberships.update(left_at=NOW)
    assert ada.get(state(session)).status_code == 404
    assert ada.post(form.action, form.values | {"answer": "404"}).status_code == 404
    assert not LiveAnswer.objects.exists()
