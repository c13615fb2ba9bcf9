"""Guards of canaries answer after row-level security, so that they tell nobody of foreign cases."""

from django.db import migrations

AFTER = """
CREATE OR REPLACE TRIGGER notice_and_canary_agree AFTER INSERT ON cases_notice
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard();
CREATE OR REPLACE TRIGGER child_of_no_canary AFTER INSERT OR UPDATE OF identity, concern_id
    ON cases_child FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('47');
CREATE OR REPLACE TRIGGER adult_of_no_canary AFTER INSERT ON cases_adult
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('0');
CREATE OR REPLACE TRIGGER reporter_of_no_canary AFTER INSERT ON cases_reporter
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('113');
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_reporters_by_alias")]

    operations = [migrations.RunSQL(AFTER, AFTER.replace(" AFTER ", " BEFORE "))]
