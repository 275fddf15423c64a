"""The recipe "add a question kind" is true: whatever a kind needs, each of them has."""

import ast
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings

from quizzes.core.kinds import KINDS, Question
from quizzes.forms import FORMS
from quizzes.forms.kinds import SECTIONS
from quizzes.reports.previews import ANSWERS

ROOT = Path(settings.BASE_DIR)
MODULES = ROOT / "quizzes" / "core" / "kinds"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_a_member_of_the_schema(kind):
    union = get_args(get_args(Question)[0])
    assert KINDS[kind].schema in union


def test_the_schema_has_no_kind_that_is_not_registered():
    assert {member.model_fields["kind"].annotation for member in get_args(get_args(Question)[0])} == {
        kind.schema.model_fields["kind"].annotation for kind in KINDS.values()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_stores_its_responses_under_its_name(kind):
    assert KINDS[kind].response.kind == kind


def test_every_kind_has_a_form_and_every_form_a_kind():
    assert set(FORMS) == set(KINDS)


def test_every_kind_can_be_written_and_looked_at_in_the_editor():
    assert set(SECTIONS) == set(ANSWERS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_fragment_with_its_fields(kind):
    assert (ROOT / "templates" / "quizzes" / "kinds" / f"_{kind}.html").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_described_for_writers(kind):
    text = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    assert f"**{kind}**" in text or f"kind: {kind}" in text


@pytest.mark.parametrize("kind", set(KINDS) - {"code"})
def test_a_kind_has_its_file_in_the_bank(kind):
    assert (ROOT / "quizzes" / "bank" / "kinds" / f"{kind}.yaml").is_file()


def sentences(module, name):
    """The first argument of every call of ``name`` in a module, as source."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name]
    return [ast.unparse(call.args[0]) for call in calls]


@pytest.mark.parametrize("module", sorted(MODULES.glob("*.py")), ids=lambda path: path.stem)
def test_a_refusal_can_be_translated(module):
    """An f-string, or a sentence that is not marked, never comes into a catalogue."""
    assert [said for said in sentences(module, "ResponseRefused") if not said.startswith("gettext_noop(")] == []
    assert all(said.startswith(("'", '"')) for said in sentences(module, "gettext_noop"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.lacks], ids=lambda kind: kind.name)
def test_what_an_answer_lacks_is_a_sentence_that_can_be_translated(kind):
    assert kind.lacks in map(
        ast.literal_eval, sentences(ROOT / "quizzes" / "core" / "kinds" / "__init__.py", "gettext_noop")
    )
    assert kind.lacks % {"lacking": 3}
