"""Who is kept out of a case, who broke in, what is marked, and what the family was told."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cases.fields
import kinderschutz.lib.sealed

WRITE_ONCE = (
    "CREATE TRIGGER itemtransfer_is_written_once BEFORE UPDATE ON cases_itemtransfer "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
)
REWRITABLE = "DROP TRIGGER itemtransfer_is_written_once ON cases_itemtransfer;"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_open_by_sender"),
        ("network", "0007_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="draft", max_length=10)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "choices",
                    kinderschutz.lib.sealed.EncryptedJSONField(place="cases_accessexport.choices"),
                ),
                ("pdf", cases.fields.EncryptedFileField(null=True, place="cases_accessexport.pdf")),
                ("made_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "adult",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.adult",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.child",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="cases.concern",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["concern", "-made_at"], name="export_of_a_concern"),
                    models.Index(
                        condition=models.Q(("state", "submitted")),
                        fields=["office", "submitted_at"],
                        name="export_to_release",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["discarded", "draft", "released", "submitted"])
                        ),
                        name="export_state_known",
                        violation_error_message="Unbekannter Stand.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adult", None), ("child__isnull", False)),
                            models.Q(("adult__isnull", False), ("child", None)),
                            _connector="OR",
                        ),
                        name="export_for_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by", None),
                            models.Q(("released_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="export_released_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("pdf__isnull", False),
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                ("state", "released"),
                            ),
                            models.Q(
                                models.Q(("state", "released"), _negated=True),
                                ("released_at", None),
                                ("released_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="export_released_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), _negated=True),
                            models.Q(("pdf__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="export_submitted_with_its_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                (
                    "reason",
                    kinderschutz.lib.sealed.EncryptedTextField(place="cases_breakglass.reason"),
                ),
                ("begun_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.concern",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["user", "expires_at"], name="glass_of_a_person"),
                    models.Index(
                        condition=models.Q(("seen_at", None)),
                        fields=["office", "begun_at"],
                        name="glass_unseen",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("begun_at"))),
                        name="glass_expires_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="glass_seen_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen_by", None),
                            models.Q(("seen_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="glass_seen_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseBlock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "asked_for",
                    kinderschutz.lib.sealed.EncryptedTextField(
                        null=True, place="cases_caseblock.asked_for"
                    ),
                ),
                (
                    "reason",
                    kinderschutz.lib.sealed.EncryptedTextField(place="cases_caseblock.reason"),
                ),
                ("set_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blocks",
                        to="cases.concern",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.partner",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["user", "concern"],
                        name="block_of_a_person",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["partner", "concern"],
                        name="block_of_a_partner",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("user__isnull", False)),
                        fields=("concern", "user"),
                        name="block_once_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("partner__isnull", False)),
                        fields=("concern", "partner"),
                        name="block_once_per_partner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user", None), ("partner", None), _connector="OR"),
                        name="block_of_one_or_the_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("user__isnull", False),
                            ("partner__isnull", False),
                            ("asked_for__isnull", False),
                            _connector="OR",
                        ),
                        name="block_says_of_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="block_ended_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by", None),
                            ("user", None),
                            models.Q(("ended_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="block_not_ended_by_the_blocked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("item", models.CharField(max_length=60)),
                ("mark", models.CharField(max_length=10)),
                ("marked_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="cases.concern",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mark__in", ["entrusted", "medical"])),
                        name="mark_known",
                        violation_error_message="Diese Kennzeichnung gibt es nicht.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("concern", "item", "mark"),
                        name="mark_once_per_item",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                ("marked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="mark_lifted_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemTransfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("item", models.CharField(max_length=60)),
                ("mark", models.CharField(max_length=10)),
                ("ground", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.concern",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="cases.notice",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mark__in", ["entrusted", "medical"])),
                        name="transfer_mark_known",
                        violation_error_message="Unbekannte Kennzeichnung.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ground__in",
                                ["65-1-1", "65-1-2", "65-1-3", "65-1-4", "65-1-5", "76-1", "76-2"],
                            )
                        ),
                        name="transfer_ground_known",
                        violation_error_message="Unbekannter Grund.",
                    ),
                    models.UniqueConstraint(
                        fields=("notice", "item", "mark"), name="transfer_once_per_item"
                    ),
                ],
            },
        ),
        migrations.RunSQL(WRITE_ONCE, REWRITABLE),
    ]
