"""`manage.py appoint`: a role for an account."""

import logging
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


def test_the_log_says_that_it_was_the_command(ada, caplog):
    with caplog.at_level(logging.INFO, logger="statuscourse.accounts"):
        call_command("appoint", "ada", "instructor")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "statuscourse.accounts"]
    assert line == f"the command line changed the role of ada ({ada.user.pk}) from learner to instructor"
