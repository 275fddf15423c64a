"""Look at everything that the site stands on, and say what to do."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from statuscourse.doctor import Report, examine


class Command(BaseCommand):
    help = "Look at what the site stands on and say what to do. Exit code 0: all is well, 1: warnings, 2: errors."
    requires_system_checks = []  # whatever is wrong is what this is for
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document, for a program")
        parser.add_argument(
            "--quick", action="store_true", help="leave out what takes minutes with millions of answers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = examine(quick=options["quick"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_data(), indent=2))
        else:
            self._tell(report)
        self.stdout.flush()
        if report.exit_code:
            raise SystemExit(report.exit_code)

    def _tell(self, report: Report) -> None:
        for part, found in report.findings:
            self.stdout.write(f"{found.level.upper()} ({part}): {found.what}")
            self.stdout.write(f"  {found.why}")
            self.stdout.write(f"  Do: {found.do}")
        looked_at = f"Looked at: {', '.join(report.looked_at)}."
        counts = [
            f"{number} {level}{'' if number == 1 else 's'}"
            for level in ("error", "warning", "note")
            if (number := sum(found.level == level for _part, found in report.findings))
        ]
        well = "All is well" + (f" ({counts[0]})" if counts else "")
        self.stdout.write(f"{well if report.exit_code == 0 else ', '.join(counts)}. {looked_at}")
