"""Published rules as tables, and the guards that keep a version as it was published."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# Rules are written before their version: once the version is there, nothing can be added to it.
# refuse_change() is the network's guard of append-only tables.
MAKE_GUARDS = """
CREATE FUNCTION agreements_refuse_late_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM agreements_ruleset WHERE id = NEW.rule_set_id) THEN
        RAISE EXCEPTION 'Eine veröffentlichte Fassung bekommt keine weiteren Regeln.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER rule_comes_before_its_version BEFORE INSERT ON agreements_routingrule
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_late_rule();
CREATE TRIGGER rule_is_append_only BEFORE UPDATE OR DELETE ON agreements_routingrule
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_set_is_append_only BEFORE UPDATE OR DELETE ON agreements_ruleset
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
DROP_GUARDS = """
DROP TRIGGER rule_set_is_append_only ON agreements_ruleset;
DROP TRIGGER rule_is_append_only ON agreements_routingrule;
DROP TRIGGER rule_comes_before_its_version ON agreements_routingrule;
DROP FUNCTION agreements_refuse_late_rule();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("network", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.CharField(max_length=40, unique=True, verbose_name="Fassung")),
                ("title", models.CharField(max_length=200, verbose_name="Bezeichnung")),
                ("in_force_from", models.DateTimeField(unique=True, verbose_name="in Kraft ab")),
                ("published_at", models.DateTimeField(verbose_name="veröffentlicht")),
                ("digest", models.CharField(max_length=64, verbose_name="Prüfsumme")),
            ],
            options={
                "verbose_name": "Regelwerk",
                "verbose_name_plural": "Regelwerke",
                "ordering": ["-in_force_from"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="rule_set_has_a_digest",
                        violation_error_message="Die Prüfsumme fehlt.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="Stelle")),
                ("key", models.CharField(max_length=60, verbose_name="Schlüssel")),
                ("body", models.JSONField(verbose_name="Regel")),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="agreements.ruleset",
                    ),
                ),
            ],
            options={
                "verbose_name": "Regel",
                "verbose_name_plural": "Regeln",
                "ordering": ["position"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule_set", "position"), name="rule_position_unique"
                    ),
                    models.UniqueConstraint(fields=("rule_set", "key"), name="rule_key_unique"),
                ],
            },
        ),
        migrations.RunSQL(MAKE_GUARDS, DROP_GUARDS),
    ]
