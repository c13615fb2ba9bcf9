"""What the database guards about keys: a destroyed one stays destroyed, and the owner may seal anew.

Dead rows of the key table hold keys until they are swept: autovacuum comes after the first of them. The calls and
letters that there are learn which case they are about.
"""

from typing import Any

from django.db import migrations

from kinderschutz.lib.crypto import new_case_key
from kinderschutz.lib.key_ring import key_ring

KEYS = """
CREATE FUNCTION cases_refuse_key_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.shredded_at IS NOT NULL OR NEW.concern_id <> OLD.concern_id THEN
        RAISE EXCEPTION 'Ein Fallschlüssel wird vernichtet, nie gelöscht und nie zurückgebracht.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_key_stays_destroyed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_key_stays_destroyed BEFORE UPDATE OR DELETE ON cases_casekey
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_key_back();
ALTER TABLE cases_casekey ALTER COLUMN wrapped SET STORAGE PLAIN;
ALTER TABLE cases_casekey SET (
    autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0
);
"""
NO_KEYS = """
ALTER TABLE cases_casekey RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
DROP TRIGGER case_key_stays_destroyed ON cases_casekey;
DROP FUNCTION cases_refuse_key_back();
"""

SEALED = {
    "concern": ("account", "points"),
    "reporter": ("identity",),
    "adult": ("identity",),
    "decision": ("reason", "inputs", "answers", "route"),
    "acknowledgement": ("name",),
}
GUARDS = "".join(
    f"DROP TRIGGER {name}_is_written_once ON cases_{name};\n"
    f"CREATE TRIGGER {name}_is_written_once BEFORE UPDATE ON cases_{name} FOR EACH ROW "
    f"EXECUTE FUNCTION refuse_change_of_content({', '.join(repr(each) for each in columns)});\n"
    for name, columns in SEALED.items()
)
GUARDS_BEFORE = "".join(
    f"DROP TRIGGER {name}_is_written_once ON cases_{name};\n"
    f"CREATE TRIGGER {name}_is_written_once BEFORE UPDATE ON cases_{name} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();\n"
    for name in SEALED
)

# Sealed with the key of a case a value is 45 bytes longer than its text, no longer 30 (0004).
CANARIES = """
ALTER TABLE cases_concern DROP CONSTRAINT concern_canary_has_no_text;
ALTER TABLE cases_concern ADD CONSTRAINT concern_canary_has_no_text CHECK (
    NOT is_canary OR (octet_length(account) <= 54 AND octet_length(points) <= 47)
) NOT VALID;
DROP TRIGGER child_of_no_canary ON cases_child;
CREATE TRIGGER child_of_no_canary BEFORE INSERT OR UPDATE OF identity, concern_id ON cases_child
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('47');
DROP TRIGGER reporter_of_no_canary ON cases_reporter;
CREATE TRIGGER reporter_of_no_canary BEFORE INSERT ON cases_reporter
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('113');
"""
CANARIES_BEFORE = """
ALTER TABLE cases_concern DROP CONSTRAINT concern_canary_has_no_text;
ALTER TABLE cases_concern ADD CONSTRAINT concern_canary_has_no_text CHECK (
    NOT is_canary OR (octet_length(account) <= 39 AND octet_length(points) <= 32)
) NOT VALID;
DROP TRIGGER child_of_no_canary ON cases_child;
CREATE TRIGGER child_of_no_canary BEFORE INSERT OR UPDATE OF identity, concern_id ON cases_child
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('32');
DROP TRIGGER reporter_of_no_canary ON cases_reporter;
CREATE TRIGGER reporter_of_no_canary BEFORE INSERT ON cases_reporter
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('98');
"""

ABOUT = """
UPDATE network_call SET concern_id = notice.concern_id
FROM cases_notice notice WHERE notice.id = message_id AND network_call.concern_id IS NULL;
UPDATE network_postalletter SET concern_id = notice.concern_id
FROM cases_notice notice WHERE notice.id = message_id AND network_postalletter.concern_id IS NULL;
"""


def make_keys(apps: Any, schema_editor: Any) -> None:
    """Concerns that are there get a key; what they hold is sealed with it by `rotate_keys`."""
    concerns = apps.get_model("cases", "Concern").objects.values_list("pk", flat=True)
    keys = apps.get_model("cases", "CaseKey").objects
    ring = None
    for concern in concerns.iterator(chunk_size=1000):
        ring = ring or key_ring()
        keys.bulk_create(
            [keys.model(concern_id=concern, wrapped=ring.wrap(new_case_key(), case=concern))],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_keys_of_cases"),
    ]

    operations = [
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(GUARDS, GUARDS_BEFORE),
        migrations.RunSQL(CANARIES, CANARIES_BEFORE),
        migrations.RunSQL(ABOUT, migrations.RunSQL.noop),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
    ]
