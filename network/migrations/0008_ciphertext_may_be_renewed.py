"""The owner may seal anew what is written once: other bytes in sealed columns, everything else as it is.

Only inside a transaction that says so (`kinderschutz.renewing`), which rotation of the keys does. Calls and letters
say which case they are about, so that the key of the case seals what was said.
"""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION refuse_change_of_content() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
NO_FUNCTION = "DROP FUNCTION refuse_change_of_content();"

GUARDS = """
DROP TRIGGER call_attempt_is_append_only ON network_callattempt;
CREATE TRIGGER call_attempt_is_append_only BEFORE DELETE ON network_callattempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER call_attempt_is_written_once BEFORE UPDATE ON network_callattempt
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content('called', 'spoke_with');
DROP TRIGGER letter_entry_is_append_only ON network_letterentry;
CREATE TRIGGER letter_entry_is_append_only BEFORE DELETE ON network_letterentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_entry_is_written_once BEFORE UPDATE ON network_letterentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content('spoke_with');
"""
GUARDS_BEFORE = """
DROP TRIGGER letter_entry_is_written_once ON network_letterentry;
DROP TRIGGER letter_entry_is_append_only ON network_letterentry;
CREATE TRIGGER letter_entry_is_append_only BEFORE UPDATE OR DELETE ON network_letterentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER call_attempt_is_written_once ON network_callattempt;
DROP TRIGGER call_attempt_is_append_only ON network_callattempt;
CREATE TRIGGER call_attempt_is_append_only BEFORE UPDATE OR DELETE ON network_callattempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0007_looks"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        migrations.RunSQL(GUARDS, GUARDS_BEFORE),
        migrations.AddField("call", "concern_id", models.UUIDField(null=True)),
        migrations.AddField("postalletter", "concern_id", models.UUIDField(null=True)),
    ]
