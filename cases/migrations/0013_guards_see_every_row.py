"""Guards look at every row, whoever writes: one that finds nothing would let everything pass."""

from django.db import migrations

SEE = """
ALTER FUNCTION cases_refuse_gap(uuid) SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION cases_canary_guard() SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp;
"""
AS_BEFORE = """
ALTER FUNCTION cases_refuse_gap(uuid) SECURITY INVOKER RESET search_path;
ALTER FUNCTION cases_canary_guard() SECURITY INVOKER RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_looks_at_the_reporter")]

    operations = [migrations.RunSQL(SEE, AS_BEFORE)]
