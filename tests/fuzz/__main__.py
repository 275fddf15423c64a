"""``make fuzz``: hostile requests to every address and every form of a real site, as everybody.

Ends 1 on any fault, and where its time ended before everything that was asked for was sent.

``REQUESTS`` says how many (50,000), ``SEED`` which ones, ``--postgres`` on which database. Only this machine is asked.
"""

import argparse
import sys

from tests.fuzz.run import run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=3, help="connections at the same time")
    parser.add_argument("--minutes", type=float, default=60, help="how long at most")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    options = parser.parse_args()
    report = run(**vars(options))
    print(report.text())
    return 1 if report.faults or report.is_short else 0


if __name__ == "__main__":
    sys.exit(main())
