"""Taking over a file of ten thousand questions: its time and its memory, each in a process of its own.

``python -m tests.load.imports create FILE`` and ``change FILE`` do what the pages of an import do, with the same
actions, in the database of ``DATA_DIR``; ``file create FILE`` makes the file before, and ``floor 20000 900`` stores as
many rows of as many bytes with one bulk_create in bare Django. Each prints what it took.
"""

import json
import os
import resource
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from .client import LoadError
from .servers import environment, free_port
from .sites import run

CASE = "import of 10,000"
NUMBER = 10_000
AUTHOR = "bench-importer"
SECONDS, MEGABYTES = 30, 300  # what the issue asks for
CODES = (400, 401, 403, 404, 409, 422)
WHY = "The {} of {} is number {} here, and its client logs it."


@dataclass(frozen=True)
class Taken:
    """What one process took, from reading the file to the last commit; loading Django is not in it."""

    name: str
    plan: float  # seconds, as all that follow
    apply: float
    work: float
    memory: float  # MB at its highest, everything that the process had loaded included
    rows: int
    row_bytes: int

    @property
    def seconds(self) -> float:
        return self.plan + self.apply


def measure(folder: Path) -> list[Taken]:
    """The import that creates all questions, the one that changes them all, and the floor for what they wrote."""
    data, bare = folder / "data-import", folder / "floor-import"
    shutil.copytree(folder / "loaded", data)
    bare.mkdir()
    env = environment(DATA_DIR=str(data), HOST="127.0.0.1", PORT=str(free_port()))
    created, changed = (_sent(env, does, folder / f"{does}.csv") for does in ("create", "change"))
    floor = _child(environment(FLOOR_DIR=str(bare)), "floor", str(created.rows), str(created.row_bytes))
    return [Taken(**json.loads(floor)), created, changed]


def _sent(env: dict[str, str], does: str, file: Path) -> Taken:
    """Another process makes the file, so that its memory is not counted."""
    _child(env, "file", does, str(file))
    return Taken(**json.loads(_child(env, does, str(file))))


def _child(env: dict[str, str], *words: str) -> str:
    return run([sys.executable, "-m", "tests.load.imports", *words], env)


def main(does: str, *more: str) -> None:
    if does == "file":
        Path(more[1]).write_bytes(file_of(more[0]))
    else:
        taken = _floor(*map(int, more)) if does == "floor" else _product(does, Path(*more))
        print(json.dumps(asdict(taken)))


def _product(does: str, file: Path) -> Taken:
    """Send the file and apply its plan; then look whether each question stands there as the file has it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "statuscourse.settings"
    import django  # noqa: PLC0415 - the floor has other settings

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from quizzes.actions.transfer import apply_import, draw_plan, keep_plan  # noqa: PLC0415
    from quizzes.core.interchange.planning import Wishes  # noqa: PLC0415
    from quizzes.models import Import, Question  # noqa: PLC0415
    from statuscourse.accounts.models import User  # noqa: PLC0415

    by, _is_new = User.objects.get_or_create(username=AUTHOR, defaults={"role": User.Role.INSTRUCTOR})
    content, now, rng = file.read_bytes(), timezone.now(), Random(NUMBER)
    start, work = time.monotonic(), time.process_time()
    wishes = Wishes("bench", publish=True)
    plan = draw_plan(by=by, file_name="bench.csv", content=content, format_name="", wishes=wishes, rng=rng, now=now)
    key = keep_plan(item=plan, now=now).pk
    del plan, content  # as the page leaves them: the plan is applied by another request
    planned = time.monotonic()
    apply_import(item=Import.objects.get(pk=key), now=now, rng=rng)
    ended, work, memory = time.monotonic(), time.process_time() - work, peak()
    stored = Question.objects.filter(
        owner=by, current__body__title__startswith=f"To {does} ", draft__isnull=True
    ).count()
    if stored != NUMBER:
        raise LoadError(f"{does}: {stored} questions of {NUMBER} were published")
    rows, size = _written(by.pk)
    return Taken(f"all of them {does}d", planned - start, ended - planned, work, memory, rows, size)


def file_of(does: str) -> bytes:
    """A table of complete questions, which is close to the largest file that is taken."""
    from quizzes.core.interchange.formats import FORMATS  # noqa: PLC0415
    from quizzes.core.interchange.text import LIMIT  # noqa: PLC0415

    random = Random(does)
    content = FORMATS["csv"].write([_entry(number, does, random) for number in range(NUMBER)]).content
    if len(content) > LIMIT:
        raise LoadError(f"the file has {len(content):,} bytes, and {LIMIT:,} are taken")
    return content


def _entry(number: int, does: str, random: Random) -> dict[str, Any]:
    codes = sorted(random.sample(CODES, 3))
    best, untold = codes[number % 3], codes[(number + 1) % 3]
    word = f"{random.getrandbits(40):x}"
    return {
        "id": f"bench-{number:05d}",
        "topic": "bench",
        "kind": "code",
        "title": f"To {does} {word}",
        "section": "who-are-you#unknown-caller",
        "difficulty": number % 3 + 1,
        "agreement": "agreed",
        "decided_by": ["RFC 9110, 15.5"],
        "scenario": f"Client {word} sends order {number} again. Which code does it get?",
        "options": [
            {"code": code, "verdict": "best" if code == best else "wrong", "why": WHY.format(code, word, place)}
            for place, code in enumerate(codes)
        ],
        "client": [{"code": code, "does": f"sends {word} again"} for code in codes if code != untold],
    }


def _written(author: int) -> tuple[int, int]:
    """How many rows of questions and revisions somebody has, and how many bytes of text one of them has."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), SUM(LENGTH(body) + LENGTH(search_text) + LENGTH(tags) + LENGTH(title))"
            " FROM quizzes_questionrevision AS revision JOIN quizzes_question AS question"
            " ON question.current_id = revision.id WHERE question.owner_id = %s",
            [author],
        )
        number, size = cursor.fetchone()
    return 2 * number, size // (2 * number)


def _floor(rows: int, row_bytes: int) -> Taken:
    """So many rows with so many bytes of text, stored by one bulk_create."""
    from . import floor  # noqa: PLC0415 - it has settings of its own

    floor.prepare(0)
    random = Random(rows)
    texts = [f"{random.getrandbits(4 * row_bytes):0{row_bytes}x}" for _ in range(rows)]
    start, work = time.monotonic(), time.process_time()
    made = [
        floor.Question(title=f"Row {n}", best=401, anchor="a", options={"text": text}) for n, text in enumerate(texts)
    ]
    floor.Question.objects.bulk_create(made, batch_size=400)
    ended = time.monotonic()
    return Taken("floor: bulk_create", 0, ended - start, time.process_time() - work, peak(), rows, row_bytes)


def peak() -> float:
    """Megabytes (of 1,000,000) that this process had at its highest.

    Linux counts in ``ru_maxrss`` what the parent had before it became this program, and not in ``VmHWM``.
    """
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else []:
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
