import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """A key per case, and the marks by which an office finds its own children again."""

    dependencies = [
        ("cases", "0008_uploads"),
        ("network", "0008_ciphertext_may_be_renewed"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                ("concern_id", models.UUIDField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField(null=True)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("shredded_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shredded_at", None), ("wrapped__isnull", False)),
                            models.Q(("shredded_at__isnull", False), ("wrapped", None)),
                            _connector="OR",
                        ),
                        name="case_key_there_or_shredded",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("name", "ein Wort des Namens"), ("born", "Geburtsdatum")],
                        max_length=4,
                    ),
                ),
                ("mark", models.BinaryField()),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.child",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
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
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["office", "kind", "mark"], name="search_mark_found")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("child", "office", "kind", "mark"), name="search_mark_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["born", "name"])),
                        name="search_mark_kind_known",
                        violation_error_message="Diese Art von Suchmerkmal gibt es nicht.",
                    ),
                ],
            },
        ),
    ]
