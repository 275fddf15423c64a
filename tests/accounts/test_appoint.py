"""`manage.py appoint`: a role for an account."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@pytest.mark.parametrize("role", ["instructor", "administrator", "learner"])
def test_an_account_is_given_a_role(make_user, role):
    user = make_user(username="ada")
    out = StringIO()
    call_command("appoint", "ada", role, stdout=out)
    user.refresh_from_db()
    assert (user.role, out.getvalue()) == (role, f"ada is now {role}.\n")


def test_an_account_that_is_not_there_is_told(db):
    with pytest.raises(CommandError, match="There is no account 'ada'"):
        call_command("appoint", "ada", "instructor")


def test_a_role_that_is_not_there_is_refused(make_user):
    make_user(username="ada")
    with pytest.raises(CommandError, match="invalid choice: 'teacher'"):
        call_command("appoint", "ada", "teacher")
