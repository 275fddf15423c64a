"""The authors' list of ten thousand questions: its order and what it is counted by, in one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0004_authoring")]

    operations = [
        migrations.RemoveIndex(model_name="question", name="quizzes_question_of_owner"),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                fields=[
                    "owner",
                    "-edited_at",
                    "id",
                    "retired_at",
                    "kind",
                    "topic",
                    "difficulty",
                    "problems",
                    "current",
                    "is_shipped",
                ],
                name="quizzes_question_of_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            # All columns are short. The text that is searched is not in it: PostgreSQL refuses long rows of an index.
            index=models.Index(
                fields=[
                    "is_shipped",
                    "-edited_at",
                    "id",
                    "owner",
                    "retired_at",
                    "kind",
                    "topic",
                    "difficulty",
                    "problems",
                    "current",
                ],
                name="quizzes_question_shelf",
            ),
        ),
    ]
