"""Attempts say in a column whether they are exams, so that one that is under way is found by an index."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def mark_exams(apps: Any, schema_editor: Any) -> None:
    apps.get_model("quizzes", "Attempt").objects.filter(terms__mode="exam").update(is_exam=True)


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0002_kinds_and_exams")]

    operations = [
        migrations.AddField("attempt", "is_exam", models.BooleanField(default=False)),
        migrations.RunPython(mark_exams, migrations.RunPython.noop),
        migrations.AddIndex(
            "attempt",
            models.Index(
                fields=["learner"], condition=Q(is_exam=True, finished_at=None), name="quizzes_attempt_open_exam"
            ),
        ),
    ]
