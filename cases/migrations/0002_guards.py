"""What the database itself guards: every child has an owner at every instant; the record is not rewritten."""

from django.db import migrations

OWNER_GUARD = """
CREATE FUNCTION cases_refuse_gap(which uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    times tstzmultirange;
BEGIN
    PERFORM 1 FROM cases_child WHERE id = which;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT range_agg(held) INTO times FROM cases_ownership WHERE child_id = which;
    IF times IS NULL OR NOT upper_inf(times) OR (SELECT count(*) FROM unnest(times)) > 1 THEN
        RAISE EXCEPTION 'Ein Kind wäre zeitweise ohne zuständiges Jugendamt.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ownership_has_no_gap';
    END IF;
END $$;

CREATE FUNCTION cases_ownership_refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM cases_refuse_gap(OLD.child_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM cases_refuse_gap(NEW.child_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_child_refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cases_refuse_gap(NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ownership_has_no_gap
    AFTER INSERT OR UPDATE OR DELETE ON cases_ownership DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_ownership_refuse_gap();

CREATE CONSTRAINT TRIGGER child_has_an_owner
    AFTER INSERT ON cases_child DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_child_refuse_gap();
"""

NO_OWNER_GUARD = """
DROP TRIGGER child_has_an_owner ON cases_child;
DROP TRIGGER ownership_has_no_gap ON cases_ownership;
DROP FUNCTION cases_child_refuse_gap();
DROP FUNCTION cases_ownership_refuse_gap();
DROP FUNCTION cases_refuse_gap(uuid);
"""

APPEND_ONLY = ("concern", "reporter", "adult", "decision", "acknowledgement")

WRITE_ONCE = "".join(
    f"CREATE TRIGGER {name}_is_written_once BEFORE UPDATE ON cases_{name} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();\n"
    for name in APPEND_ONLY
)

REWRITABLE = "".join(
    f"DROP TRIGGER {name}_is_written_once ON cases_{name};\n" for name in APPEND_ONLY
)


class Migration(migrations.Migration):
    """Deleting is left to the right of the owner's role: retention will need it, the application has none."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(OWNER_GUARD, NO_OWNER_GUARD),
        migrations.RunSQL(WRITE_ONCE, REWRITABLE),
    ]
