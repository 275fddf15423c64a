"""The walls between rooms, and the migrations that go with the models."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command


def test_nobody_imports_through_a_wall():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--config", "pyproject.toml", "--no-cache"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_migrations_say_what_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_only_the_agreed_packages_stand_at_the_top():
    packages = {path.parent.name for path in settings.BASE_DIR.glob("*/__init__.py")}
    assert packages == {"statuscourse", "lessons", "quizzes", "tests"}


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "service", "data", "info"])
def test_no_module_has_a_name_that_says_nothing(name):
    rooms = [settings.BASE_DIR / room for room in ("statuscourse", "lessons", "quizzes")]
    assert [path for room in rooms for path in room.rglob(f"{name}.py")] == []
