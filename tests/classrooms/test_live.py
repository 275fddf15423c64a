"""/classes/<class>/live/: the live sessions of a class, and beginning one."""

from datetime import timedelta

import pytest
import time_machine

from statuscourse.classrooms.models import LiveSession
from tests.classrooms.factories import make_class
from tests.classrooms.live import again, asked, screen
from tests.factories import NOW, make_question, make_quiz
from tests.visitor import text_of

POSITIONS = [{"who": who, "code": code, "does": "so", "source": "its guide"} for who, code in (("A", 422), ("B", 400))]


def page(item):
    return f"/classes/{item.pk}/live/"


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_a_teacher_begins_one_from_a_published_quiz(ines):
    item, question = make_class(owner=ines.user), make_question()
    answer = ines.send(page(item), quiz=make_quiz(questions=[question]).pk, seconds="30")
    session = LiveSession.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, screen(session))
    assert (session.revision_ids, session.seconds, session.phase) == ([question.current_id], 30, "lobby")
    assert len(session.join_code) == 6


def test_the_same_form_sent_twice_begins_one(ines):
    item, quiz = make_class(owner=ines.user), make_quiz(questions=[make_question()])
    for _click in range(2):
        ines.send(page(item), quiz=quiz.pk)
    assert LiveSession.objects.count() == 1


def test_another_one_ends_the_one_that_is_open(ines):
    first = asked(owner=ines.user)
    ines.send(page(first.classroom), quiz=make_quiz(questions=[make_question()]).pk)
    assert again(first).phase == "over"
    assert LiveSession.objects.filter(ended_at=None).count() == 1


def test_a_draft_is_no_quiz_to_begin_with(ines):
    item = make_class(owner=ines.user)
    quiz = make_quiz(owner=ines.user, published_at=None)
    answer = ines.send(page(item), quiz=quiz.pk)
    assert answer.status_code == 422
    assert "not published" in text_of(answer)
    assert not LiveSession.objects.exists()


def test_a_strangers_quiz_is_none_to_begin_with(ines, ivan):
    quiz = make_quiz(owner=ivan.user, picks=[{"question": make_question(owner=ivan.user).pk, "mark": 1.0}])
    assert ines.send(page(make_class(owner=ines.user)), quiz=quiz.pk).status_code == 422


def test_a_quiz_whose_questions_are_retired_asks_nothing(ines):
    quiz = make_quiz(questions=[make_question(retired_at=NOW)])
    answer = ines.send(page(make_class(owner=ines.user)), quiz=quiz.pk)
    assert (answer.status_code, LiveSession.objects.count()) == (422, 0)
    assert "All questions of this quiz are retired." in text_of(answer)


def test_an_archived_class_begins_none(ines):
    item = make_class(owner=ines.user, archived_at=NOW)
    sent = {"quiz": make_quiz(questions=[make_question()]).pk, "csrfmiddlewaretoken": ines.token()}
    answer = ines.post(page(item), sent)
    assert (answer.status_code, "begins nothing" in text_of(answer)) == (409, True)
    assert LiveSession.objects.count() == 0


def test_an_archived_class_offers_none(ines):
    assert "Begin one" not in text_of(ines.get(page(make_class(owner=ines.user, archived_at=NOW))))


def test_the_convention_is_settled_when_it_begins(ines):
    item = make_class(owner=ines.user, convention={"validation": 400})
    question = make_question(best=422, acceptable=[400], wrong=[404], agreement="contested", who_does_what=POSITIONS)
    question.tags = {"case": "validation"}
    question.save()
    ines.send(page(item), quiz=make_quiz(questions=[make_question(), question]).pk)
    assert LiveSession.objects.get().convention == {"2": 400}


def test_one_that_was_forgotten_is_over_when_somebody_looks(ines):
    session = asked(owner=ines.user)
    LiveSession.objects.update(started_at=NOW - timedelta(hours=13))
    ines.get(page(session.classroom))
    assert again(session).ended_at is not None


WHO = {"anonymous": 302, "sam": 403, "ivan": 404, "olga": 200}


@pytest.mark.parametrize("who", WHO)
def test_others_are_told_what_everybody_is_told(request, ines, who):
    session = asked(owner=ines.user)
    assert request.getfixturevalue(who).get(page(session.classroom)).status_code == WHO[who]
