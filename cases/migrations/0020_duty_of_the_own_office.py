"""Whether the office of a duty answers for the case itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_accounts_that_left"),
    ]

    operations = [
        migrations.AddField(
            model_name="dutycase",
            name="is_own",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
