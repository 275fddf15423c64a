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
from django.utils import timezone
from statuscourse.accounts.models import Learner, User
from statuscourse.classrooms.actions.classes import add_teacher, archive_class, make_class
from statuscourse.classrooms.actions.people import add_people, make_slips
from statuscourse.classrooms.models import Membership

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
print(json.dumps({{
    "class": str(item.pk), "empty": str(empty.pk), "old": str(old.pk), "code": item.join_code, "member": members[0].pk,
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
    """Every page about people that teachers reach with GET, by its name in the contact sheet."""
    made = world.made
    here, empty, old = (f"/classes/{made[name]}/" for name in ("class", "empty", "old"))
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
