from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial")]
    operations = [
        migrations.AddField("lesson", "later", models.TextField(null=True)),
        migrations.CreateModel("Later", [("id", models.BigAutoField(primary_key=True))]),
    ]
