"""`manage.py export_bank`: questions as a file."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from quizzes.core.interchange.formats import FORMATS
from quizzes.models import Question
from tests.quizzes.transfer import entry, imported, written


def run(*args):
    out, err = StringIO(), StringIO()
    call_command("export_bank", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def path(tmp_path, ines):
    """A folder for files, and two questions of Ines's, one of them a draft."""
    imported(ines, written(entry(), entry("fault", id="tests-fault")), publish="on")
    imported(ines, written(entry(id="tests-draft")))
    return tmp_path


def names(content, name="yaml"):
    return [found.source["id"] for found in FORMATS[name].read(content).found]


def test_without_a_file_yaml_goes_to_the_standard_output(path):
    out, err = run("--owner", "ines")
    assert names(out.encode()) == ["tests-fault", "tests-own"]
    assert err == "2 questions as YAML of this course.\n"


def test_drafts_come_along_if_they_are_asked_for(path):
    out, _err = run("--owner", "ines", "--drafts")
    assert names(out.encode()) == ["tests-draft", "tests-fault", "tests-own"]


@pytest.mark.parametrize(
    ("ending", "name"), [(".csv", "csv"), (".gift", "gift"), (".xml", "moodle-xml"), (".zip", "qti")]
)
def test_the_ending_of_the_file_says_the_format(path, ending, name):
    _out, err = run(str(path / f"bank{ending}"), "--owner", "ines")
    assert names((path / f"bank{ending}").read_bytes(), name) == ["tests-own"]
    assert err.startswith("tests-fault: ")


def test_what_the_format_cannot_carry_is_named_on_the_error_output(path):
    _out, err = run("--format", "csv", "--owner", "ines")
    assert "tests-fault: A question of the kind fault does not fit into a table, and was left out.\n" in err


def test_questions_of_the_course_come_by_topic(path):
    out, _err = run("--topic", "caching", "six")
    shipped = Question.objects.shipped().filter(topic__in=["caching", "six"], retired_at=None)
    assert set(names(out.encode())) == set(shipped.values_list("pk", flat=True))


def test_nothing_to_write_is_told_and_no_file_is_made(path):
    with pytest.raises(CommandError, match="No question fits"):
        run(str(path / "bank.yaml"), "--topic", "nothing")
    assert not (path / "bank.yaml").exists()


def test_an_ending_that_says_nothing_is_told(path):
    with pytest.raises(CommandError, match=r"--format yaml\|csv"):
        run(str(path / "bank.doc"))


def test_a_place_that_cannot_be_written_is_told(path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(str(path / "no" / "bank.yaml"))
