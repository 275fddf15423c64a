"""A site after two years: so many learners with so many answers, in classes, with attempts, drafts and readings.

In it, alike at every size, is the cast: a class of 30 whose pages are measured, ten learners of it with 200 answers
each, their teacher and an administrator. What grows is the site, and not the person who asks.
"""

import json
import secrets
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from lessons.models import Section, SectionReading
from quizzes.models import Answer, Attempt, Draft, ItemSums, QuestionReport, Quiz, QuizSums
from statuscourse.accounts.actions import sign_up
from statuscourse.accounts.models import Learner, PersonalCode, User, new_token, token_digest
from statuscourse.classrooms.models import Assignment, Classroom, LiveAnswer, LiveSession, Membership, Player

from .bulk import in_a_hurry, store, without_indexes
from .client import LoadError
from .product import PASSWORD
from .scripts import WAYS, Form, Given, Way, add, choose, forms, pool

YEARS = timedelta(days=700)
IN_ATTEMPTS = 0.4  # of the answers; the others are checks of lessons and questions by themselves
CHECKS = 8  # answered in one go
FOR_CLASS = 0.15  # of the attempts, for an assignment
A_CLASS, ASSIGNED = 30, ("who-are-you", "success", "bad-requests")
BIG_CLASS = 500
READINGS = 20  # sections of each learner
OPEN = 20  # reports of questions that nobody has answered yet
ASKERS, EACH = 10, 200  # of the cast, with so many answers
COLUMNS = (
    "learner_id", "revision_id", "context", "attempt_id", "position", "number", "stands", "response", "verdict",
    "mark", "weight", "chosen_code", "best_code", "house", "regraded_by_id", "confidence", "seconds", "key",
    "created_at",
)  # fmt: skip
ATTEMPT = (
    "id", "learner_id", "quiz_id", "occasion", "terms", "revision_ids", "layout", "weights", "is_exam", "started_at",
    "deadline", "finished_at", "share", "counted_at",
)  # fmt: skip


@dataclass
class Cast:
    """Who asks, by their cookies, and what they ask for. It is kept beside the database, as JSON."""

    askers: list[str] = field(default_factory=list)  # tokens of learners without an account
    examinees: list[str] = field(default_factory=list)  # of others, who sit in an exam
    results: list[list[str]] = field(default_factory=list)  # of each of them: addresses of finished attempts
    member: str = ""  # keys of sessions: a learner with an account, in the class as well
    teacher: str = ""
    administrator: str = ""
    teacher_id: int = 0
    classroom: str = ""
    assignments: list[str] = field(default_factory=list)
    session: str = ""
    door: str = ""  # the join code of another class
    answers: int = 0
    learners: int = 0
    last: dict[str, int] = field(default_factory=dict)  # the last row of tables that the measurement adds to
    filled: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Block:
    """What somebody does in one go: a form in one of its ways, or checks."""

    learner: int
    form: Form | None = None
    way: int = 0
    occasion: str = ""


