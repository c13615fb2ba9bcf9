"""A call that whoever reported has made does not name them: rows of before may lose the name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
DROP TRIGGER call_attempt_is_written_once ON network_callattempt;
CREATE TRIGGER call_attempt_is_written_once BEFORE UPDATE ON network_callattempt
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content('called', 'spoke_with', 'by_id');
"""
GUARD_BEFORE = """
DROP TRIGGER call_attempt_is_written_once ON network_callattempt;
CREATE TRIGGER call_attempt_is_written_once BEFORE UPDATE ON network_callattempt
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content('called', 'spoke_with');
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0014_sessions_by_fingerprint")]

    operations = [
        migrations.AlterField(
            model_name="callattempt",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(GUARD, GUARD_BEFORE),
    ]
