"""The read log: who opened personal data. Written and read, never changed."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

MAKE_APPEND_ONLY = """
CREATE TRIGGER look_is_append_only BEFORE UPDATE OR DELETE ON network_look
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
MAY_CHANGE = "DROP TRIGGER look_is_append_only ON network_look;"


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0006_calls_are_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="geschrieben",
                    ),
                ),
                ("what", models.CharField(max_length=60, verbose_name="Vorgang")),
                ("actor_id", models.UUIDField(null=True, verbose_name="Konto")),
                ("is_system", models.BooleanField(default=False, verbose_name="durch das System")),
                ("on_kind", models.CharField(max_length=60, verbose_name="Art der Sache")),
                ("on_id", models.UUIDField(verbose_name="Sache")),
                ("concern_id", models.UUIDField(null=True, verbose_name="Mitteilung")),
                ("office_id", models.UUIDField(null=True, verbose_name="Jugendamt")),
                ("purpose", models.CharField(max_length=40, verbose_name="Zweck")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="Anzahl")),
                ("is_refused", models.BooleanField(default=False, verbose_name="verweigert")),
                ("request_id", models.UUIDField(null=True, verbose_name="Aufruf")),
            ],
            options={
                "verbose_name": "Einsicht",
                "verbose_name_plural": "Einsichten",
                "ordering": ["recorded_at"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["concern_id", "recorded_at"], name="look_at_a_concern"),
                    models.Index(fields=["actor_id", "recorded_at"], name="look_of_an_actor"),
                    models.Index(fields=["office_id", "recorded_at"], name="look_at_an_office"),
                    models.Index(fields=["on_id", "recorded_at"], name="look_at_a_thing"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor_id__isnull", False), ("is_system", True), _connector="OR"
                        ),
                        name="look_has_an_actor",
                        violation_error_message="Zu jeder Einsicht gehört, wer gelesen hat.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True),
                        name="look_has_a_purpose",
                        violation_error_message="Zu jeder Einsicht gehört ein Zweck.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(MAKE_APPEND_ONLY, MAY_CHANGE),
    ]
