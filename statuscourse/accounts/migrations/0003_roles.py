from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_ways_in")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["role", "username", "is_active"], name="accounts_user_of_role"),
        ),
    ]
