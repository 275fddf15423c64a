"""A class in the third week of its course, for the pictures of docs/classroom.md: marks, a gap, and a live session."""

import json
import subprocess
import sys
from typing import Any

from tests.browser.authors import PHRASE
from tests.browser.classes import ClassWorld
from tests.running import ROOT, RunningSite

WORLD = """
import json
from datetime import datetime, timedelta
from random import Random
from django.utils import timezone
from quizzes.actions import record_answer
from quizzes.models import Question, get_revision
from statuscourse.accounts.models import Learner, User
from statuscourse.classrooms.actions import live
from statuscourse.classrooms.actions.assignments import begin
from statuscourse.classrooms.actions.classes import make_class, renew_code
from statuscourse.classrooms.actions.convention import set_convention
from statuscourse.classrooms.actions.people import add_people, make_slips
from statuscourse.classrooms.models import Assignment, GradeChange, Membership
from tests import factories

name, phrase, now, rng, week = {name!r}, {phrase!r}, timezone.now(), Random(7), timedelta(days=7)
me = User(username=name, role="instructor")
me.set_password(phrase)
me.save()
Learner.objects.create(user=me)

item = make_class(owner=me, name="7b physics", time_zone="Europe/Zurich", rng=rng, now=now - 3 * week)
renew_code(classroom=item, lasts=week, rng=rng, now=now)
set_convention(classroom=item, convention={{"validation": 422}})
names = [
    "Ada Lovelace", "Benjamin Okonkwo", "Cléo Ångström", "Dmitri Petrov", "Emre Yılmaz", "Fatima al-Fihri",
    "Grace Hopper", "Hanna Müller", "Ivo Novák", "Jana Horvat", "Karim Haddad", "Lin Wei",
]
members = add_people(classroom=item, names=names, now=now - 3 * week)
make_slips(members=members, key=name, now=now - 3 * week)
for number, member in enumerate(members[:11]):
    member.learner.token_digest = f"taught {{name}} {{number}}"
    member.learner.save()
Membership.objects.filter(classroom=item).exclude(pk__in=[members[8].pk, members[11].pk]).update(seen_at=now)
members = list(Membership.objects.filter(classroom=item).select_related("learner").order_by("pk"))

shipped = Question.objects.shipped().filter(retired_at=None, kind="code", agreement="agreed")

def a_quiz(title, codes):
    found = [row for code in codes for row in shipped.filter(best_code=code).order_by("pk")[:2]]
    quiz = factories.make_quiz(slug=name + "-" + title.lower().replace(" ", "-"), questions=found, owner=me)
    quiz.title, quiz.summary = title, "Eight requests, one code each."
    quiz.save()
    return quiz

topics = {{
    "Who are you": (401, 403, 404, 200), "Taken away": (404, 410, 301, 308), "What failed": (500, 502, 503, 504),
}}
assigned = []
for number, (title, codes) in enumerate(topics.items()):
    due = (now - (2 - number) * week).replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=3)
    assigned.append(Assignment.objects.create(
        classroom=item, target_type="quiz", target=a_quiz(title, codes).pk, title=title, due_at=due,
        late="deduct", created_at=due - week, created_by=me, weight=2.0 if number == 1 else 1.0,
    ))

def answer(member, revision, skill):
    rows = revision.body["options"]
    best = next(row["code"] for row in rows if row["verdict"] == "best")
    wrong = sorted(row["code"] for row in rows if row["verdict"] == "wrong")
    near = {{401: 403, 403: 401, 410: 404, 502: 500, 503: 500, 504: 502}}.get(best)
    slip = near if near in wrong else wrong[0]
    return {{"kind": "code", "code": best if rng.random() < skill else slip}}

for number, assignment in enumerate(assigned):
    for place, member in enumerate(members):
        if place == 8 or place == 11 or (number == 2 and place > 6):
            continue
        at = min(assignment.due_at - timedelta(days=2) + (timedelta(days=3) if place == 4 else timedelta(0)), now)
        attempt = begin(assignment=assignment, membership=member, now=at, rng=rng)
        asked = attempt.revision_ids[:4] if (number, place) == (2, 6) else attempt.revision_ids
        for position, revision_id in enumerate(asked, start=1):
            revision = get_revision(revision_id)
            response = answer(member, revision, 0.3 if place == 3 else 0.6 + place % 4 / 10)
            record_answer(
                learner=member.learner, revision=revision, response=response, context="quiz", now=at, attempt=attempt,
                position=position,
            )
GradeChange.objects.create(
    assignment=assigned[0], membership=members[8], decision="excused", reason="In hospital.", by=me, at=now,
)
GradeChange.objects.create(
    assignment=assigned[1], membership=members[3], decision="mark", percent=70, by=me, at=now,
    reason="Explained it well at the board.",
)

quiz = a_quiz("Where did it go", (410, 301, 404))
session = live.begin_session(
    classroom=item, host=me, quiz=quiz, seconds=None, hides_names=True, shows_bars=True, now=now, rng=rng
)
for member in members[:11]:
    live.join_session(session=session, membership_id=member.pk, now=now)
session = live.take_step(session=session, step=live.live.ASK, version=session.version, position=0, now=now)
for place, member in enumerate(members[:9]):
    live.record_live_answer(
        session=session, membership_id=member.pk, position=1, now=now,
        response=answer(member, get_revision(session.revision_ids[0]), 0.5),
    )
print(json.dumps({{
    "class": str(item.pk), "code": item.join_code, "session": str(session.pk), "member": members[3].pk,
    "assignment": str(assigned[1].pk),
}}))
"""


def begin(site: RunningSite, name: str) -> ClassWorld:
    code = WORLD.format(name=name, phrase=PHRASE)
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(words, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return ClassWorld(name, json.loads(done.stdout.splitlines()[-1]))


def addresses(world: ClassWorld) -> dict[str, str]:
    """The pages that are in the pictures."""
    made: dict[str, Any] = world.made
    here = f"/classes/{made['class']}/"
    return {
        "code": f"{here}code/",
        "people": f"{here}people/",
        "new-assignment": f"{here}assignments/new/",
        "assignment": f"{here}assignments/{made['assignment']}/",
        "convention": f"{here}convention/",
        "gradebook": f"{here}gradebook/",
        "cell": f"{here}gradebook/{made['assignment']}/{made['member']}/",
        "insight": f"{here}insight/",
        "screen": f"/live/{made['session']}/screen/",
    }
