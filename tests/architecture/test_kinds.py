"""The recipe "add a question kind" is true: whatever a kind needs, each of them has."""

from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings

from quizzes.core.kinds import KINDS, Question
from quizzes.forms import FORMS
from quizzes.forms.kinds import SECTIONS
from quizzes.reports.previews import ANSWERS

ROOT = Path(settings.BASE_DIR)


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
