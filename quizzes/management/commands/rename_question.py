"""Give an instructor's question another id, where a later course brings a question of the same name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.actions.renaming import NameRefused, rename_question
from quizzes.models import Question


class Command(BaseCommand):
    help = "Give an instructor's question another id: manage.py rename_question access-late access-late-own"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id")
        parser.add_argument("name", help="the id that it gets; it begins with the topic of the question")

    def handle(self, *args: Any, **options: Any) -> None:
        item = Question.objects.filter(pk=options["id"]).first()
        if item is None:
            raise CommandError(f"There is no question {options['id']!r}.")
        try:
            renamed = rename_question(question=item, name=options["name"])
        except NameRefused as refused:
            raise CommandError(f"{refused} Nothing was changed.") from None
        self.stdout.write(f"{options['id']} is {renamed.pk} now, in its quizzes as well.")
