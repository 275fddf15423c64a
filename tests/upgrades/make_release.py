"""The database of a release as a small file, with a course under way in it: what the next release is tried with.

``python -m tests.upgrades.make_release`` writes ``tests/upgrades/<version>.sqlite3.xz`` of the code that it is run
from. Run it once, last before a release is made, and leave the file as it is from then on.
"""

import lzma
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from statuscourse import VERSION

HERE = Path(__file__).resolve().parent
NAME = "ines"
SECRET = "the-key-of-the-release-tests-and-of-nothing-else-at-all"  # personal codes and sessions are keyed with it


def make(folder: Path) -> Path:
    """The database file of a course under way, in ``folder``."""
    os.environ.update(DATA_DIR=str(folder), SECRET_KEY=SECRET, DJANGO_SETTINGS_MODULE="statuscourse.settings")
    os.environ.pop("DATABASE_URL", None)

    import django  # noqa: PLC0415 - the settings are read here

    django.setup()

    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from tests.browser.authors import PHRASE  # noqa: PLC0415
    from tests.browser.taught import WORLD  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_course")
    exec(WORLD.format(name=NAME, phrase=PHRASE), {})
    _more()
    connection.close()
    return folder / "statuscourse.sqlite3"


def _more() -> None:
    """What a class in its third week has not: drafts, reports, a regrade, a retry, sessions, codes, kept sums."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from quizzes.actions.regrading import regrade  # noqa: PLC0415
    from quizzes.models import Share  # noqa: PLC0415
    from statuscourse.accounts.models import Device, User, token_digest  # noqa: PLC0415
    from statuscourse.classrooms.models import Assignment, Extension, Membership  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    now, ines = factories.NOW, User.objects.get(username=NAME)
    ada = factories.make_user(username="ada")
    question = factories.make_question(id="tests-upgraded", owner=ines)
    for code in (404, 410, 400):
        factories.make_answer(learner=ada.learner, question=question, code=code)
    newest = factories.revise(question, options=factories.body(acceptable=(410,), wrong=(400,))["options"])
    regrade(question=question, revision=newest.pk, reason="410 is not wrong.", by=ines, now=now)
    attempt = factories.make_attempt(learner=ada.learner, length=3, behaviour={"mode": "exam"})
    factories.make_draft(attempt=attempt, position=1, flagged=True)
    factories.make_draft(attempt=attempt, position=2, confidence="guess")
    tried = factories.make_attempt(learner=ada.learner, length=2, finished_at=now)
    factories.make_attempt(learner=ada.learner, length=1, retry_of=tried)
    answer = factories.make_answer(learner=ada.learner, attempt=tried)
    factories.make_report(learner=ada.learner, answer=answer, text="“Gone” – naïve 🫖?\nA second line.")
    factories.make_reading(learner=ada.learner)
    colleague = factories.make_user(username="ivan", role="instructor")
    Share.objects.create(question=question, user=colleague, right="edit", given_by=ines, given_at=now)
    Device.objects.create(learner=factories.make_learner(), token_digest=token_digest("a device"), made_at=now)
    member = Membership.objects.filter(classroom__owner=ines).first()
    assignment = Assignment.objects.filter(classroom__owner=ines).first()
    Extension.objects.create(assignment=assignment, membership=member, given_by=ines, given_at=now, due_at=now)
    session = SessionStore()
    session["_auth_user_id"] = str(ada.pk)
    session.set_expiry(60 * 60 * 24 * 365)
    session.save()


def packed(file: Path) -> bytes:
    """The database without its free pages, compressed."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")
    return lzma.compress(file.read_bytes(), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    target = HERE / f"{VERSION}.sqlite3.xz"
    if target.exists():
        sys.exit(f"{target.name} is there already. The file of a release is never made again.")
    with tempfile.TemporaryDirectory() as folder:
        target.write_bytes(packed(make(Path(folder))))
    print(f"{target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
