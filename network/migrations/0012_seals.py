"""Seals on both logs: what is not sealed yet is listed by the database, what is, never changes.

Deleting goes through one function only, and never reaches lines of the last year.
"""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

QUEUE = """
CREATE FUNCTION audit_to_be_sealed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO network_unsealed (source, row_id) SELECT TG_ARGV[0], id FROM added;
    RETURN NULL;
END $$;

CREATE TRIGGER event_to_be_sealed AFTER INSERT ON network_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION audit_to_be_sealed('event');
CREATE TRIGGER look_to_be_sealed AFTER INSERT ON network_look
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION audit_to_be_sealed('look');
CREATE TRIGGER forgotten_to_be_sealed AFTER INSERT ON network_forgotten
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION audit_to_be_sealed('forgotten');

INSERT INTO network_unsealed (source, row_id)
    SELECT 'event', id FROM network_event ORDER BY recorded_at, id;
INSERT INTO network_unsealed (source, row_id)
    SELECT 'look', id FROM network_look ORDER BY recorded_at, id;
"""
NO_QUEUE = """
DROP TRIGGER forgotten_to_be_sealed ON network_forgotten;
DROP TRIGGER look_to_be_sealed ON network_look;
DROP TRIGGER event_to_be_sealed ON network_event;
DROP FUNCTION audit_to_be_sealed();
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change_of_logs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('app.forgetting', true) = 'on' AND EXISTS (
        SELECT 1 FROM pg_class WHERE oid = TG_RELID AND relowner::regrole::text = current_user
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% wird nur fortgeschrieben: eine Zeile wird nie geändert oder gelöscht.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON network_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_logs();
CREATE OR REPLACE TRIGGER look_is_append_only BEFORE UPDATE OR DELETE ON network_look
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_logs();
CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE ON network_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_logs();
CREATE TRIGGER checkpoint_is_append_only BEFORE UPDATE OR DELETE ON network_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER forgotten_is_append_only BEFORE UPDATE OR DELETE ON network_forgotten
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
MAY_CHANGE = """
DROP TRIGGER forgotten_is_append_only ON network_forgotten;
DROP TRIGGER checkpoint_is_append_only ON network_checkpoint;
DROP TRIGGER seal_is_append_only ON network_seal;
CREATE OR REPLACE TRIGGER look_is_append_only BEFORE UPDATE OR DELETE ON network_look
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON network_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_of_logs();
"""

FORGET = """
CREATE FUNCTION audit_forget(last bigint, sealed_before timestamptz)
RETURNS TABLE (events bigint, looks bigint) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT walls.sees_all() THEN
        RAISE EXCEPTION 'Nur das Portal selbst löscht Zeilen des Protokolls.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF sealed_before > clock_timestamp() - interval '365 days' OR EXISTS (
        SELECT 1 FROM network_seal WHERE number <= last AND sealed_at >= sealed_before
    ) THEN
        RAISE EXCEPTION 'Zeilen des letzten Jahres werden nicht gelöscht.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.forgetting', 'on', true);
    DELETE FROM network_event e USING network_seal s
        WHERE s.source = 'event' AND s.row_id = e.id AND s.number <= last;
    GET DIAGNOSTICS events = ROW_COUNT;
    DELETE FROM network_look l USING network_seal s
        WHERE s.source = 'look' AND s.row_id = l.id AND s.number <= last;
    GET DIAGNOSTICS looks = ROW_COUNT;
    DELETE FROM network_seal WHERE number <= last;
    PERFORM set_config('app.forgetting', '', true);
    RETURN NEXT;
END $$;
"""
KEEP = "DROP FUNCTION audit_forget(bigint, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0011_invitations_and_confirmations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forgotten",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("before", models.DateTimeField()),
                ("up_to", models.BigIntegerField()),
                ("chain", models.CharField(max_length=64)),
                ("events", models.BigIntegerField()),
                ("looks", models.BigIntegerField()),
                ("actor_id", models.UUIDField(null=True)),
            ],
            options={
                "verbose_name": "Löschvermerk des Protokolls",
                "verbose_name_plural": "Löschvermerke des Protokolls",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=12)),
                ("row_id", models.UUIDField()),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "verbose_name": "ungesiegelte Zeile",
                "verbose_name_plural": "ungesiegelte Zeilen",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("seal", models.BigIntegerField()),
                ("line", models.TextField()),
            ],
            options={
                "verbose_name": "Siegelpunkt",
                "verbose_name_plural": "Siegelpunkte",
                "ordering": ["at"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["at"], name="checkpoint_at")],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=12)),
                ("row_id", models.UUIDField()),
                ("form", models.PositiveSmallIntegerField()),
                ("row_hash", models.BinaryField()),
                ("chain", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "Siegel",
                "verbose_name_plural": "Siegel",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("row_id", "source"),
                        name="seal_once_per_row",
                        violation_error_message="Diese Zeile ist schon gesiegelt.",
                    )
                ],
            },
        ),
        migrations.RunSQL(QUEUE, NO_QUEUE),
        migrations.RunSQL(APPEND_ONLY, MAY_CHANGE),
        migrations.RunSQL(FORGET, KEEP),
    ]
