"""How long what is kept: rules, closures, holds, and the one way past the guards of the record.

A deletion says so in its transaction (`kinderschutz.deleting`), and its role has rights that the application has not.
Events stay guarded: their own period is carried out by whoever seals them.
"""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import kinderschutz.lib.sealed

DELETION = """
CREATE FUNCTION is_deleting(guarded text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('kinderschutz.deleting', true), '') = 'on'
        AND guarded IN ('network_attempt', 'network_callattempt', 'network_letterentry', 'cases_concern')
$$;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND is_deleting(TG_TABLE_NAME::text) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% wird nur fortgeschrieben: eine Zeile wird nie geändert oder gelöscht.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE FUNCTION refuse_change_of_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_deleting(TG_TABLE_NAME::text)
        AND to_jsonb(OLD) - TG_ARGV::text[] = to_jsonb(NEW) - TG_ARGV::text[]
    THEN
        RETURN NEW;
    END IF;
    IF current_setting('kinderschutz.renewing', true) = 'on'
        AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
        AND to_jsonb(OLD) - TG_ARGV::text[] = to_jsonb(NEW) - TG_ARGV::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% wird nur fortgeschrieben: eine Zeile wird nie geändert oder gelöscht.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER retention_rule_is_append_only BEFORE UPDATE OR DELETE ON cases_retentionrule
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
NO_DELETION = """
DROP TRIGGER retention_rule_is_append_only ON cases_retentionrule;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% wird nur fortgeschrieben: eine Zeile wird nie geändert oder gelöscht.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE FUNCTION refuse_change_of_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('kinderschutz.renewing', true) = 'on'
        AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
        AND to_jsonb(OLD) - TG_ARGV::text[] = to_jsonb(NEW) - TG_ARGV::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% wird nur fortgeschrieben: eine Zeile wird nie geändert oder gelöscht.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
DROP FUNCTION is_deleting(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_keys_are_never_brought_back"),
        ("network", "0008_ciphertext_may_be_renewed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("outcome", models.CharField(max_length=20)),
                (
                    "reason",
                    kinderschutz.lib.sealed.EncryptedTextField(place="cases_closure.reason"),
                ),
                ("at", models.DateTimeField()),
                ("reopened_at", models.DateTimeField(null=True)),
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
                        related_name="closures",
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
                    "reopened_by",
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
                        condition=models.Q(("reopened_at", None)),
                        fields=["at"],
                        name="closure_standing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)),
                        fields=("concern", "office"),
                        name="closure_stands_once",
                        violation_error_message="Dieser Fall ist schon abgeschlossen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["followed", "handed_over", "unfounded"])
                        ),
                        name="closure_outcome_known",
                        violation_error_message="Diesen Ausgang gibt es nicht.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reopened_at", None), ("reopened_by", None)),
                            models.Q(
                                ("reopened_at__isnull", False), ("reopened_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="closure_reopened_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeletionRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("rules_version", models.PositiveIntegerField()),
                ("counts", models.JSONField()),
                ("at", models.DateTimeField()),
                ("mark", models.CharField(blank=True, default="", max_length=64)),
                ("mark_key", models.PositiveSmallIntegerField(default=0)),
                ("journaled_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["office", "-at"], name="deletion_of_an_office"),
                    models.Index(
                        condition=models.Q(
                            ("journaled_at", None), models.Q(("mark", ""), _negated=True)
                        ),
                        fields=["at"],
                        name="deletion_to_journal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EndedCopy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                    models.UniqueConstraint(fields=("concern", "office"), name="copy_ends_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ground", models.CharField(max_length=20)),
                (
                    "reason",
                    kinderschutz.lib.sealed.EncryptedTextField(place="cases_legalhold.reason"),
                ),
                ("until", models.DateField(null=True)),
                ("set_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
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
                    "set_by",
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
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["concern", "office"],
                        name="hold_active",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ground__in",
                                (
                                    "file_70_years",
                                    "court",
                                    "access_request",
                                    "complaint",
                                    "inquiry",
                                ),
                            )
                        ),
                        name="hold_ground_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at", None), ("asked_by", None)),
                            models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hold_end_asked_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(
                                ("asked_by__isnull", False),
                                ("ended_at__isnull", False),
                                models.Q(("ended_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hold_ended_by_a_second_person",
                        violation_error_message="Eine zweite Person muss das Ende bestätigen.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("outcome", models.CharField(blank=True, default="", max_length=20)),
                ("months", models.PositiveSmallIntegerField()),
                ("days", models.PositiveSmallIntegerField()),
                ("ground", models.TextField()),
                (
                    "published_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
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
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "kind", "outcome", "office"),
                        name="retention_rule_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "canary",
                                    "case",
                                    "delivery",
                                    "draft",
                                    "notice",
                                    "paper_kit",
                                    "partner_notice",
                                    "reporter",
                                    "session",
                                ],
                            )
                        ),
                        name="retention_kind_known",
                        violation_error_message="Diese Art gibt es nicht.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "unfounded", "handed_over", "followed"])
                        ),
                        name="retention_outcome_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(DELETION, NO_DELETION),
    ]
