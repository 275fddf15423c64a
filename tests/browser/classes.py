"""A class with people in every state, in the database of a running site, and the addresses of its pages."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.browser.authors import PHRASE
from tests.running import ROOT, RunningSite

WORLD = """
import json
from random import Random
from datetime import timedelta
from django.utils import timezone
from quizzes.models import Question, Quiz
from statuscourse.accounts.models import Learner, User
from statuscourse.classrooms.actions.classes import add_teacher, archive_class, make_class
from statuscourse.classrooms.actions.people import add_people, make_slips
from statuscourse.classrooms.models import Assignment, Extension, GradeChange, LiveSession, Membership

name, phrase, now, rng = {name!r}, {phrase!r}, timezone.now(), Random({name!r})

def account(name, role):
    user = User(username=name, role=role)
    user.set_password(phrase)
    user.save()
    Learner.objects.create(user=user)
    return user

me, colleague = account(name, "instructor"), account(name + "-colleague", "instructor")
learner = account(name + "-learner", "learner")
item, empty, old = (
    make_class(owner=me, name=each, time_zone="Europe/Zurich", rng=rng, now=now)
    for each in ("7b physics, and what networks do", "9a", "6c, last year")
)
add_teacher(classroom=item, user=colleague, now=now)
archive_class(classroom=old, now=now)
names = ["Ada Lovelace", "Benjamin Okonkwo-Featherstonehaugh", "Cléo Ångström", "Dmitri", "Emre"]
members = add_people(classroom=item, names=names, now=now)
make_slips(members=members[:2], key=name, now=now)
Membership.objects.filter(pk=members[0].pk).update(number="S-2017", extra_time=25, seen_at=now)
Membership.objects.create(classroom=item, learner=learner.learner, name="Fatima al-Fihri", joined_at=now)
item.convention = {{"validation": 422, "hidden": 404}}
item.save()
lesson, quiz, exam = (
    Assignment.objects.create(
        classroom=item, target_type=kind, target=target, title=title, created_at=now, created_by=me,
        due_at=now + timedelta(days=days), note="Bring your questions on Thursday.",
    )
    for kind, target, title, days in (
        ("lesson", "who-are-you", "Who are you, and may you", -1),
        ("quiz", "six-requests", "Six requests, six codes", 2),
        ("quiz", "trial-exam", "A trial exam", 9),
    )
)
Extension.objects.create(
    assignment=quiz, membership=members[2], due_at=now + timedelta(days=4), given_at=now, given_by=me,
)
GradeChange.objects.create(
    assignment=quiz, membership=members[0], decision="mark", percent=80, reason="Said it aloud.", at=now, by=me,
)
question = Question.objects.shipped().filter(kind="code", retired_at=None).order_by("pk")[0]
session = LiveSession.objects.create(
    classroom=item, host=me, quiz="mixed", title="Warm-up", started_at=now, phase="asking", position=1, asked_at=now,
    revision_ids=[question.current_id],
)
print(json.dumps({{
    "class": str(item.pk), "empty": str(empty.pk), "old": str(old.pk), "code": item.join_code, "member": members[0].pk,
    "assignment": str(quiz.pk), "lesson": str(lesson.pk), "session": str(session.pk),
}}))
"""


@dataclass(frozen=True)
class ClassWorld:
    """What ``begin`` made, by its ids. ``name`` is the teacher's user name; their phrase is that of ``authors``."""

    name: str
    made: dict[str, Any]


def begin(site: RunningSite, name: str) -> ClassWorld:
    code = WORLD.format(name=name, phrase=PHRASE)
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(words, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return ClassWorld(name, json.loads(done.stdout.splitlines()[-1]))


def addresses(world: ClassWorld) -> dict[str, str]:
    """Every page that teachers reach with GET, by its name in the contact sheet."""
    made = world.made
    here, empty, old = (f"/classes/{made[name]}/" for name in ("class", "empty", "old"))
    given = f"{here}assignments/{made['assignment']}/"
    return {
        "classes": "/classes/",
        "class-new": "/classes/new/",
        "class": here,
        "class-empty": empty,
        "class-archived": old,
        "class-code": f"{here}code/",
        "class-code-archived": f"{old}code/",
        "class-people": f"{here}people/",
        "class-people-empty": f"{empty}people/",
        "class-member": f"{here}people/{made['member']}/",
        "class-roster": f"{here}roster/",
        "class-settings": f"{here}settings/",
        "class-convention": f"{here}convention/",
        "class-assignments": f"{here}assignments/",
        "class-assignments-empty": f"{empty}assignments/",
        "class-assignment-new": f"{here}assignments/new/",
        "class-assignment": given,
        "class-extensions": f"{given}extensions/",
        "class-assignment-delete": f"{given}delete/",
        "class-gradebook": f"{here}gradebook/",
        "class-gradebook-empty": f"{empty}gradebook/",
        "class-gradebook-cell": f"{here}gradebook/{made['assignment']}/{made['member']}/",
        "class-gradebook-import": f"{here}gradebook/import/",
        "class-insight": f"{here}insight/",
        "class-insight-empty": f"{empty}insight/",
        "class-live": f"{here}live/",
        "class-live-screen": f"/live/{made['session']}/screen/",
    }


def learning(world: ClassWorld) -> tuple[ClassWorld, dict[str, str]]:
    """A learner of the class, to sign in as, and every page that they reach with GET."""
    made = world.made
    here = f"/classes/{made['class']}/"
    return ClassWorld(f"{world.name}-learner", made), {
        "class-learning": here,
        "class-learning-quiz": f"{here}assignments/{made['assignment']}/",
        "class-learning-lesson": f"{here}assignments/{made['lesson']}/",
        "class-learning-grades": f"{here}grades/",
        "class-learning-convention": f"{here}convention/",
        "class-learning-leave": f"{here}leave/",
        "class-learning-live": f"/live/{made['session']}/",
    }


def public(world: ClassWorld) -> dict[str, str]:
    """Those that anybody sees."""
    return {
        "classes-anonymous": "/classes/",
        "join": "/join/",
        "join-not-valid": "/join/KKKKKK/",
        "join-class": f"/join/{world.made['code']}/",
        "personal-code": "/accounts/code/",
    }
