"""Live sessions: beginning one, its steps, the answers of phones, and what becomes of them in the end."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from quizzes.actions.attempts import house_of, layouts, places_of
from quizzes.core.grading import grade, unknown
from quizzes.core.terms import Terms
from quizzes.models import Answer, Attempt, Quiz, get_revision
from statuscourse.accounts.models import User

from ..core import live
from ..core.codes import draw_join_code
from ..models import Assignment, Classroom, LiveAnswer, LiveSession, Membership, Player


class NothingToAsk(Exception):
    """The quiz has no question left that could be asked."""


class StepConflict(Exception):
    """The session has moved on since the page knew it, or the step leads nowhere. Nothing has changed."""


class TooLate(Exception):
    """The question takes no answers any more. Nothing was stored; ``kept`` is what stands there."""

    def __init__(self, kept: LiveAnswer | None) -> None:
        super().__init__("closed")
        self.kept = kept


@transaction.atomic
def begin_session(
    *,
    classroom: Classroom,
    host: User,
    quiz: Quiz,
    seconds: int | None,
    hides_names: bool,
    shows_bars: bool,
    now: datetime,
    rng: Random,
) -> LiveSession:
    """Begin a live session of a class, and end the one that it has. Raises NothingToAsk.

    What is asked, in which order of options and by which convention is settled here. The form sent twice begins one.
    """
    Classroom.objects.select_for_update().filter(pk=classroom.pk).first()  # a double click waits here
    chosen: dict[str, Any] = {"quiz": quiz.pk, "seconds": seconds, "hides_names": hides_names, "host": host}
    waiting = LiveSession.objects.filter(classroom=classroom, ended_at=None, phase=live.LOBBY, **chosen)
    if again := waiting.filter(started_at__gte=now - timedelta(minutes=1)).first():
        return again
    places = places_of(quiz, rng)
    if not places:
        raise NothingToAsk
    for left_open in LiveSession.objects.filter(classroom=classroom, ended_at=None):
        end_session(session=left_open, now=now)
    marks = [mark for _revision, mark in places]
    revisions = [revision for revision, _mark in places]
    return LiveSession.objects.create(
        classroom=classroom,
        title=quiz.title,
        join_code=_free_code(rng),
        revision_ids=revisions,
        weights=marks if any(mark != 1 for mark in marks) else [],
        layout=layouts(revisions, rng) if quiz.terms.shuffle else [],
        convention=house_of(places, classroom.convention),
        shows_bars=shows_bars,
        started_at=now,
        **chosen,
    )


def _free_code(rng: Random) -> str:
    """A join code that lets in nowhere yet."""
    while True:
        code = draw_join_code(rng)
        taken = Classroom.objects.filter(join_code=code).exists() or LiveSession.objects.filter(join_code=code).exists()
        if not taken:
            return code


@transaction.atomic
def take_step(*, session: LiveSession, step: str, version: int, position: int, now: datetime) -> LiveSession:
    """Take a step of the session that the page knew in this version, at this question.

    The same step sent twice is one. Raises StepConflict where the session has moved on otherwise.
    """
    item = _locked(session)
    if item.version != version:
        if item.standing.came_by(step, position):
            return item
        raise StepConflict
    if step == live.END:
        return end_session(session=item, now=now)
    try:
        there = item.standing.after(step, now)
    except live.NoSuchStep:
        raise StepConflict from None
    item.phase, item.position, item.asked_at, item.ends_at = there.phase, there.position, there.asked_at, there.ends_at
    return _moved(item)


def show_bars(*, session: LiveSession, shows: bool) -> None:
    """Whether the bars of answers grow on the screen while they come in. It is no step: the version stays."""
    LiveSession.objects.filter(pk=session.pk).update(shows_bars=shows)


def _locked(session: LiveSession) -> LiveSession:
    return LiveSession.objects.select_for_update().get(pk=session.pk)


def _moved(item: LiveSession) -> LiveSession:
    item.version += 1
    item.save(update_fields=["phase", "position", "asked_at", "ends_at", "version"])
    return item


def join_session(*, session: LiveSession, membership_id: int, now: datetime) -> None:
    """Count a member among the players, once, however often and with how many devices they come."""
    rows = [Player(session=session, membership_id=membership_id, joined_at=now)]
    Player.objects.bulk_create(rows, ignore_conflicts=True)


# One statement, so that an answer costs one trip to the disk and none slips in after the question was closed. An answer
# may be changed until then; the same one again changes nothing.
STORE = """
INSERT INTO classrooms_liveanswer
    (session_id, membership_id, position, response, verdict, mark, chosen_code, best_code, answered_at)
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s FROM classrooms_livesession
WHERE id = %s AND position = %s AND phase IN ('asking', 'closed') AND (ends_at IS NULL OR ends_at >= %s)
ON CONFLICT (session_id, position, membership_id) DO UPDATE
SET response = excluded.response, verdict = excluded.verdict, mark = excluded.mark,
    chosen_code = excluded.chosen_code, best_code = excluded.best_code, answered_at = excluded.answered_at
