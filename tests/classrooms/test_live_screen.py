"""/live/<session>/screen/: what the room sees."""

from datetime import timedelta

import pytest
import time_machine

from tests.classrooms.factories import make_class, make_live_answer, make_member, make_player, make_session
from tests.classrooms.live import asked, screen, steps
from tests.factories import NOW
from tests.visitor import text_of


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_the_lobby_shows_the_code_and_how_many_are_here(ines):
    session = make_session(classroom=make_class(owner=ines.user), join_code="KTM47R")
    make_player(session=session)
    said = text_of(ines.get(screen(session)))
    assert "KTM 47R" in said
    assert "1 is here" in said


@pytest.mark.parametrize(("hides", "shown"), [(True, False), (False, True)])
def test_names_are_shown_where_they_are_not_hidden(ines, hides, shown):
    session = make_session(classroom=make_class(owner=ines.user), hides_names=hides)
    make_player(session=session, member=make_member(classroom=session.classroom, name="Berta"))
    assert ("Berta" in text_of(ines.get(screen(session)))) is shown


def test_the_screen_tells_nothing_of_the_answers_while_they_come_in(ines):
    session = asked(owner=ines.user)
    make_live_answer(session=session)
    said = text_of(ines.get(screen(session)))
    assert "1 of 0 answered" in said
    assert "Chosen by" not in said
    assert "What speaks for" not in said


def test_bars_grow_where_the_host_wants_it_and_tell_not_which_is_right(ines):
    session = asked(owner=ines.user)
    make_live_answer(session=session, code=400)
    ines.send(screen(session), steps(session), step="bars")
    said = text_of(ines.get(screen(session)))
    assert "400 Bad Request 1 100 %" in said
    assert "(right)" not in said


def test_the_answer_is_framed_and_explained_once_it_is_shown(ines):
    session = asked(owner=ines.user, phase="revealed")
    said = text_of(ines.get(screen(session)))
    assert "404 Not Found (right)" in said
    assert "What speaks for and against 404 here" in said


def test_the_server_closes_a_question_whose_time_is_over(ines):
    session = asked(owner=ines.user, seconds=30)
    with time_machine.travel(NOW + timedelta(seconds=31), tick=False):
        assert "Show the answer" in text_of(ines.get(screen(session)))


WHO = {"anonymous": 302, "sam": 403, "ivan": 404, "olga": 200}


@pytest.mark.parametrize("who", WHO)
def test_others_are_told_what_everybody_is_told(request, ines, who):
    session = asked(owner=ines.user)
    assert request.getfixturevalue(who).get(screen(session)).status_code == WHO[who]
