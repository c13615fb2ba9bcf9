"""Drafts know their version and who wrote last; long forms of casework keep unsent text as well."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cases.fields


class Migration(migrations.Migration):
    """Adds only: code that does not know the new columns goes on writing drafts."""

    dependencies = [
        ("cases", "0002_guards"),
        ("network", "0004_late_arrivals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="aside",
            field=cases.fields.EncryptedJSONField(null=True, place="cases_draft.aside"),
        ),
        migrations.AddField(
            model_name="draft",
            name="version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="draft",
            name="written",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=0, default=0)),
                ("written", models.JSONField(db_default={}, default=dict)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("form", models.SlugField(max_length=40)),
                ("about", models.UUIDField()),
                (
                    "entries",
                    cases.fields.EncryptedJSONField(place="cases_formdraft.entries"),
                ),
                (
                    "aside",
                    cases.fields.EncryptedJSONField(null=True, place="cases_formdraft.aside"),
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
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.partner",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "form", "about"), name="form_draft_once"
                    )
                ],
            },
        ),
    ]