def told(at: datetime) -> str:
    """A time as both kinds of database take it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def identifier(random: Random) -> str:
    return uuid.UUID(int=random.getrandbits(128), version=4).hex


def populate(*, learners: int, answers: int, now: datetime | None = None) -> Cast:
    """Fill an empty site that has the course."""
    known = {str(column.column) for column in Answer._meta.concrete_fields} - {"id"}
    if known != set(COLUMNS):
        raise LoadError(f"the columns of an answer have changed: {sorted(known ^ set(COLUMNS))}; mend population.py")
    return Population(learners, answers, now or timezone.now()).fill()


class Population:
    """One site being filled. Rows of people have numbers that are known before they are stored."""

    def __init__(self, learners: int, answers: int, now: datetime) -> None:
        self.number, self.answers, self.now = learners, answers, now
        self.begin = now - YEARS
        self.random = Random(2026)
        self.given = pool()
        self.questions = list(self.given.values())
        self.forms = forms(self.given)
        self.by_quiz = {form.quiz: form for form in self.forms}
        self.ways: Counter[tuple[int, int, bool]] = Counter()  # by form, way and whether it is somebody's first
        self.cast = Cast()
        self.first_learner = 1 + (Learner.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
        self.first_user = 1 + (User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
        self.class_ids = [identifier(self.random) for _ in range(max(1, learners // A_CLASS))]
        self.tasks = [[identifier(self.random) for _ in ASSIGNED] for _ in self.class_ids]

    def fill(self) -> Cast:
        with in_a_hurry():
            self._store_people()
            self._store_classes()
            self._store_cast()
            with without_indexes(Answer, Attempt):
                self._store_attempts_and_answers()
            self._store_sums()
            self._store_reports()
            self._remember()
        return self.cast

    # People

    def _store_people(self) -> None:
        at, now = told(self.begin), told(self.now)
        user = ("id", "password", "is_superuser", "username", "first_name", "last_name", "is_staff", "is_active")
        rows = ((self.first_user + n, "!", 0, f"learner-{n}", "", "", 0, 1, at, "", "learner") for n in self._users())
        store(User, (*user, "date_joined", "email", "role"), rows)
        store(Learner, ("id", "user_id", "token_digest", "created_at"), self._learners(at))
        codes = (n for n in range(self.number) if n % 2)
        rows = ((self.first_learner + n, self.random.randbytes(32).hex(), at) for n in codes)
        store(PersonalCode, ("learner_id", "digest", "made_at"), rows)
        data = SessionStore().encode({SESSION_KEY: "1", BACKEND_SESSION_KEY: "m", HASH_SESSION_KEY: "0" * 64})
        later = told(self.now + timedelta(days=90))
        rows = ((secrets.token_hex(16), data, later) for _ in self._users())
        store(Session, ("session_key", "session_data", "expire_date"), rows)
        sections = list(Section.objects.filter(retired_at=None).values_list("pk", flat=True))
        read = ((self.first_learner + n, section, now) for n in range(self.number) for section in self._some(sections))
        store(SectionReading, ("learner_id", "section_id", "read_at"), read)

    def _users(self) -> range:
        """Every second learner has an account."""
        return range(0, self.number, 2)

    def _learners(self, at: str) -> Iterator[tuple[Any, ...]]:
        for n in range(self.number):
            user, token = (None, self.random.randbytes(32).hex()) if n % 2 else (self.first_user + n, None)
            yield self.first_learner + n, user, token, at

    def _some(self, sections: list[int]) -> list[int]:
        start = self.random.randrange(len(sections))
        return (sections[start:] + sections[:start])[:READINGS]

    # Classes

    def _store_classes(self) -> None:
        """Classes of 30 with an instructor for each three of them, and one big class."""
        made = timezone.now() - YEARS / 2
        teachers = User.objects.bulk_create(
            [
                User(username=f"instructor-{n}", password="!", role="instructor")
                for n in range(len(self.class_ids) // 3 + 1)
            ]
        )
        rows = [
            Classroom(id=uuid.UUID(key), name=f"Class {n}", owner=teachers[n // 3], created_at=made)
            for n, key in enumerate(self.class_ids)
        ]
        Classroom.objects.bulk_create(rows, batch_size=500)
        big = Classroom.objects.create(name="Everybody", owner=teachers[0], created_at=made)
        tasks = [
            Assignment(id=uuid.UUID(key), classroom=room, target_type="quiz", target=slug, title=slug, created_at=made)
            for room, keys in zip(rows, self.tasks, strict=True)
            for key, slug in zip(keys, ASSIGNED, strict=True)
        ]
        Assignment.objects.bulk_create(tasks, batch_size=500)
        columns = ("classroom_id", "learner_id", "name", "number", "extra_time", "code_is_ours", "joined_at")
        store(Membership, columns, self._members(big.pk.hex))
        self._store_sessions(rows, made)

    def _members(self, big: str) -> Iterator[tuple[Any, ...]]:
        at = told(self.begin)
        for n in range(self.number):
            yield self._class_of(n), self.first_learner + n, f"Learner {n}", str(n), 0, 0, at
        for n in range(min(self.number, BIG_CLASS)):
            yield big, self.first_learner + n, f"Learner {n}", str(n), 0, 0, at

    def _class_of(self, learner: int) -> str:
        return self.class_ids[min(learner // A_CLASS, len(self.class_ids) - 1)]

    def _store_sessions(self, rooms: list[Classroom], at: datetime) -> None:
        """A live session of each class, over, with five questions that everybody answered."""
        revisions = list(self.given)[:5]
        over = {"quiz": ASSIGNED[0], "title": "Live", "phase": "over", "position": 5, "revision_ids": revisions}
        sessions = [LiveSession(classroom=room, started_at=at, ended_at=at, **over) for room in rooms]
        LiveSession.objects.bulk_create(sessions, batch_size=500)
        by_class = {each.classroom_id.hex: each.pk.hex for each in sessions}
        members = Membership.objects.filter(classroom__in=[]) if not rooms else Membership.objects.order_by("pk")
        places = list(members.values_list("pk", "classroom_id"))
        there = [(by_class[room.hex], member) for member, room in places if room.hex in by_class]
        when = told(at)
        store(Player, ("session_id", "membership_id", "joined_at"), ((*row, when) for row in there))
        columns = ("session_id", "membership_id", "position", "response", "verdict", "mark", "chosen_code", "best_code")
        store(LiveAnswer, (*columns, "answered_at"), self._live_answers(there, revisions, when))

    def _live_answers(self, there: list[tuple[str, int]], revisions: list[int], at: str) -> Iterator[tuple[Any, ...]]:
        for session, member in there:
            for position, revision in enumerate(revisions, start=1):
                g = choose(self.given[revision], self.random)
                yield session, member, position, g.response, g.verdict, g.mark, g.chosen, g.best, at

    # The cast

    def _store_cast(self) -> None:
        made = self.now - timedelta(days=200)
        cast = self.cast
        teacher, _administrator, member = (
            User.objects.create(username=name, password="!", role=role)
            for name, role in (
                ("the-teacher", "instructor"),
                ("the-administrator", "administrator"),
                ("ada", "learner"),
            )
        )
        cast.teacher_id = teacher.pk
        sign_up(username="ada-who-signs-in", password=PASSWORD, email="", learner=None)
        tokens = [new_token() for _ in range(A_CLASS - 1)]
        cast.askers, cast.examinees = tokens[:ASKERS], tokens[ASKERS : 2 * ASKERS]
        people = [Learner.objects.create(token_digest=token_digest(token)) for token in tokens]
        people.append(Learner.objects.create(user=member))
        room = Classroom.objects.create(name="The class", owner=teacher, created_at=made)
        door = Classroom.objects.create(name="The open class", owner=teacher, created_at=made, join_code="CDFHJK")
        cast.classroom, cast.door = str(room.pk), str(door.join_code)
        due = self.now + timedelta(days=10)
        self.cast_tasks = [
            Assignment.objects.create(
                classroom=room, target_type="quiz", target=slug, title=slug, due_at=due, created_at=made
            )
            for slug in ASSIGNED
        ]
        cast.assignments = [str(each.pk) for each in self.cast_tasks]
        members = [
            Membership(classroom=room, learner=learner, name=f"Member {n}", joined_at=made)
            for n, learner in enumerate(people)
        ]
        Membership.objects.bulk_create(members)
        session = LiveSession.objects.create(
            classroom=room, host=teacher, quiz=ASSIGNED[0], title="Live", phase="asking", position=1, version=2,
            revision_ids=list(self.given)[:5], started_at=self.now, asked_at=self.now,
        )  # fmt: skip
        Player.objects.bulk_create([Player(session=session, membership=row, joined_at=self.now) for row in members])
        cast.session = str(session.pk)
        self.people = [learner.pk for learner in people]
        self.in_cast = frozenset(self.people)

    def _cast_blocks(self) -> list[Block]:
        """What the cast did: everybody their assignments, the askers and the member more, up to 200 answers each."""
        random, found = Random(7), []
        for learner in self.people:
            for task, slug in zip(self.cast_tasks, ASSIGNED, strict=True):
                found.append(Block(learner, self.by_quiz[slug], random.randrange(WAYS), str(task.pk)))
        for learner in (*self.people[:ASKERS], self.people[-1]):
            have = sum(self.by_quiz[slug].length for slug in ASSIGNED)
            for form in random.sample([form for form in self.forms if form.quiz not in ASSIGNED], 4):
                found.append(Block(learner, form, random.randrange(WAYS)))
                have += form.length
            found += [Block(learner) for _ in range((EACH - have) // CHECKS)]
        random.shuffle(found)
        return found

    # Attempts and answers

    def _blocks(self) -> Iterator[Block]:
        """Everything that happened, in the order of time; what the cast did is spread evenly over it."""
        cast, number = self._cast_blocks(), self._number_of_blocks()
        given = 0
        for n in range(1, number + 1):
            yield self._block(self.random)
            while given < len(cast) * n // number:
                yield cast[given]
                given += 1

    def _number_of_blocks(self) -> int:
        length = sum(form.length for form in self.forms) / len(self.forms)
        # Of n blocks a share p are attempts, so that p * length of all answers are IN_ATTEMPTS.
        self.attempts = IN_ATTEMPTS / length / (IN_ATTEMPTS / length + (1 - IN_ATTEMPTS) / CHECKS)
        return max(1, round(self.answers / (self.attempts * length + (1 - self.attempts) * CHECKS)))

    def _block(self, random: Random) -> Block:
        learner = int(random.random() * self.number)
        if random.random() >= self.attempts:
            return Block(self.first_learner + learner)
        way = int(random.random() * WAYS)
        if random.random() < FOR_CLASS:
            task = int(random.random() * len(ASSIGNED))
            room = min(learner // A_CLASS, len(self.tasks) - 1)
            occasion = str(uuid.UUID(self.tasks[room][task]))
            return Block(self.first_learner + learner, self.by_quiz[ASSIGNED[task]], way, occasion)
        form = self.forms[int(random.random() * len(self.forms))]
        return Block(self.first_learner + learner, form, way)

    def _store_attempts_and_answers(self) -> None:
        """Answers are written as they come; attempts, a tenth as many, wait in memory."""
        self.attempt_rows: list[tuple[Any, ...]] = []
        self.seen: set[tuple[int, str]] = set()
        self.stored = 0
        store(Answer, COLUMNS, self._answers())
        store(Attempt, ATTEMPT, self.attempt_rows)
        self._store_open()

    def _answers(self) -> Iterator[tuple[Any, ...]]:
        step = YEARS / self._number_of_blocks()
        at = self.begin
        index = {id(form): n for n, form in enumerate(self.forms)}
        for block in self._blocks():
            at = min(at + step * (block.learner not in self.in_cast), self.now)
            if block.form is None:
                yield from self._checks(block.learner, told(at))
            else:
                yield from self._attempt(block, index[id(block.form)], at)

    def _checks(self, learner: int, at: str) -> Iterator[tuple[Any, ...]]:
        random = self.random
        key = random.getrandbits(80)
        for n in range(CHECKS):
            g = choose(self.questions[int(random.random() * len(self.questions))], random)
            self.stored += 1
            yield (
                learner, g.revision, "check", None, None, 1, 1, g.response, g.verdict, g.mark, 1.0, g.chosen, g.best,
                None, None, "", None, f"{key:020x}{n:02d}", at,
            )  # fmt: skip

    def _attempt(self, block: Block, form_number: int, at: datetime) -> Iterator[tuple[Any, ...]]:
        form = block.form
        assert form is not None
        way: Way = form.ways[block.way]
        key, started, ended = uuid.UUID(int=self.random.getrandbits(128), version=4), told(at), at
        took = timedelta(seconds=sum(way.seconds))
        ended = min(at + took, self.now)
        deadline = told(at + timedelta(minutes=form.minutes)) if form.minutes else None
        end = told(ended)
        first = (block.learner, form.quiz) not in self.seen
        self.seen.add((block.learner, form.quiz))
        self.ways[form_number, block.way, first] += 1
        what = (form.terms, form.revisions, form.layout, "[]", int(form.is_exam))
        row = (key.hex, block.learner, form.quiz, block.occasion, *what, started, deadline, end, way.share, end)
        self.attempt_rows.append(row)
        context, owner, name = "exam" if form.is_exam else "quiz", key.hex, str(key)
        for place, (g, seconds) in enumerate(zip(way.given, way.seconds, strict=True), start=1):
            self.stored += 1
            yield (
                block.learner, g.revision, context, owner, place, 1, 1, g.response, g.verdict, g.mark, 1.0, g.chosen,
                g.best, None, None, "", seconds, f"{name}:{place}:1", end,
            )  # fmt: skip

    def _store_open(self) -> None:
        """One learner in a hundred is in an exam now, with drafts at half of its places."""
        form = self.by_quiz["exam"]
        started, deadline = told(self.now), told(self.now + timedelta(days=1))
        learners = [self.first_learner + n for n in range(0, self.number, 100)]
        keys = [identifier(self.random) for _ in learners]
        what = (form.terms, form.revisions, form.layout, "[]", 1, started, deadline, None, None, None)
        rows = ((key, who, form.quiz, "", *what) for key, who in zip(keys, learners, strict=True))
        store(Attempt, ATTEMPT, rows)
        columns = ("attempt_id", "position", "response", "flagged", "confidence", "version", "save_key", "saved_at")
        given: tuple[Given, ...] = form.ways[0].given
        drafts = (
            (key, place, g.response, 0, "", 1, secrets.token_hex(16), started)
            for key in keys
            for place, g in zip(count(1), given[: form.length // 2], strict=False)
        )
        store(Draft, columns, drafts)

    # What is kept of them

    def _store_sums(self) -> None:
        """The kept sums, as counting these attempts would make them; a test compares the two."""
        for slug in {form.quiz for form in self.forms}:
            quiz = Quiz.objects.get(pk=slug)
            for first_only in (True, False):
                counted = [
                    (self.forms[form].ways[way], number)
                    for (form, way, first), number in self.ways.items()
                    if self.forms[form].quiz == slug and (first or not first_only)
                ]
                self._store_kept(quiz, first_only, counted)

    def _store_kept(self, quiz: Quiz, first_only: bool, counted: list[tuple[Way, int]]) -> None:
        if not counted:
            return
        kept: dict[str, Any] = {}
        for way, number in counted:
            add(kept, way.sums, number)
        common = {"quiz": quiz, "first_only": first_only}
        attempts = sum(number for _way, number in counted)
        QuizSums.objects.create(**common, sums=kept["quiz"], attempts=attempts, updated_at=self.now)
        ItemSums.objects.bulk_create(
            [ItemSums(**common, revision_id=int(pk), sums=sums) for pk, sums in kept["items"].items()]
        )

    def _store_reports(self) -> None:
        """One report of a question for 2,000 answers, all of them closed but a few."""
        revisions, at = list(self.given), told(self.begin)
        columns = ("revision_id", "learner_id", "text", "created_at", "closed_at", "reply")
        number = max(OPEN, self.stored // 2_000)
        store(QuestionReport, columns, (self._report(n, revisions, at) for n in range(number)))

    def _report(self, n: int, revisions: list[int], at: str) -> tuple[Any, ...]:
        revision, text = self.random.choice(revisions), "It says two things."
        if n < OPEN:
            return revision, self.people[n % len(self.people)], text, at, None, ""
        return revision, self.first_learner + self.random.randrange(self.number), text, at, at, "It is mended."

    def _remember(self) -> None:
        cast = self.cast
        for learner in self.people[:ASKERS]:
            own = Attempt.objects.filter(learner=learner, finished_at__isnull=False, is_exam=False).order_by(
                "started_at"
            )
            paths = [f"/quizzes/{quiz}/attempts/{pk}/result/" for pk, quiz in own.values_list("pk", "quiz_id")]
            cast.results.append(paths)
        cast.answers, cast.learners, cast.filled = self.stored, self.number, self.now.isoformat()
        for table in (Answer, Learner, Membership, PersonalCode):
            last = table.objects.order_by("-pk").values_list("pk", flat=True).first()  # type: ignore[attr-defined]
            cast.last[table._meta.db_table] = int(last or 0)
        check(self)


def check(filled: Population) -> None:
    """Whether what was stored is what a site would have stored; samples where the tables are large."""
    stored = Answer.objects.count()
    if stored != filled.stored:
        raise LoadError(f"{stored:,} answers are stored, {filled.stored:,} were written")
    recent = list(Attempt.objects.exclude(finished_at=None).order_by("-started_at")[:50])
    for attempt in recent:
        answers = list(attempt.answers.order_by("position"))
        if [each.revision_id for each in answers] != attempt.revision_ids:
            raise LoadError(f"the answers of {attempt} are not to its questions")
        if abs(Attempt.share_of(answers) - (attempt.share or 0)) > 1e-9:
            raise LoadError(f"{attempt} has the share {attempt.share} and earned {Attempt.share_of(answers)}")
    if QuizSums.objects.filter(first_only=False).count() and connection.vendor:
        counted = sum(QuizSums.objects.filter(first_only=False).values_list("attempts", flat=True))
        if counted != len(filled.attempt_rows):
            raise LoadError(f"{counted} attempts in the sums, {len(filled.attempt_rows)} were written")


def put_back(cast: Cast) -> None:
    """Delete what an earlier measurement added."""
    for table in (Answer, Membership, PersonalCode):
        table.objects.filter(pk__gt=cast.last[table._meta.db_table]).delete()  # type: ignore[attr-defined]
    asked = [token_digest(token) for token in (*cast.askers, *cast.examinees)]
    Attempt.objects.filter(learner__token_digest__in=asked, finished_at=None).delete()
    Attempt.objects.filter(learner__token_digest__in=asked, started_at__gt=cast.filled).delete()
    Learner.objects.filter(pk__gt=cast.last["accounts_learner"]).delete()


def sign_in(cast: Cast) -> None:
    """New sessions of those who have an account: one is valid with the site's secret alone."""
    names = ("the-teacher", "the-administrator", "ada")
    cast.teacher, cast.administrator, cast.member = (_sign_in(User.objects.get(username=name)) for name in names)


def _sign_in(user: User) -> str:
    """The key of a new session of somebody."""
    sessions = SessionStore()
    sessions[SESSION_KEY], sessions[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    sessions[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    sessions.save()
    return str(sessions.session_key)


def as_json(cast: Cast) -> str:
    return json.dumps(asdict(cast))


def from_json(text: str) -> Cast:
    return Cast(**json.loads(text))
