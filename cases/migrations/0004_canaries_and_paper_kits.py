"""Canaries are told apart from children by the database; sealed paper kits, one an office and day."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

import cases.fields

KEY = {"default": uuid.uuid4, "editable": False, "primary_key": True, "serialize": False}
PROTECTED = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}

TELLS = Q(is_canary=True, reference__startswith="PROBE-") | (
    Q(is_canary=False) & ~Q(reference__startswith="PROBE-")
)
FROM_NOBODY = Q(is_canary=False) | Q(
    recorded_by=None, received_by=None, reporter_kind="other", topics=["other"]
)
WAKES_NOBODY = Q(is_canary=False) | Q(
    next_step_at=None,
    exhausted_at=None,
    unreached_at=None,
    acknowledged_at=None,
    withdrawn_at=None,
    released_by=None,
    step=0,
)
FAULTS = [
    "astray",
    "no_notice",
    "not_reported",
    "not_sent",
    "several_notices",
    "too_late",
    "wrong_office",
]

# A sealed value is 30 bytes longer than its text. So the database, which cannot read a text, still
# knows that a canary has none but "Probelauf" (9 bytes), that its child is {} (2 bytes), and that
# all the fields of its reporter are empty (68 bytes).
GUARDS = """
ALTER TABLE cases_concern ADD CONSTRAINT concern_canary_has_no_text CHECK (
    NOT is_canary OR (octet_length(account) <= 39 AND octet_length(points) <= 32)
) NOT VALID;

CREATE FUNCTION cases_canary_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    canary boolean;
BEGIN
    SELECT is_canary INTO canary FROM cases_concern WHERE id = NEW.concern_id;
    IF TG_TABLE_NAME = 'cases_notice' THEN
        IF NEW.is_canary IS DISTINCT FROM canary THEN
            RAISE EXCEPTION 'Probelauf und Mitteilung über ein Kind lassen sich nicht mischen.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'canary_stays_apart';
        END IF;
        RETURN NEW;
    END IF;
    IF canary AND (
        TG_TABLE_NAME = 'cases_adult' OR octet_length(NEW.identity) > TG_ARGV[0]::int
    ) THEN
        RAISE EXCEPTION 'Ein Probelauf nennt keinen Menschen.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'canary_names_nobody';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_canary_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Was ein Probelauf ist, bleibt einer, und nichts anderes wird einer.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'canary_flag_is_written_once';
END $$;

CREATE TRIGGER notice_and_canary_agree BEFORE INSERT ON cases_notice
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard();
CREATE TRIGGER child_of_no_canary BEFORE INSERT OR UPDATE OF identity, concern_id ON cases_child
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('32');
CREATE TRIGGER adult_of_no_canary BEFORE INSERT ON cases_adult
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('0');
CREATE TRIGGER reporter_of_no_canary BEFORE INSERT ON cases_reporter
    FOR EACH ROW EXECUTE FUNCTION cases_canary_guard('98');
CREATE TRIGGER notice_canary_stays BEFORE UPDATE ON cases_notice
    FOR EACH ROW WHEN (
        OLD.is_canary IS DISTINCT FROM NEW.is_canary OR OLD.concern_id <> NEW.concern_id
    ) EXECUTE FUNCTION cases_canary_stays();
"""
NO_GUARDS = """
DROP TRIGGER notice_canary_stays ON cases_notice;
DROP TRIGGER reporter_of_no_canary ON cases_reporter;
DROP TRIGGER adult_of_no_canary ON cases_adult;
DROP TRIGGER child_of_no_canary ON cases_child;
DROP TRIGGER notice_and_canary_agree ON cases_notice;
DROP FUNCTION cases_canary_stays();
DROP FUNCTION cases_canary_guard();
ALTER TABLE cases_concern DROP CONSTRAINT concern_canary_has_no_text;
"""


class Migration(migrations.Migration):
    """Adds only: code that knows no canaries goes on writing concerns about children."""

    dependencies = [
        ("cases", "0003_versions_of_drafts"),
        ("network", "0005_calls_and_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="concern",
            name="is_canary",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="notice",
            name="is_canary",
            field=models.BooleanField(db_default=False, default=False),
        ),
        AddConstraintNotValid(
            "concern",
            models.CheckConstraint(condition=TELLS, name="concern_reference_tells_canary"),
        ),
        AddConstraintNotValid(
            "concern",
            models.CheckConstraint(condition=FROM_NOBODY, name="concern_canary_is_from_nobody"),
        ),
        AddConstraintNotValid(
            "notice",
            models.CheckConstraint(condition=TELLS, name="notice_reference_tells_canary"),
        ),
        AddConstraintNotValid(
            "notice",
            models.CheckConstraint(condition=WAKES_NOBODY, name="notice_canary_wakes_nobody"),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        migrations.CreateModel(
            name="CanaryRun",
            fields=[
                ("id", models.UUIDField(**KEY)),
                ("night", models.DateField(null=True, unique=True)),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("is_good", models.BooleanField(null=True)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["-started_at"], name="canary_run_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(checked_at=None, is_good=None)
                        | Q(checked_at__isnull=False, is_good__isnull=False),
                        name="canary_run_judged_when_checked",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CanaryResult",
            fields=[
                ("id", models.UUIDField(**KEY)),
                ("begun_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("visible_ms", models.PositiveIntegerField(null=True)),
                ("sent_ms", models.PositiveIntegerField(null=True)),
                (
                    "faults",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("concern", models.OneToOneField(null=True, to="cases.concern", **PROTECTED)),
                ("municipality", models.ForeignKey(to="network.municipality", **PROTECTED)),
                ("office", models.ForeignKey(to="network.youthoffice", **PROTECTED)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="cases.canaryrun",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "municipality"), name="canary_once_per_place"
                    ),
                    models.CheckConstraint(
                        condition=Q(faults__contained_by=FAULTS), name="canary_faults_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperKit",
            fields=[
                ("id", models.UUIDField(**KEY)),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("code", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=64)),
                ("pages", models.PositiveSmallIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("pdf", cases.fields.EncryptedFileField(place="cases_paperkit.pdf")),
                ("office", models.ForeignKey(to="network.youthoffice", **PROTECTED)),
            ],
            options={
                "ordering": ["-day"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("office", "day"), name="paper_kit_once_a_day")
                ],
            },
        ),
    ]
