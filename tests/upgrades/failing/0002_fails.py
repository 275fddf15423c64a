from django.db import migrations, models


def fail(apps, editor):
    raise RuntimeError("this migration fails")


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial")]
    operations = [
        migrations.AddField("lesson", "later", models.TextField(null=True)),
        migrations.RunPython(fail),
    ]
