"""Live sessions in tests: at noon, with players who have no account."""

from datetime import timedelta

from statuscourse.accounts.models import new_token, token_digest
from statuscourse.classrooms.models import LiveSession
from tests.classrooms.factories import make_class, make_member, make_session
from tests.factories import NOW, make_learner
from tests.visitor import Visitor


def screen(session):
    return f"/live/{session.pk}/screen/"


def steps(session):
    return f"/live/{session.pk}/step/"


def phone(session):
    return f"/live/{session.pk}/"


def answers(session):
    return f"/live/{session.pk}/answer/"


def state(session):
    return f"/live/{session.pk}/state/"


def asked(*, owner=None, seconds=None, **more):
    """A session at its first question, of a class of ``owner``; ``seconds`` are left for it."""
    ends_at = NOW + timedelta(seconds=seconds) if seconds else None
    values = {"phase": "asking", "position": 1, "seconds": seconds, "ends_at": ends_at}
    return make_session(classroom=make_class(owner=owner), **(values | more))


def move(session, **values):
    LiveSession.objects.filter(pk=session.pk).update(**values)


def again(row):
    row.refresh_from_db()
    return row


def step(visitor, session, **more):
    """Press the screen's first button."""
    return visitor.send(screen(session), steps(session), **more)


def player(session):
    """The browser of a member who has no account."""
    visitor, learner, token = Visitor(), make_learner(), new_token()
    learner.token_digest = token_digest(token)
    learner.save()
    make_member(classroom=session.classroom, learner=learner)
    visitor.cookies["learner"] = token
    return visitor
