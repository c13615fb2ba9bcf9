"""A version may hold ladders that single offices have agreed for themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="ruleset",
            name="office_ladders",
            field=models.JSONField(db_default=[], default=list, verbose_name="eigene Leitern"),
        ),
    ]
