"""/live/<session>/: phones answer, and come back with nothing lost."""

from datetime import timedelta

import pytest
import time_machine

from statuscourse.accounts.models import Device, new_token, token_digest
from statuscourse.classrooms.actions.live import end_session
from statuscourse.classrooms.models import LiveAnswer, LiveSession, Player
from tests.bodies import RIGHT, sent
from tests.classrooms.factories import make_live_answer, make_member, make_session
from tests.factories import NOW, make_learner, make_question
from tests.visitor import Visitor, text_of


def phone(session):
    return f"/live/{session.pk}/"


def answers(session):
    return f"/live/{session.pk}/answer/"


def state(session):
    return f"/live/{session.pk}/state/"


def asked(**more):
    return make_session(**{"phase": "asking", "position": 1, **more})


def player(session, *, learner=None):
    """A browser of a member who has no account."""
    token = new_token()
    learner = learner or make_learner()
    learner.token_digest = token_digest(token)
    learner.save()
    make_member(classroom=session.classroom, learner=learner)
    visitor = Visitor()
    visitor.cookies["learner"] = token
    return visitor


def move(session, **values):
    LiveSession.objects.filter(pk=session.pk).update(**values)


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_whoever_opens_it_is_a_player_once():
    session = make_session()
    ada = player(session)
    assert [ada.get(phone(session)).status_code for _time in range(2)] == [200, 200]
    assert Player.objects.filter(session=session).count() == 1


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


def test_somebody_who_was_taken_out_plays_no_more():
    session = asked()
    ada = player(session)
    form = ada.form(phone(session), answers(session))
    ada.learner.memberships.update(left_at=NOW)
    assert ada.get(state(session)).status_code == 404
    assert ada.post(form.action, form.values | {"answer": "404"}).status_code == 404
    assert not LiveAnswer.objects.exists()


@pytest.mark.parametrize("who", ["anonymous", "sam", "ivan"])
@pytest.mark.parametrize("place", [phone, state])
def test_strangers_are_told_that_there_is_no_such_session(request, who, place):
    assert request.getfixturevalue(who).get(place(asked())).status_code == 404


def test_who_teaches_it_is_told_where_their_page_is(ines):
    session = asked()
    type(session.classroom).objects.filter(pk=session.classroom_id).update(owner=ines.user)
    answer = ines.get(phone(session))
    assert (answer.status_code, "your page is the session's screen" in text_of(answer)) == (403, True)


# The poll


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
