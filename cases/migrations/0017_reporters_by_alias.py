"""Who reported stands in no column that the tables alone would tell: an alias, and the sealed account.

Rows of before are written anew by `rotate_keys`, as the owner; only these columns may change.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kinderschutz.lib.sealed

CHANGED = {
    "reporter": ("identity", "account", "alias", "alias_key", "user_id", "partner_id"),
    "concern": ("account", "points", "recorded_by_id"),
}
BEFORE = {"reporter": ("identity",), "concern": ("account", "points")}


def guards(columns: dict[str, tuple[str, ...]]) -> str:
    """What is written once may be sealed anew in these columns and in no other."""
    return "".join(
        f"DROP TRIGGER {name}_is_written_once ON cases_{name};\n"
        f"CREATE TRIGGER {name}_is_written_once BEFORE UPDATE ON cases_{name} FOR EACH ROW "
        f"EXECUTE FUNCTION refuse_change_of_content({', '.join(repr(each) for each in which)});\n"
        for name, which in columns.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_called_in_and_on_duty"),
        ("network", "0015_calls_of_reporters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reporter",
            name="account",
            field=kinderschutz.lib.sealed.EncryptedJSONField(
                null=True, place="cases_reporter.account"
            ),
        ),
        migrations.AddField(model_name="reporter", name="alias", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="reporter",
            name="alias_key",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="upload",
            name="uploaded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="reporter",
            index=models.Index(fields=["alias"], name="reporter_alias"),
        ),
        migrations.RunSQL(guards(CHANGED), guards(BEFORE)),
    ]
