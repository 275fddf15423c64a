"""`manage.py load_course`: whole or not at all, twice the same, and nothing is ever deleted."""

import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from lessons.models import CodeReference, Lesson, Section
from quizzes.models import Question, QuestionRevision, Quiz
from tests.rows import rows

ID = "six-one-brace"


@pytest.fixture
def content(tmp_path, db):
    """A copy of the content that may be edited."""
    shutil.copytree(settings.COURSE_CONTENT, tmp_path / "content")
    shutil.copytree(settings.COURSE_BANK, tmp_path / "bank")
    return tmp_path


def load(content, **options):
    out = StringIO()
    call_command("load_course", content=content / "content", bank=content / "bank", stdout=out, stderr=out, **options)
    return out.getvalue()


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def everything():
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (Lesson, Section, CodeReference, Question, QuestionRevision, Quiz)
    }


def test_loading_twice_changes_nothing(content):
    before = everything()
    said = load(content)
    assert everything() == before
    assert [word for word in ("created", "retired", " changed") if word in said] == []
    assert f"{Question.objects.count()} questions unchanged" in said


# Refused


def refused(content, **options):
    """Load what has a problem: nothing may be written. Returns what was said."""
    before = everything()
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("load_course", content=content / "content", bank=content / "bank", stderr=out, **options)
    assert everything() == before
    return out.getvalue()


def test_a_problem_in_the_bank_refuses_everything(content):
    edit(content / "content" / "07-who-are-you.md", "title: ", "title: Now then, ")
    edit(content / "bank" / "six.yaml", "difficulty: 1", "difficulty: 9")
    assert f"quizzes/bank/six.yaml:{ID}.difficulty: Input should be less than or equal to 3" in refused(content)


def test_a_problem_in_a_lesson_refuses_everything(content):
    edit(content / "bank" / "six.yaml", "title: One byte of JSON", "title: A single byte of JSON")
    edit(content / "content" / "07-who-are-you.md", "```http ", "```htttp ")
    assert "lessons/content/07-who-are-you.md:" in refused(content)


def test_a_question_names_a_section_that_there_is(content):
    edit(content / "bank" / "six.yaml", "section: bad-requests#cannot-read", "section: bad-requests#nowhere")
    assert f"quizzes/bank/six.yaml:{ID}.section: there is no bad-requests#nowhere" in refused(content)


def test_a_quiz_names_a_lesson_that_there_is(content):
    edit(content / "bank" / "quizzes.yaml", "lesson: bad-requests", "lesson: nowhere")
    assert "quizzes/bank/quizzes.yaml:six-requests: there is no lesson nowhere" in refused(content)


def test_a_lesson_has_its_quiz(content):
    edit(content / "bank" / "quizzes.yaml", "- slug: who-are-you", "- slug: somebody-else")
    said = refused(content)
    assert "lessons/content/07-who-are-you.md:slug: a lesson has a quiz of the same slug" in said


def test_a_slug_of_a_quiz_is_used_once(content):
    edit(content / "bank" / "quizzes.yaml", "- slug: six-requests", "- slug: mixed")
    assert refused(content).count("another quiz has this slug") == 1


def test_every_problem_is_told_at_once(content):
    edit(content / "bank" / "six.yaml", "difficulty: 1", "difficulty: 9")
    edit(content / "bank" / "access.yaml", "difficulty: 1", "difficulty: 9")
    assert refused(content).count("less than or equal to 3") == 2


# --check


def test_a_check_writes_nothing(content):
    before = rows()
    edit(content / "bank" / "six.yaml", "title: One byte of JSON", "title: A single byte of JSON")
    said = load(content, check=True)
    assert (rows(), "nothing to mend. Nothing was written." in said) == (before, True)


def test_a_check_tells_problems(content):
    edit(content / "bank" / "six.yaml", "difficulty: 1", "difficulty: 9")
    assert "difficulty" in refused(content, check=True)
