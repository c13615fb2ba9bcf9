"""Invitations to a role, and when somebody last said that a role is still right."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0010_grants_of_new_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="E-Mail-Adresse")),
                ("role", models.CharField(max_length=30, verbose_name="Rolle")),
                ("made_at", models.DateTimeField(verbose_name="ausgesprochen")),
                (
                    "needs_second",
                    models.BooleanField(default=False, verbose_name="braucht eine zweite Person"),
                ),
                ("seconded_at", models.DateTimeField(null=True, verbose_name="bestätigt")),
                ("letters", models.PositiveSmallIntegerField(default=0, verbose_name="Briefe")),
                ("fingerprint", models.CharField(max_length=64, null=True, unique=True)),
                ("expires_at", models.DateTimeField(null=True, verbose_name="gilt bis")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="angenommen")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="zurückgenommen")),
            ],
            options={
                "verbose_name": "Einladung",
                "verbose_name_plural": "Einladungen",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="zuletzt bestätigt"),
        ),
        migrations.AddField(
            model_name="membership",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="membership_is_confirmed_by_somebody",
                violation_error_message="Zu jeder Bestätigung gehört, wer sie gegeben hat.",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="network.youthoffice",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="network.partner",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="seconded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("office__isnull", False), ("partner__isnull", True)),
                    models.Q(("office__isnull", True), ("partner__isnull", False)),
                    _connector="OR",
                ),
                name="invitation_has_one_organisation",
                violation_error_message="Eine Einladung gilt für genau eine Stelle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "account_admin",
                            "case_worker",
                            "child_protection_specialist",
                            "coordination",
                            "data_protection_officer",
                            "deputy",
                            "directory_editor",
                            "economic_unit",
                            "legal_guardian",
                            "office_head",
                            "on_call_worker",
                            "partner_admin",
                            "partner_reporter",
                            "second_professional",
                            "technical_admin",
                        ],
                    )
                ),
                name="invitation_role_is_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email", django.db.models.functions.text.Lower(models.F("email")))
                ),
                name="invitation_email_is_lower_case",
                violation_error_message="E-Mail-Adressen werden klein geschrieben gespeichert.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("needs_second", False),
                    models.Q(("seconded_at__isnull", False), ("seconded_by__isnull", False)),
                    ("fingerprint", None),
                    _connector="OR",
                ),
                name="invitation_waits_for_the_second_person",
                violation_error_message="Ohne die zweite Person geht keine Einladung hinaus.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconded_by", None),
                    ("made_by", None),
                    models.Q(("seconded_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="invitation_is_seconded_by_somebody_else",
                violation_error_message="Zustimmen muss eine andere Person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("accepted_by", None)),
                    models.Q(
                        ("accepted_at__isnull", False),
                        ("accepted_by__isnull", False),
                        ("withdrawn_at", None),
                    ),
                    _connector="OR",
                ),
                name="invitation_is_accepted_or_withdrawn",
                violation_error_message="Eine Einladung ist angenommen oder zurückgenommen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                fields=("office", "partner", "email", "role"),
                name="invitation_is_open_once",
                nulls_distinct=False,
                violation_error_message="Diese Person ist für diese Rolle schon eingeladen.",
            ),
        ),
    ]
