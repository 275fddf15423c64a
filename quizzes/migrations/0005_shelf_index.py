"""The authors' list of ten thousand questions: its order and what it is counted by, in one index."""

from typing import Any

from django.db import migrations, models


def index_texts(apps: Any, schema_editor: Any) -> None:
    """On SQLite texts are looked through in an index that holds them, instead of in the rows with their drafts.

    PostgreSQL takes no row of an index that is as long as a text may be, and reads its tables faster. Django knows
    nothing of this index: a later migration that makes the table anew has to make it again, and a test says so.
    """
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE INDEX quizzes_question_texts ON quizzes_question (is_shipped, edited_at DESC, id, owner_id,"
            " retired_at, kind, topic, difficulty, problems, current_id, search_text)"
        )


def forget_texts(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP INDEX IF EXISTS quizzes_question_texts")


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
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["title", "id", "is_shipped", "owner"], name="quizzes_question_titles"),
        ),
        migrations.RunPython(index_texts, forget_texts),
    ]
