"""Lines of the read log may go before the events; and only the role of deletion takes any."""

from django.db import migrations, models

LOOKS = """
CREATE FUNCTION audit_forget_looks(last bigint, sealed_before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    done bigint;
    looks bigint;
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
    SELECT coalesce(max(up_to), 0) INTO done FROM network_forgotten WHERE source = 'look';
    PERFORM set_config('app.forgetting', 'on', true);
    DELETE FROM network_look l USING network_seal s
        WHERE s.source = 'look' AND s.row_id = l.id AND s.number > done AND s.number <= last;
    GET DIAGNOSTICS looks = ROW_COUNT;
    PERFORM set_config('app.forgetting', '', true);
    RETURN looks;
END $$;
REVOKE ALL ON FUNCTION audit_forget_looks(bigint, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION audit_forget(bigint, timestamptz) FROM PUBLIC;
"""
NO_LOOKS = """
GRANT EXECUTE ON FUNCTION audit_forget(bigint, timestamptz) TO PUBLIC;
DROP FUNCTION audit_forget_looks(bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0012_seals"),
    ]

    operations = [
        migrations.AddField(
            model_name="forgotten",
            name="source",
            field=models.CharField(db_default="", default="", max_length=12),
        ),
        migrations.RunSQL(LOOKS, NO_LOOKS),
    ]
