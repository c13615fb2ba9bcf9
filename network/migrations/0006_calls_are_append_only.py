"""What was called and what became of a letter on paper is never changed afterwards."""

from django.db import migrations

MAKE_APPEND_ONLY = """
CREATE TRIGGER call_attempt_is_append_only BEFORE UPDATE OR DELETE ON network_callattempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_entry_is_append_only BEFORE UPDATE OR DELETE ON network_letterentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
MAY_CHANGE = """
DROP TRIGGER letter_entry_is_append_only ON network_letterentry;
DROP TRIGGER call_attempt_is_append_only ON network_callattempt;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_calls_and_letters"),
    ]

    operations = [migrations.RunSQL(MAKE_APPEND_ONLY, MAY_CHANGE)]
