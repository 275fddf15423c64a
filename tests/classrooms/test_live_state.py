"""/live/<session>/state/: the poll."""

from datetime import timedelta

import pytest
import time_machine

from tests.classrooms.factories import make_live_answer
from tests.classrooms.live import answers, asked, move, phone, player, state
from tests.factories import NOW
from tests.visitor import text_of


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def poll(visitor, session, tag="", query=""):
    headers = {"HX-Request": "true"} | ({"If-None-Match": tag} if tag else {})
    return visitor.get(state(session) + query, headers=headers)


def test_what_has_not_changed_is_a_304_without_content():
    session = asked()
    ada = player(session)
    first = poll(ada, session)
    second = poll(ada, session, first["ETag"])
    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")
    assert (second["ETag"], second["Cache-Control"]) == (first["ETag"], "private, no-cache")


def test_compression_makes_the_tag_a_weak_one_and_it_still_counts():
    session = asked()
    ada = player(session)
    assert poll(ada, session, "W/" + poll(ada, session)["ETag"].removeprefix("W/")).status_code == 304


def test_a_304_costs_two_queries(django_assert_num_queries):
    session = asked()
    ada = player(session)
    tag = poll(ada, session)["ETag"]
    with django_assert_num_queries(2):
        poll(ada, session, tag)


def test_the_page_itself_knows_the_tag_of_its_state():
    session = asked()
    ada = player(session)
    tag = poll(ada, session)["ETag"].removeprefix("W/")
    assert tag.strip('"') in ada.get(phone(session)).content.decode()


def test_a_step_of_the_host_is_news():
    session = asked()
    ada = player(session)
    tag = poll(ada, session)["ETag"]
    move(session, version=2, phase="closed")
    assert poll(ada, session, tag).status_code == 200


def test_the_end_of_the_time_is_news_though_nobody_did_anything(at_noon):
    session = asked(seconds=30, ends_at=NOW + timedelta(seconds=30))
    ada = player(session)
    tag = poll(ada, session)["ETag"]
    at_noon.shift(31)
    answer = poll(ada, session, tag)
    assert (answer.status_code, "Answers are closed" in text_of(answer)) == (200, True)


def test_ones_own_answer_is_news_and_those_of_others_are_not():
    session = asked()
    ada = player(session)
    tag = poll(ada, session)["ETag"]
    make_live_answer(session=session)
    assert poll(ada, session, tag).status_code == 304
    ada.send(phone(session), answers(session), answer="404")
    assert poll(ada, session, tag).status_code == 200


def test_the_screen_hears_of_every_answer(ines):
    session = asked()
    type(session.classroom).objects.filter(pk=session.classroom_id).update(owner=ines.user)
    tag = poll(ines, session, query="?screen=1")["ETag"]
    assert poll(ines, session, tag, "?screen=1").status_code == 304
    make_live_answer(session=session)
    assert poll(ines, session, tag, "?screen=1").status_code == 200


def test_members_do_not_look_at_the_screen():
    session = asked()
    assert poll(player(session), session, query="?screen=1").status_code == 403
