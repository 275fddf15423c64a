from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("classrooms", "0001_initial")]

    operations = [
        migrations.AddField("livesession", "shows_bars", models.BooleanField(default=False)),
    ]
