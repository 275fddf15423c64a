"""Every test on SQLite, and all that have a database on PostgreSQL too: ``python -m tests.suites``, for ``.ci/run``.

One run of pytest takes one core, so the two databases are tested side by side, each run with a home of its own. What
minds the time, real browsers and servers that are killed, goes by itself afterwards.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Thread

PYTEST = [sys.executable, "-m", "pytest"]
ON_POSTGRES = [sys.executable, "-m", "tests.postgres"]
ALONE = ["tests/browser", "tests/faults"]
WITHOUT = [f"--ignore={folder}" for folder in ALONE]


@dataclass
class Suite:
    """A run of pytest with what it said. One that is ``live`` is shown as it goes, the others when they are done."""

    name: str
    words: Sequence[str]
    live: bool = True
    lines: list[str] = field(default_factory=list)
    code: int = -1

    def run(self) -> None:
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with subprocess.Popen(self.words, env=env, text=True, errors="replace", **pipes) as process:
            for line in process.stdout:
                self.lines.append(line)
                if self.live:
                    print(line, end="", flush=True)
        self.code = process.returncode

    @property
    def verdict(self) -> str:
        """pytest's last line, and how the run ended."""
        told = next((line.strip() for line in reversed(self.lines) if line.strip()), "said nothing")
        return f"{self.name}: {told} (exit status {self.code})"


def side_by_side(first: Suite, second: Suite) -> None:
    beside = Thread(target=second.run)
    beside.start()
    first.run()
    beside.join()
    print(f"== {second.name}\n{''.join(second.lines)}", end="", flush=True)


def main() -> int:
    first = Suite("SQLite", [*PYTEST, *WITHOUT])
    second = Suite("PostgreSQL", [*ON_POSTGRES, *PYTEST, *WITHOUT], live=False)
    print(f"== {first.name}", flush=True)
    side_by_side(first, second)
    alone = [
        Suite("SQLite, browsers and faults", [*PYTEST, *ALONE]),
        Suite("PostgreSQL, browsers", [*ON_POSTGRES, *PYTEST, "tests/browser"]),
    ]
    for suite in alone:
        print(f"== {suite.name}", flush=True)
        suite.run()
    suites = [first, second, *alone]
    print("== all", *[suite.verdict for suite in suites], sep="\n", flush=True)
    return int(any(suite.code for suite in suites))


if __name__ == "__main__":
    sys.exit(main())
