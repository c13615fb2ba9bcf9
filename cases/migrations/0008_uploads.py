"""Files attached to a concern, and their sealed pieces."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kinderschutz.lib.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_walls_of_a_case"),
        ("network", "0007_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_report", models.BooleanField(db_default=True, default=True)),
                ("name", kinderschutz.lib.sealed.EncryptedTextField(place="cases_upload.name")),
                ("digest", kinderschutz.lib.sealed.EncryptedTextField(place="cases_upload.digest")),
                (
                    "key",
                    kinderschutz.lib.sealed.EncryptedTextField(null=True, place="cases_upload.key"),
                ),
                ("kind", models.CharField(blank=True, max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("clean_size", models.PositiveIntegerField(null=True)),
                ("state", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=30)),
                (
                    "changes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        db_default=[],
                        default=list,
                        size=None,
                    ),
                ),
                ("is_virus_checked", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="cases.concern",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="cases.draft",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="UploadPiece",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_clean", models.BooleanField()),
                ("number", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.concern",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="cases.upload",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["concern", "created_at"], name="upload_concern"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("state__in", ["quarantined", "scanning"])),
                fields=["due_at"],
                name="upload_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["clean", "quarantined", "refused", "scanning", "unscannable"])
                ),
                name="upload_state_known",
                violation_error_message="Diesen Stand einer Datei gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["", "docx", "heic", "jpeg", "odt", "pdf", "png", "xlsx"])
                ),
                name="upload_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concern", None), ("draft__isnull", False), ("office", None)),
                    models.Q(
                        ("concern__isnull", False), ("draft", None), ("office__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="upload_hangs_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at__isnull", False),
                        ("settled_at", None),
                        ("state__in", ["quarantined", "scanning"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["quarantined", "scanning"]), _negated=True),
                        ("due_at", None),
                        ("settled_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="upload_is_due_until_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadpiece",
            constraint=models.UniqueConstraint(
                fields=("upload", "is_clean", "number"), name="upload_piece_once"
            ),
        ),
    ]
