"""`manage.py import_bank`: the plan of a file, and with --apply what it says."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from quizzes.management.commands import import_bank
from quizzes.models import Import, Question
from tests.quizzes.transfer import entry, own, written


@pytest.fixture
def bank(tmp_path):
    """Write a file of questions; its path."""

    def write(content=None, name="bank.yaml"):
        path = tmp_path / name
        path.write_bytes(written(entry(), entry(id="tests-half", title="")) if content is None else content)
        return str(path)

    return write


def run(*args):
    out = StringIO()
    call_command("import_bank", *args, stdout=out)
    return out.getvalue()


def test_without_apply_the_plan_is_printed_and_nothing_is_written(ines, bank):
    said = run(bank(), "--publish")
    assert "line 3: new tests-own\n" in said
    assert re.search(r"line \d+: new tests-half\n  title: The question has no title\.\n", said)
    assert said.endswith(
        "2 new, 0 changed, 0 skipped; 1 published, 1 drafts.\nNothing was written. With --apply it is.\n"
    )
    assert not own(ines).exists()
    assert not Import.objects.exists()


def test_with_apply_it_is_written(ines, bank):
    said = run(bank(), "--publish", "--apply")
    assert {item.pk: item.state for item in own(ines)} == {"tests-own": "published", "tests-half": "draft"}
    assert f"Written, for ines. To undo it: /author/import/{Import.objects.get().pk}/" in said


def test_questions_without_a_topic_get_one(ines, bank):
    run(bank(b"A{T#a#b}", "bank.gift"), "--topic", "week-3", "--apply")
    assert own(ines).get().topic == "week-3"


def test_the_format_may_be_said(ines, bank):
    assert "1 new" in run(bank(b"What?\nA. a\nB. b\nANSWER: A\n", "bank"), "--format", "aiken")


def test_the_owner_has_to_be_said_where_there_are_several(ines, ivan, bank):
    with pytest.raises(CommandError, match="--owner NAME"):
        run(bank())
    run(bank(), "--owner", "ivan", "--apply")
    assert own(ivan).count() == 2


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_a_learner_owns_no_questions(ada, ines, bank, name):
    with pytest.raises(CommandError, match="appoint"):
        run(bank(), "--owner", name)


def test_a_file_that_cannot_be_read_is_told_with_its_line(ines, bank):
    with pytest.raises(CommandError, match=r"bank.yaml, line 3: ") as refused:
        run(bank(b"questions:\n  - id: [\n"), "--apply")
    assert refused.value.returncode == 1


def test_a_file_that_is_not_there_is_told(ines, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(str(tmp_path / "nothing.yaml"))


def test_a_topic_that_is_none_is_told(ines, bank):
    with pytest.raises(CommandError, match="small letters"):
        run(bank(), "--topic", "Week 3")


def test_questions_that_changed_meanwhile_are_told_with_a_code_of_their_own(ines, bank, monkeypatch):
    kept = import_bank.keep_plan

    def meanwhile(**kwargs):
        Question.objects.create(id="tests-own", topic="tests", title="x", section="", agreement="agreed", difficulty=1)
        return kept(**kwargs)

    monkeypatch.setattr(import_bank, "keep_plan", meanwhile)
    with pytest.raises(CommandError, match="changed meanwhile") as refused:
        run(bank(), "--apply")
    assert (refused.value.returncode, own(ines).count()) == (3, 0)
