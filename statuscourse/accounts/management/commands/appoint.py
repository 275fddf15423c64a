"""Make an account an instructor, an administrator or a learner again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from statuscourse.accounts.actions import set_role
from statuscourse.accounts.models import User


class Command(BaseCommand):
    help = "Give an account a role: manage.py appoint ada instructor"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=User.Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']!r}. Sign up on the site first.")
        set_role(user=user, role=User.Role(options["role"]))
        self.stdout.write(f"{user.username} is now {user.get_role_display()}.")
