"""The post: deliveries, attempts that are never changed, and signs of life."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

ATTEMPTS_ARE_APPEND_ONLY = """
CREATE TRIGGER attempt_is_append_only BEFORE UPDATE OR DELETE ON network_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
ATTEMPTS_MAY_CHANGE = "DROP TRIGGER attempt_is_append_only ON network_attempt;"


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "Lebenszeichen",
                "verbose_name_plural": "Lebenszeichen",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("message_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("reference", models.CharField(max_length=20)),
                ("urgency", models.CharField(max_length=10)),
                ("path", models.CharField(max_length=200)),
                ("recipient_kind", models.CharField(max_length=10)),
                ("channel", models.CharField(max_length=10)),
                ("address", models.CharField(max_length=254)),
                ("priority", models.PositiveSmallIntegerField()),
                ("state", models.CharField(default="due", max_length=10)),
                ("planned_at", models.DateTimeField()),
                (
                    "due_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("claimed_by", models.CharField(blank=True, default="", max_length=100)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("passed_on_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
                (
                    "recipient_office",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
                (
                    "recipient_outside",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.outsidedistrict",
                    ),
                ),
                (
                    "recipient_partner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zustellung",
                "verbose_name_plural": "Zustellungen",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("outcome", models.CharField(max_length=10)),
                ("code", models.CharField(blank=True, default="", max_length=20)),
                ("detail", models.CharField(blank=True, default="", max_length=40)),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tries",
                        to="network.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "Versuch",
                "verbose_name_plural": "Versuche",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("failed_at", None), ("sent_at", None)),
                fields=["priority", "due_at"],
                name="delivery_unsettled",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("failed_at__isnull", False), ("passed_on_at", None)),
                fields=["failed_at"],
                name="delivery_failed",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("message_id", "kind", "step", "channel", "address"),
                name="delivery_once",
                violation_error_message="Diese Nachricht ist an diese Anschrift schon geplant.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claimed_by", ""),
                        ("failed_at", None),
                        ("lease_until", None),
                        ("sent_at", None),
                        ("state", "due"),
                    ),
                    models.Q(
                        models.Q(("claimed_by", ""), _negated=True),
                        ("failed_at", None),
                        ("lease_until__isnull", False),
                        ("sent_at", None),
                        ("state", "claimed"),
                    ),
                    models.Q(
                        ("failed_at", None),
                        ("lease_until", None),
                        ("sent_at__isnull", False),
                        ("state", "sent"),
                    ),
                    models.Q(
                        ("failed_at__isnull", False),
                        ("lease_until", None),
                        ("sent_at", None),
                        ("state", "failed"),
                    ),
                    _connector="OR",
                ),
                name="delivery_state_tells_the_truth",
                violation_error_message="Zustand und Zeitpunkte der Zustellung widersprechen sich.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("recipient_office__isnull", False),
                        ("recipient_outside__isnull", True),
                        ("recipient_partner__isnull", True),
                    ),
                    models.Q(
                        ("recipient_office__isnull", True),
                        ("recipient_outside__isnull", True),
                        ("recipient_partner__isnull", False),
                    ),
                    models.Q(
                        ("recipient_office__isnull", True),
                        ("recipient_outside__isnull", False),
                        ("recipient_partner__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="delivery_has_one_recipient",
                violation_error_message="Eine Zustellung hat genau einen Empfänger.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "portal"])),
                name="delivery_channel_is_known",
                violation_error_message="Diesen Kanal gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("recipient_kind__in", ["office", "outside", "partner"])),
                name="delivery_recipient_kind_is_known",
                violation_error_message="Diese Art von Empfänger gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", [0, 1, 2])),
                name="delivery_priority_is_known",
                violation_error_message="Diesen Vorrang gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "portal"), _negated=True),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="delivery_portal_is_born_sent",
                violation_error_message="Im Portal ist eine Mitteilung mit dem Eintrag zugestellt.",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["delivery", "at"], name="attempt_of_delivery"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["permanent", "sent", "temporary"])),
                name="attempt_outcome_is_known",
                violation_error_message="Diesen Ausgang eines Versuchs gibt es nicht.",
            ),
        ),
        migrations.RunSQL(ATTEMPTS_ARE_APPEND_ONLY, ATTEMPTS_MAY_CHANGE),
    ]