WHERE classrooms_liveanswer.response <> excluded.response
"""
COLUMNS = (
    "session_id", "membership_id", "position", "response", "verdict", "mark", "chosen_code", "best_code", "answered_at"
)  # fmt: skip


def record_live_answer(
    *, session: LiveSession, membership_id: int, position: int, response: dict[str, Any], now: datetime
) -> LiveAnswer:
    """Store what a member answered, graded at once and told to nobody. Raises TooLate.

    The same answer sent again is stored once, also after the question was closed: its acknowledgement got lost.
    """
    result = grade(get_revision(session.revision_ids[position - 1]).body, response, house=session.house(position))
    answer = LiveAnswer(
        session=session,
        membership_id=membership_id,
        position=position,
        response=response,
        verdict=result.verdict,
        mark=result.mark,
        chosen_code=result.chosen,
        best_code=result.best,
        answered_at=now,
    )
    if _store(answer, now):
        return answer
    kept = LiveAnswer.objects.filter(session=session, membership=membership_id, position=position).first()
    if kept is None or kept.response != response:
        raise TooLate(kept)
    return kept


def _store(answer: LiveAnswer, now: datetime) -> bool:
    row = [_column(name, getattr(answer, name)) for name in COLUMNS]
    latest = _column("answered_at", now - live.GRACE)
    locks = connection.features.has_select_for_update
    # Where rows can be locked, ending waits or has happened. On SQLite the one statement is its own transaction.
    with transaction.atomic() if locks else nullcontext(), connection.cursor() as cursor:
        if locks:
            cursor.execute("SELECT 1 FROM classrooms_livesession WHERE id = %s FOR SHARE", [row[0]])
        cursor.execute(STORE, [*row, row[0], answer.position, latest])
        return bool(cursor.rowcount == 1)


def _column(name: str, value: Any) -> Any:
    """A value as the database's adapter takes it for a column of answers."""
    field = LiveAnswer._meta.get_field(name.removesuffix("_id"))
    assert isinstance(field, models.Field)  # noqa: S101 - the other kind is a relation from elsewhere
    return field.get_db_prep_save(value, connection)


@transaction.atomic
def end_session(*, session: LiveSession, now: datetime) -> LiveSession:
    """End a session, once: what its players answered becomes work for an assignment that is made here.

    Questions that were not answered count as not known, for all who were there at some time. Where nothing was asked,
    or nobody was there, no assignment is made.
    """
    item = _locked(session)
    if item.ended_at is not None:
        return item
    given = list(LiveAnswer.objects.filter(session=item))
    here = item.standing.at(now)
    length = live.counted(here, any(answer.position == here.position for answer in given))
    item.phase, item.ended_at, item.join_code = live.OVER, now, None
    item.version += 1
    item.save(update_fields=["phase", "ended_at", "join_code", "version"])
    seats = {answer.membership_id for answer in given}
    seats |= set(Player.objects.filter(session=item).values_list("membership", flat=True))
    quiz = Quiz.objects.filter(pk=item.quiz).first()
    if length and seats and quiz is not None:
        _hand_in(item, quiz, length, seats, given, now)
    return item


def _hand_in(
    item: LiveSession, quiz: Quiz, length: int, seats: Iterable[int], given: list[LiveAnswer], now: datetime
) -> None:
    """An attempt of each player with an answer to each question that counts, in two statements for all."""
    assignment = Assignment.objects.create(
        classroom_id=item.classroom_id,
        target_type=Assignment.Target.LIVE,
        target=str(item.pk),
        title=item.title,
        attempts=1,
        created_at=now,
        created_by_id=item.host_id,
    )
    known = {(answer.membership_id, answer.position): answer for answer in given}
    house = {place: code for place, code in item.convention.items() if int(place) <= length}
    terms = Terms(shuffle=bool(item.layout), house=house).snapshot()
    attempts, answers = [], []
    for seat, learner in Membership.objects.filter(pk__in=seats).order_by("pk").values_list("pk", "learner"):
        attempt = Attempt(
            learner_id=learner,
            quiz=quiz,
            occasion=str(assignment.pk),
            terms=terms,
            revision_ids=item.revision_ids[:length],
            layout=item.layout[:length],
            weights=item.weights[:length],
            started_at=item.started_at,
            finished_at=now,
        )
        mine = [_answer(item, attempt, place, known.get((seat, place)), now) for place in range(1, length + 1)]
        attempt.share = Attempt.share_of(mine)
        attempts.append(attempt)
        answers += mine
    Attempt.objects.bulk_create(attempts, batch_size=200)
    Answer.objects.bulk_create(answers, batch_size=200)


def _answer(item: LiveSession, attempt: Attempt, place: int, given: LiveAnswer | None, now: datetime) -> Answer:
    revision = get_revision(item.revision_ids[place - 1])
    response = given.response if given else unknown(revision.body["kind"])
    result = grade(revision.body, response, house=item.house(place))
    return Answer(
        learner_id=attempt.learner_id,
        revision_id=revision.pk,
        context=Answer.Context.QUIZ,
        attempt=attempt,
        position=place,
        response=response,
        verdict=result.verdict,
        mark=result.mark,
        weight=item.weight(place),
        chosen_code=result.chosen,
        best_code=result.best,
        house=item.house(place),
        key=f"{attempt.pk}:{place}:1",
        created_at=given.answered_at if given else now,
    )


def end_forgotten(*, session_id: UUID, now: datetime) -> LiveSession:
    """End a session that nobody has ended for half a day; whoever looks at it does so."""
    return end_session(session=LiveSession.objects.get(pk=session_id), now=now)
