"""`manage.py maintenance`: on, off, status, and what it refuses."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from statuscourse.web import maintenance


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_it_closes_the_site(capsys):
    call_command("maintenance", "on", "--text", "A new disk.")
    assert maintenance.under_way() == maintenance.Maintenance("A new disk.")
    assert capsys.readouterr().out == "The site is closed. To open it: manage.py maintenance off\n"


def test_it_takes_the_minutes(capsys):
    call_command("maintenance", "on", "--minutes", "20")
    left = maintenance.under_way().until - timezone.now()
    assert timedelta(minutes=19) < left <= timedelta(minutes=20)
    assert "it is meant to open at" in capsys.readouterr().out


def test_it_leaves_the_pages_open(capsys):
    call_command("maintenance", "on", "--read-only")
    assert maintenance.under_way().read_only
    assert "can be read, and nothing can be written" in capsys.readouterr().out


def test_it_opens_the_site(capsys):
    maintenance.begin()
    call_command("maintenance", "off")
    assert (maintenance.under_way(), capsys.readouterr().out) == (None, "The site is open.\n")


def test_its_status_changes_nothing(capsys):
    maintenance.begin(text="A new disk.")
    call_command("maintenance", "status")
    assert (maintenance.under_way().text, "The site is closed" in capsys.readouterr().out) == ("A new disk.", True)


@pytest.mark.parametrize("minutes", ["0", "-1", "1.5", "soon", "10081", "²"])
def test_other_minutes_are_refused(minutes):
    with pytest.raises(CommandError, match="is no number of minutes from 1 to 10080"):
        call_command("maintenance", "on", f"--minutes={minutes}")
    assert maintenance.under_way() is None


def test_a_long_text_is_refused():
    with pytest.raises(CommandError, match="The text has 501 characters; 500 are the most"):
        call_command("maintenance", "on", "--text", "x" * 501)
    assert maintenance.under_way() is None


@pytest.mark.parametrize("what", ["off", "status"])
def test_words_without_a_closing_are_refused(what):
    maintenance.begin()
    with pytest.raises(CommandError, match=r"go with: maintenance on\. Nothing was changed\."):
        call_command("maintenance", what, "--text", "Hello.")
    assert maintenance.under_way() == maintenance.Maintenance()


def test_a_folder_that_cannot_be_written_is_told(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    with pytest.raises(CommandError, match="The site was not closed"):
        call_command("maintenance", "on")
