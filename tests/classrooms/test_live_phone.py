"""/live/<session>/: where a member plays, and comes back with nothing lost."""

import pytest
import time_machine

from statuscourse.accounts.models import Device, new_token, token_digest
from statuscourse.classrooms.actions.live import end_session
from statuscourse.classrooms.models import Player
from tests.classrooms.factories import make_session
from tests.classrooms.live import answers, asked, move, phone, player, state
from tests.factories import NOW, make_question
from tests.visitor import Visitor, text_of


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_whoever_opens_it_is_a_player_once():
    session = make_session()
    ada = player(session)
    assert [ada.get(phone(session)).status_code for _time in range(2)] == [200, 200]
    assert Player.objects.filter(session=session).count() == 1


def test_once_it_is_shown_the_phone_explains():
    session = asked()
    ada = player(session)
    ada.send(phone(session), answers(session), answer="400", typed=None)
    move(session, phase="revealed")
    said = text_of(ada.get(phone(session)))
    assert "Not 400. It is 404." in said
    assert "What speaks for and against 400 here" in said


def test_who_did_not_answer_is_not_told_that_they_did_not_know():
    session = asked(phase="revealed")
    assert "No answer was given. It is 404." in text_of(player(session).get(phone(session)))


def test_who_comes_late_sees_what_is_asked_now():
    session = asked(position=2, questions=[make_question(), make_question(title="The second one")])
    assert "The second one" in text_of(player(session).get(phone(session)))


def test_a_second_device_goes_on_where_the_first_was():
    session = asked()
    ada = player(session)
    ada.send(phone(session), answers(session), answer="404")
    token = new_token()
    Device.objects.create(learner=ada.learner, token_digest=token_digest(token), made_at=NOW)
    tablet = Visitor()
    tablet.cookies["learner"] = token
    assert "Your answer is kept" in text_of(tablet.get(phone(session)))


def test_at_the_end_there_is_a_result():
    session = asked()
    ada = player(session)
    ada.send(phone(session), answers(session), answer="404")
    end_session(session=session, now=NOW)
    answer = ada.get(phone(session))
    assert "1 of 1 marks" in text_of(answer)
    assert "/result/" in answer.content.decode()


@pytest.mark.parametrize("who", ["anonymous", "sam", "ivan"])
@pytest.mark.parametrize("place", [phone, state])
def test_strangers_are_told_that_there_is_no_such_session(request, who, place):
    assert request.getfixturevalue(who).get(place(asked())).status_code == 404


def test_who_teaches_it_is_told_where_their_page_is(ines):
    session = asked()
    type(session.classroom).objects.filter(pk=session.classroom_id).update(owner=ines.user)
    answer = ines.get(phone(session))
    assert (answer.status_code, "your page is the session's screen" in text_of(answer)) == (403, True)
