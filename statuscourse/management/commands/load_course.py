"""Load the lessons, the reference and the question bank from their files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from statuscourse.actions import load_course, read_content
from statuscourse.web.problems import ContentProblem, ContentRefused


class Command(BaseCommand):
    help = "Load the course from its files, whole or not at all. --check reads and reports, and writes nothing."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="report problems, write nothing")
        parser.add_argument("--content", type=Path, default=settings.COURSE_CONTENT)
        parser.add_argument("--bank", type=Path, default=settings.COURSE_BANK)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            bank, course, problems = read_content(options["content"], options["bank"])
            self._refuse(problems)
            questions = sum(1 for _ in bank.questions())
            self.stdout.write(
                f"{len(course.lessons)} lessons, {len(course.entries)} codes, {questions} questions, "
                f"{len(bank.quizzes)} quizzes: nothing to mend. Nothing was written."
            )
            return
        try:
            counts = load_course(options["content"], options["bank"], now=timezone.now())
        except ContentRefused as refused:
            self._refuse(refused.problems)
            return
        self.stdout.write(
            "Course loaded: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) + "."
        )

    def _refuse(self, problems: list[ContentProblem]) -> None:
        if problems:
            for problem in problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(problems)} problems in the content. Nothing was written.")
