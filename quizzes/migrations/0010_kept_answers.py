"""Kept sums of answers, and an index of those outside attempts.

To make the index every answer is read once: about a minute for ten million of them.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0009_growth")]

    operations = [
        migrations.CreateModel(
            name="CountedThrough",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("answer", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="RevisionSums",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept",
                        serialize=False,
                        to="quizzes.questionrevision",
                    ),
                ),
                ("codes", models.JSONField(default=dict)),
                ("alone", models.JSONField(default=dict)),
                ("alone_through", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=models.Q(("attempt", None)), fields=["revision", "id"], name="quizzes_answer_alone"
            ),
        ),
    ]
