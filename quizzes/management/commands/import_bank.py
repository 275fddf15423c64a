"""Take the questions of a file over, as the page of imports does."""

from argparse import ArgumentParser
from pathlib import Path
from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes.actions.transfer import PlanMoved, apply_import, draw_plan, keep_plan
from quizzes.core.interchange.formats import FORMATS
from quizzes.core.interchange.model import FileRefused
from quizzes.core.interchange.naming import is_id
from quizzes.core.interchange.planning import SKIP, Step, Wishes, counts
from quizzes.models import Import
from statuscourse.accounts.access import may_author
from statuscourse.accounts.models import User

MOVED = 3  # the exit code where somebody changed a question between the plan and its application


class Command(BaseCommand):
    help = (
        "Show what a file of questions would change, and with --apply do it: all of it or nothing. "
        "Exit code 0: done, or shown. 1: refused, nothing was written. 3: questions changed meanwhile; run it again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=list(FORMATS), default="", help="recognised where it is left out")
        parser.add_argument("--owner", default="", help="whose the questions become; not needed with one author")
        parser.add_argument("--topic", default="", help="of questions that name none")
        parser.add_argument("--publish", action="store_true", help="publish what is complete")
        parser.add_argument("--apply", action="store_true", help="write; without it the plan is printed only")

    def handle(self, *args: Any, **options: Any) -> None:
        item = self._plan(options)
        for kept in item.plan["steps"]:
            self._tell(Step.of(kept))
        told = counts(item.plan["steps"])
        self.stdout.write(
            f"{told['create']} new, {told['change']} changed, {told['skip']} skipped; "
            f"{told['published']} published, {told['drafts']} drafts."
        )
        if not options["apply"]:
            self.stdout.write("Nothing was written. With --apply it is.")
            return
        try:
            apply_import(item=keep_plan(item=item, now=item.created_at), now=timezone.now(), rng=SystemRandom())
        except PlanMoved:
            raise CommandError("Questions changed meanwhile. Nothing was written.", returncode=MOVED) from None
        self.stdout.write(f"Written, for {item.by.username}. To undo it: /author/import/{item.pk}/")

    def _plan(self, options: dict[str, Any]) -> Import:
        if options["topic"] and not is_id(options["topic"]):
            raise CommandError("A topic is small letters, digits and hyphens.")
        try:
            return draw_plan(
                by=self._owner(options["owner"]),
                file_name=options["file"].name,
                content=options["file"].read_bytes(),
                format_name=options["format"],
                wishes=Wishes(options["topic"], options["publish"]),
                rng=SystemRandom(),
                now=timezone.now(),
            )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from None
        except FileRefused as refused:
            line = f", line {refused.line}" if refused.line else ""
            raise CommandError(f"{options['file']}{line}: {refused.text}") from None

    def _owner(self, name: str) -> User:
        if name:
            user = User.objects.filter(username=name).first()
            if user is None or not may_author(user):
                raise CommandError(
                    f"There is no instructor {name!r}. Make one with: manage.py appoint {name} instructor"
                )
            return user
        authors = list(User.objects.filter(role__in=[User.Role.INSTRUCTOR, User.Role.ADMINISTRATOR])[:2])
        if len(authors) != 1:
            raise CommandError("Say whose the questions become: --owner NAME")
        return authors[0]

    def _tell(self, step: Step) -> None:
        does = "new" if not step.reason and step.does == "create" else step.does
        self.stdout.write(f"line {step.line}: {does} {step.id or step.name}")
        more = [step.reason] if step.reason else []
        more += [f"differs in {', '.join(step.differs)}"] if step.differs else []
        more += step.notes
        if step.does != SKIP:
            more += [f"{place}: {text}".removeprefix(": ") for place, text in step.problems]
        for text in [*more, *(text for _line, text in step.said)]:
            self.stdout.write(f"  {text}")
