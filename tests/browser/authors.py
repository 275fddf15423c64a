"""An instructor with something on every page of authors, and the addresses of these pages.

``begin`` makes the account and all that stands on its pages, in the database of a running site; ``addresses`` says
where that is, by the name of each page.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.running import ROOT, RunningSite

PHRASE = "a long enough pass phrase"
WORLD = """
import json
from datetime import timedelta
from random import Random
from django.utils import timezone
from quizzes.actions import authoring, quiz_authoring, sharing
from quizzes.actions.transfer import draw_plan, keep_plan
from quizzes.core.interchange import table_csv
from quizzes.core.interchange.planning import Wishes
from quizzes.models import Question, Share
from statuscourse.accounts.models import Learner, User
from tests import factories
from tests.load import figures

name, phrase = {name!r}, {phrase!r}
now, rng = timezone.now(), Random(name)

def account(name, role):
    user = User(username=name, role=role)
    user.set_password(phrase)
    user.save()
    Learner.objects.create(user=user)
    return user

me, colleague = account(name, "administrator"), account(name + "-colleague", "instructor")
learner = account(name + "-learner", "learner").learner
shipped = Question.objects.shipped().filter(retired_at=None, kind="code", agreement="agreed").order_by("pk")[:6]
mine = []
for old in shipped:
    source = old.source() | {{"id": "week-3-" + old.pk, "topic": "week-3"}}
    made = authoring.create_question(owner=me, source=source, now=now, rng=rng)
    authoring.publish(question=made, version=made.draft_version, by=me, now=now)
    mine.append(Question.objects.get(pk=made.pk))
first = mine[0]
source = first.source()
wrong = next(row for row in source["options"] if row["verdict"] == "wrong")
answers = [
    factories.make_answer(question=first, learner=factories.make_learner(), code=wrong["code"], at=now)
    for _ in range(3)
]
answers.append(factories.make_answer(question=first, learner=learner, code=wrong["code"], at=now))
wrong["verdict"] = "acceptable"
wrong["why"] = "True as far as it goes, and what several guides do; the best option says more precisely what happened."
first = authoring.save_working_copy(
    question=first, source=source, version=first.draft_version, by=me, now=now + timedelta(hours=1)
)
authoring.publish(
    question=first, version=first.draft_version, by=me, now=now + timedelta(hours=1), note="Half a mark for the habit"
)
draft = authoring.create_question(
    owner=me, now=now, rng=rng,
    source={{"kind": "one", "topic": "week-3", "title": "A draft that lacks its reasons", "scenario": "A payment..."}},
)
sharing.share(item=first, colleague=colleague, right=Share.Right.EDIT, by=me, now=now)
report = factories.make_report(
    answer=answers[-1], learner=learner, at=now, text="The guide of our framework answers this with the other code.",
)
quiz = quiz_authoring.create_quiz(owner=me, now=now, rng=rng, source={{
    "title": "Week 3, errors", "summary": "Six requests that went wrong, and two from the course.", "is_listed": False,
    "picks": [{{"question": item.pk, "mark": 1.0}} for item in mine]
        + [{{"rule": {{"topics": ["access"], "from": "course"}}, "number": 2, "mark": 1.0}}],
    "behaviour": {{"mode": "practice", "tries": 2, "penalty": 0.5, "shuffle": True}},
}})
quiz_authoring.publish_quiz(quiz=quiz, version=quiz.draft_version, by=me, now=now)
quiz.question_ids = [item.pk for item in mine]
figures.ANSWERS, figures.LENGTH = 600, 6
figures.store_attempts(quiz)
plan = keep_plan(now=now, item=draw_plan(
    by=me, file_name="week-3.csv", content=table_csv.template(), format_name="", wishes=Wishes("", True),
    rng=rng, now=now,
))
print(json.dumps({{
    "question": first.pk, "draft": draft.pk, "quiz": quiz.pk, "report": report.pk, "plan": str(plan.pk),
}}))
"""


@dataclass(frozen=True)
class World:
    """What ``begin`` made, by its ids."""

    name: str
    made: dict[str, Any]


def begin(site: RunningSite, name: str) -> World:
    code = WORLD.format(name=name, phrase=PHRASE)
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(words, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return World(name, json.loads(done.stdout.splitlines()[-1]))


def sign_in(page: Page, world: Any) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_label("User name").fill(world.name)
    page.get_by_label("Password").fill(PHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def addresses(world: World) -> dict[str, str]:
    """Every page that is reached with GET, by its name in the contact sheet."""
    made = world.made
    question, quiz = f"/author/questions/{made['question']}", f"/author/quizzes/{made['quiz']}"
    return {
        "author": "/author/",
        "author-new": "/author/questions/new/",
        "author-editor": f"{question}/",
        "author-draft": f"/author/questions/{made['draft']}/",
        "author-try": f"{question}/try/",
        "author-history": f"{question}/history/",
        "author-regrade": f"{question}/regrade/",
        "author-sharing": f"{question}/sharing/",
        "author-retire": f"{question}/retire/",
        "author-quizzes": "/author/quizzes/",
        "author-quiz-new": "/author/quizzes/new/",
        "author-quiz": f"{quiz}/",
        "author-quiz-try": f"{quiz}/try/?seed=7&place=1",
        "author-quiz-statistics": f"{quiz}/statistics/",
        "author-statistics": f"{question}/statistics/",  # behind it: opening the other one counts the attempts
        "author-quiz-sharing": f"{quiz}/sharing/",
        "author-import": "/author/import/",
        "author-plan": f"/author/import/{made['plan']}/",
        "author-export": "/author/export/",
        "author-export-file": "/author/export/?owner=mine&format=gift",
        "author-reports": "/author/reports/",
        "author-report": f"/author/reports/{made['report']}/",
        "author-confusion": "/author/confusion/?topic=week-3",
        "author-people": f"/author/people/?name={world.name}",
    }
