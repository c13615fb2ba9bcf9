"""Who was called in on one case, what they wrote, and what reached somebody on call."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kinderschutz.lib.sealed

WRITE_ONCE = """
CREATE TRIGGER assignmentnote_is_written_once BEFORE UPDATE ON cases_assignmentnote
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content('text');
CREATE TRIGGER dutycase_is_written_once BEFORE UPDATE ON cases_dutycase
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
REWRITABLE = """
DROP TRIGGER dutycase_is_written_once ON cases_dutycase;
DROP TRIGGER assignmentnote_is_written_once ON cases_assignmentnote;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_exports_discarded_copies_held"),
        ("network", "0014_sessions_by_fingerprint"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAssignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("assigned_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
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
            },
        ),
        migrations.CreateModel(
            name="AssignmentNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "text",
                    kinderschutz.lib.sealed.EncryptedTextField(place="cases_assignmentnote.text"),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="cases.caseassignment",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DutyCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("duty_begins_at", models.DateTimeField()),
                ("duty_ends_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
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
                        related_name="+",
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
            },
        ),
        migrations.AddIndex(
            model_name="caseassignment",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["user", "assigned_at"],
                name="assignment_of_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="caseassignment",
            index=models.Index(fields=["concern", "office"], name="assignment_to_a_case"),
        ),
        migrations.AddConstraint(
            model_name="caseassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("concern", "office", "user"),
                name="assignment_once_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gt", models.F("assigned_at")), _connector="OR"
                ),
                name="assignment_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="assignment_ended_by_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("assigned_by", models.F("user")), _negated=True),
                name="assignment_by_somebody_else",
            ),
        ),
        migrations.AddIndex(
            model_name="assignmentnote",
            index=models.Index(fields=["concern", "at"], name="note_on_a_case"),
        ),
        migrations.AddIndex(
            model_name="dutycase",
            index=models.Index(fields=["user", "until"], name="duty_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="dutycase",
            constraint=models.UniqueConstraint(
                fields=("notice", "user", "duty_begins_at"), name="duty_case_once_per_duty"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("duty_ends_at__gt", models.F("duty_begins_at")),
                    ("until__gte", models.F("duty_ends_at")),
                ),
                name="duty_case_open_after_the_duty",
            ),
        ),
        migrations.RunSQL(WRITE_ONCE, REWRITABLE),
    ]
