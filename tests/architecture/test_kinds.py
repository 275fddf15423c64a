"""The recipe "add a question kind" is true: whatever a kind needs, each of them has."""

import ast
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings

from quizzes.core.interchange.formats import FORMATS
from quizzes.core.interchange.shapes import SHAPES
from quizzes.core.kinds import KINDS, Question
from quizzes.core.sketching import GRADABLE
from quizzes.core.statistics.guessing import SCORES
from quizzes.forms import FORMS
from quizzes.forms.kinds import SECTIONS
from quizzes.reports import beginning, shelf
from quizzes.reports.previews import ANSWERS

ROOT = Path(settings.BASE_DIR)
MODULES = ROOT / "quizzes" / "core" / "kinds"
PLACES = {
    "FORMS in quizzes/forms/answers.py: how it is answered": FORMS,
    "SECTIONS in quizzes/forms/kinds.py: its fields in the editor": SECTIONS,
    "SHAPES in quizzes/core/interchange/shapes.py: its keys in a file": SHAPES,
    "FORMATS in quizzes/core/interchange/formats.py: carried by our YAML": FORMATS["yaml"].carries,
    "SCORES in quizzes/core/statistics/guessing.py: what a blind answer earns": SCORES,
    "GRADABLE in quizzes/core/sketching.py: what a half-written one lacks": GRADABLE,
    "ANSWERS in quizzes/reports/previews.py: the answers whose feedback an author reads": ANSWERS,
    "KIND_LABELS in quizzes/reports/shelf.py: its name in lists": shelf.KIND_LABELS,
    "TOLD in quizzes/reports/beginning.py: its sentence where a question is begun": beginning.TOLD,
    "SHOWN in quizzes/reports/beginning.py: its example there": beginning.SHOWN,
}


@pytest.mark.parametrize("place", PLACES)
def test_every_place_that_is_told_of_kinds_knows_each_of_them_and_no_other(place):
    assert set(PLACES[place]) == set(KINDS), place


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
