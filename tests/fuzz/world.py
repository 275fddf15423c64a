"""A site with people of every role and a class with everything in it, and the addresses of all that.

Run as a program in the environment of a running site: prints what it made as JSON.
"""

import json
from datetime import timedelta
from itertools import chain
from random import Random

PEOPLE = {"learner": "learner", "teacher": "instructor", "stranger": "instructor", "administrator": "administrator"}
SESSIONS = 300  # each, because some requests sign out


def main() -> None:
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    print(json.dumps(made()))


def made() -> dict[str, object]:
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from statuscourse.accounts.models import Learner, new_token, token_digest  # noqa: PLC0415
    from tests.factories import make_user  # noqa: PLC0415

    def session(user: object) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"

    users = {who: make_user(username=f"fuzz-{who}", role=role) for who, role in PEOPLE.items()}
    token = new_token()
    member = Learner.objects.create(token_digest=token_digest(token))
    cookies = {"anonymous": [""], "member": [f"{settings.LEARNER_COOKIE}={token}"]}
    cookies |= {who: [session(user) for _ in range(SESSIONS)] for who, user in users.items()}
    return {"cookies": cookies, "values": values(users, member)}


def values(users: dict[str, object], member: object) -> dict[str, list[str]]:
    """What can stand for each parameter of an address."""
    from django.utils import timezone  # noqa: PLC0415

    from quizzes.actions.transfer import draw_plan, keep_plan  # noqa: PLC0415
    from quizzes.core.interchange.planning import Wishes  # noqa: PLC0415
    from quizzes.models import Regrade  # noqa: PLC0415
    from statuscourse.accounts.models import Learner  # noqa: PLC0415
    from tests.bodies import RIGHT, stored  # noqa: PLC0415
    from tests.classrooms.factories import (  # noqa: PLC0415
        make_assignment,
        make_change,
        make_class,
        make_member,
        make_player,
        make_session,
    )
    from tests.factories import make_answer, make_attempt, make_question, make_quiz, make_report  # noqa: PLC0415

    now, teacher = timezone.now(), users["teacher"]
    learner = Learner.objects.get(user=users["learner"])
    questions = [make_question(kind=kind, owner=teacher) for kind in RIGHT for _ in range(2)]
    shipped = [make_question(kind=kind) for kind in RIGHT]
    picks = [{"question": question.pk, "mark": 2.0} for question in questions[:6]]
    quizzes = [make_quiz(owner=teacher, picks=picks) for _ in range(3)]
    attempts = [
        make_attempt(learner=who, questions=shipped, behaviour=behaviour, started_at=now)
        for who in (learner, member)
        for behaviour in ({}, {"mode": "exam", "minutes": 600}, {"tries": 3})
    ]
    finished = [make_attempt(learner=who, length=2, started_at=now, finished_at=now) for who in (learner, member)]
    answers = [
        make_answer(learner=learner, question=item, response=stored(RIGHT, item.current.body["kind"]))
        for item in questions
    ]
    reports = [make_report(learner=learner, answer=answer) for answer in answers]
    classes = [
        make_class(
            owner=teacher, name=f"Class {number}", join_code=f"KTM47{sign}", join_code_ends_at=now + timedelta(days=7)
        )
        for number, sign in enumerate("RWX")
    ]
    members, assignments, sessions = [], [], []
    for item in classes:
        here = [make_member(classroom=item, learner=learner), make_member(classroom=item, learner=member)]
        here += [make_member(classroom=item) for _ in range(3)]
        given = [make_assignment(classroom=item) for _ in range(2)] + [
            make_assignment(classroom=item, lesson="who-are-you")
        ]
        make_change(assignment=given[0], member=here[0])
        sessions.append(make_session(classroom=item, questions=shipped))
        make_player(session=sessions[-1], member=here[1])
        members, assignments = members + here, assignments + given
    plans = [
        keep_plan(
            item=draw_plan(
                by=teacher,
                file_name="a.gift",
                content=b"::Who may?:: Who? {=401 ~404}",
                format_name="",
                wishes=Wishes(),
                rng=Random(number),
                now=now,
            ),
            now=now,
        )
        for number in range(2)
    ]
    regrades = [
        Regrade.objects.create(question=item, revision=item.current, by=teacher, reason="So.", applied_at=now)
        for item in questions[:2]
    ]
    return {
        name: [str(getattr(item, "pk", item)) for item in items]
        for name, items in {
            "question_id": [*questions, *shipped],
            "regrade_id": regrades,
            "slug": [*quizzes, *{each.quiz_id for each in chain(attempts, finished)}, "mixed", "who-are-you"],
            "anchor": ["unknown-caller"],
            "attempt_id": [*attempts, *finished],
            "attempt_slug": [item.quiz_id for item in [*attempts, *finished]],
            "revision_id": [item.current_id for item in [*questions, *shipped]],
            "report_id": reports,
            "import_id": plans,
            "class_id": classes,
            "member_id": members,
            "assignment_id": assignments,
            "session_id": sessions,
            "code": [item.join_code for item in classes],
            "number": [1, 2, 404, 503],
        }.items()
    }


if __name__ == "__main__":
    main()
