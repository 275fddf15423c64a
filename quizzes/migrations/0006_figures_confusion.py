"""One index in the place of another: it finds the answers to a revision, and counts what was taken for what by itself.

SQLite writes the table of answers anew for it, once: a quarter of a minute for a million of them.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0005_shelf_index")]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="revision",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="quizzes.questionrevision",
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                fields=["revision", "best_code", "chosen_code", "stands"], name="quizzes_answer_confusion"
            ),
        ),
    ]
