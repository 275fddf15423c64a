import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0008_house")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="attempt",
                    name="retry_of",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="retries",
                        to="quizzes.attempt",
                    ),
                ),
            ],
            # By its name, which Django gave it: SQLite would write the whole table anew for an altered field.
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "quizzes_attempt_retry_of_id_f45a5fee"',
                    'CREATE INDEX "quizzes_attempt_retry_of_id_f45a5fee" ON "quizzes_attempt" ("retry_of_id")',
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("retry_of__isnull", False)), fields=["retry_of"], name="quizzes_attempt_retries"
            ),
        ),
    ]
