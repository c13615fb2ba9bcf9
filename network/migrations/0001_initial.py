"""The network as tables: who, where, how to reach them; and the three guards that tables cannot express.

Ranges over keys and texts are types of our own, because no extension (btree_gist) may be needed.
"""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

MAKE_TYPES = """
CREATE TYPE uuidrange AS RANGE (subtype = uuid);
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
"""
DROP_TYPES = "DROP TYPE textrange; DROP TYPE uuidrange;"

# At the end of the transaction each municipality that was touched must have one office on every day
# from its first one, for ever. The lock makes two transactions that edit one municipality queue up.
MAKE_GAP_GUARD = """
CREATE FUNCTION network_refuse_gap(place uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place_name text;
    served datemultirange;
BEGIN
    SELECT name INTO place_name FROM network_municipality WHERE id = place FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT range_agg(validity) INTO served FROM network_territory WHERE municipality_id = place;
    IF served IS NULL THEN
        RAISE EXCEPTION 'Für % ist kein Jugendamt eingetragen.', place_name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'territory_has_no_gap';
    END IF;
    IF NOT upper_inf(served) THEN
        RAISE EXCEPTION 'Für % endet die Zuständigkeit, ohne dass ein Jugendamt folgt.', place_name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'territory_has_no_gap';
    END IF;
    IF (SELECT count(*) FROM unnest(served)) > 1 THEN
        RAISE EXCEPTION 'Für % gibt es Tage ohne Jugendamt.', place_name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'territory_has_no_gap';
    END IF;
END $$;

CREATE FUNCTION network_territory_refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM network_refuse_gap(OLD.municipality_id);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.municipality_id <> OLD.municipality_id) THEN
        PERFORM network_refuse_gap(NEW.municipality_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION network_municipality_refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_refuse_gap(NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER territory_has_no_gap
    AFTER INSERT OR UPDATE OR DELETE ON network_territory
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION network_territory_refuse_gap();

CREATE CONSTRAINT TRIGGER municipality_has_an_office
    AFTER INSERT ON network_municipality
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION network_municipality_refuse_gap();
"""
DROP_GAP_GUARD = """
DROP TRIGGER municipality_has_an_office ON network_municipality;
DROP TRIGGER territory_has_no_gap ON network_territory;
DROP FUNCTION network_municipality_refuse_gap();
DROP FUNCTION network_territory_refuse_gap();
DROP FUNCTION network_refuse_gap(uuid);
"""

# Two locks on one door: the application role lacks the right, and the owner is stopped by the trigger.
# TRUNCATE has no trigger; the right is withheld from the application role.
MAKE_APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% wird nur fortgeschrieben: eine Zeile wird nie geändert oder gelöscht.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON network_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER directory_version_is_append_only BEFORE UPDATE OR DELETE ON network_directoryversion
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
DROP_APPEND_ONLY = """
DROP TRIGGER directory_version_is_append_only ON network_directoryversion;
DROP TRIGGER event_is_append_only ON network_event;
DROP FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunSQL(MAKE_TYPES, DROP_TYPES),
        migrations.CreateModel(
            name="DirectoryVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(unique=True, verbose_name="Stand"),
                ),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                ("reason", models.CharField(max_length=300, verbose_name="Anlass")),
            ],
            options={
                "verbose_name": "Stand des Verzeichnisses",
                "verbose_name_plural": "Stände des Verzeichnisses",
                "ordering": ["-number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="E-Mail-Adresse"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                ("is_active", models.BooleanField(default=True, verbose_name="aktiv")),
                (
                    "is_staff",
                    models.BooleanField(default=False, verbose_name="technische Verwaltung"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "Konto",
                "verbose_name_plural": "Konten",
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="geschrieben",
                    ),
                ),
                ("what", models.CharField(max_length=60, verbose_name="Vorgang")),
                ("actor_id", models.UUIDField(null=True, verbose_name="Konto")),
                (
                    "is_system",
                    models.BooleanField(default=False, verbose_name="durch das System"),
                ),
                (
                    "on_kind",
                    models.CharField(max_length=60, verbose_name="Art der Sache"),
                ),
                ("on_id", models.UUIDField(verbose_name="Sache")),
                ("office_id", models.UUIDField(null=True, verbose_name="Jugendamt")),
                (
                    "details",
                    models.JSONField(default=dict, verbose_name="Einzelheiten"),
                ),
            ],
            options={
                "verbose_name": "Ereignis",
                "verbose_name_plural": "Ereignisse",
                "ordering": ["at", "recorded_at"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["on_id", "at"], name="event_of_a_thing"),
                    models.Index(fields=["actor_id", "at"], name="event_of_an_actor"),
                    models.Index(fields=["office_id", "at"], name="event_of_an_office"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor_id__isnull", False),
                            ("is_system", True),
                            _connector="OR",
                        ),
                        name="event_has_an_actor",
                        violation_error_message="Zu jedem Ereignis gehört, wer gehandelt hat.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "ags",
                    models.CharField(
                        max_length=8,
                        unique=True,
                        verbose_name="Amtlicher Gemeindeschlüssel",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                (
                    "kind",
                    models.CharField(max_length=40, verbose_name="Amtliche Bezeichnung"),
                ),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            models.Func(
                                django.db.models.functions.text.Replace(
                                    models.F("name"),
                                    models.Value("ß"),
                                    models.Value("ss"),
                                ),
                                models.Value("ÄÖÜäöüÀÁÂÃÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÝàáâãçèéêëìíîïñòóôõùúûý"),
                                models.Value("aouaouaaaaceeeeiiiinoooouuuyaaaaceeeeiiiinoooouuuy"),
                                function="translate",
                                output_field=models.CharField(),
                            )
                        ),
                        output_field=models.CharField(max_length=300),
                    ),
                ),
            ],
            options={
                "verbose_name": "Kommune",
                "verbose_name_plural": "Kommunen",
                "ordering": ["sort_key", "ags"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ags__regex", "^[0-9]{8}$")),
                        name="municipality_ags_has_eight_digits",
                        violation_error_message="Der amtliche Gemeindeschlüssel besteht aus acht Ziffern.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideDistrict",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "district",
                    models.CharField(max_length=5, unique=True, verbose_name="Kreisschlüssel"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                ("state", models.CharField(max_length=2, verbose_name="Land")),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            models.Func(
                                django.db.models.functions.text.Replace(
                                    models.F("name"),
                                    models.Value("ß"),
                                    models.Value("ss"),
                                ),
                                models.Value("ÄÖÜäöüÀÁÂÃÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÝàáâãçèéêëìíîïñòóôõùúûý"),
                                models.Value("aouaouaaaaceeeeiiiinoooouuuyaaaaceeeeiiiinoooouuuy"),
                                function="translate",
                                output_field=models.CharField(),
                            )
                        ),
                        output_field=models.CharField(max_length=300),
                    ),
                ),
            ],
            options={
                "verbose_name": "Kreis außerhalb des Netzwerks",
                "verbose_name_plural": "Kreise außerhalb des Netzwerks",
                "ordering": ["sort_key", "district"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("district__regex", "^[0-9]{5}$")),
                        name="outside_district_has_five_digits",
                        violation_error_message="Der Kreisschlüssel besteht aus fünf Ziffern.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__regex", "^[A-Z]{2}$")),
                        name="outside_district_state_is_two_letters",
                        violation_error_message="Das Land steht als zwei Großbuchstaben, zum Beispiel NW.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "key",
                    models.SlugField(max_length=60, unique=True, verbose_name="Schlüssel"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                (
                    "category",
                    models.CharField(max_length=30, verbose_name="Gruppe nach § 3 Abs. 2 KKG"),
                ),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            models.Func(
                                django.db.models.functions.text.Replace(
                                    models.F("name"),
                                    models.Value("ß"),
                                    models.Value("ss"),
                                ),
                                models.Value("ÄÖÜäöüÀÁÂÃÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÝàáâãçèéêëìíîïñòóôõùúûý"),
                                models.Value("aouaouaaaaceeeeiiiinoooouuuyaaaaceeeeiiiinoooouuuy"),
                                function="translate",
                                output_field=models.CharField(),
                            )
                        ),
                        output_field=models.CharField(max_length=300),
                    ),
                ),
                (
                    "district",
                    models.BooleanField(default=False, verbose_name="Einrichtung auf Kreisebene"),
                ),
            ],
            options={
                "verbose_name": "Netzwerkpartner",
                "verbose_name_plural": "Netzwerkpartner",
                "ordering": ["sort_key", "key"],
                "permissions": [
                    ("report", "Für diese Einrichtung mitteilen"),
                    ("read_own", "Mitteilungen dieser Einrichtung ansehen"),
                ],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "counselling",
                                    "daycare",
                                    "family_court",
                                    "health_office",
                                    "hospital",
                                    "midwife",
                                    "other",
                                    "physician",
                                    "police",
                                    "provider",
                                    "school",
                                    "state_youth_office",
                                ],
                            )
                        ),
                        name="partner_category_is_known",
                        violation_error_message="Diese Gruppe von Netzwerkpartnern gibt es nicht.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="partner_has_a_name",
                        violation_error_message="Jeder Netzwerkpartner braucht einen Namen.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("service", models.CharField(max_length=40, verbose_name="Angebot")),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="gültig"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverages",
                        to="network.municipality",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverages",
                        to="network.partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "Angebot",
                "verbose_name_plural": "Angebote",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PartnerGroupGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="network.partner",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group"),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="auth.permission",
                    ),
                ),
            ],
            options={
                "verbose_name": "Recht einer Rolle bei einem Partner",
                "verbose_name_plural": "Rechte von Rollen bei Partnern",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PartnerUserGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="network.partner",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="auth.permission",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Recht einer Person bei einem Partner",
                "verbose_name_plural": "Rechte von Personen bei Partnern",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PostalCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.CharField(max_length=5, verbose_name="Postleitzahl")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postal_codes",
                        to="network.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "Postleitzahl",
                "verbose_name_plural": "Postleitzahlen",
                "ordering": ["code"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="YouthOffice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "key",
                    models.SlugField(max_length=60, unique=True, verbose_name="Schlüssel"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                ("kind", models.CharField(max_length=20, verbose_name="Art")),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            models.Func(
                                django.db.models.functions.text.Replace(
                                    models.F("name"),
                                    models.Value("ß"),
                                    models.Value("ss"),
                                ),
                                models.Value("ÄÖÜäöüÀÁÂÃÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÝàáâãçèéêëìíîïñòóôõùúûý"),
                                models.Value("aouaouaaaaceeeeiiiinoooouuuyaaaaceeeeiiiinoooouuuy"),
                                function="translate",
                                output_field=models.CharField(),
                            )
                        ),
                        output_field=models.CharField(max_length=300),
                    ),
                ),
                (
                    "note",
                    models.TextField(blank=True, default="", verbose_name="Anmerkung"),
                ),
            ],
            options={
                "verbose_name": "Jugendamt",
                "verbose_name_plural": "Jugendämter",
                "ordering": ["sort_key", "key"],
                "permissions": [
                    ("work_cases", "Fälle dieses Jugendamts bearbeiten"),
                    ("lead_office", "Dieses Jugendamt leiten"),
                    ("edit_directory", "Das Verzeichnis pflegen"),
                    ("coordinate_network", "Das Netzwerk koordinieren"),
                    ("administer_accounts", "Konten und Rollen verwalten"),
                ],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["county", "open_seat", "town"])),
                        name="office_kind_is_known",
                        violation_error_message="Diese Art von Jugendamt gibt es nicht.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="office_has_a_name",
                        violation_error_message="Jedes Jugendamt braucht einen Namen.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Territory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="gültig"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="territories",
                        to="network.municipality",
                        verbose_name="Kommune",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="territories",
                        to="network.youthoffice",
                        verbose_name="Jugendamt",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zuständigkeitsgebiet",
                "verbose_name_plural": "Zuständigkeitsgebiete",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OnCallSlot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="Wochentag")),
                ("starts", models.TimeField(verbose_name="beginnt")),
                ("ends", models.TimeField(verbose_name="endet")),
                ("person", models.CharField(max_length=200, verbose_name="Person")),
                ("phone", models.CharField(max_length=60, verbose_name="Telefon")),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        default="",
                        max_length=254,
                        verbose_name="E-Mail-Adresse",
                    ),
                ),
                (
                    "delegate",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        verbose_name="beauftragte Stelle",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="on_call_slots",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="on_call_slots",
                        to="network.youthoffice",
                    ),
                ),
            ],
            options={
                "verbose_name": "Rufbereitschaft",
                "verbose_name_plural": "Rufbereitschaften",
                "ordering": ["weekday", "starts"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OfficeHours",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="Wochentag")),
                ("opens", models.TimeField(verbose_name="öffnet")),
                ("closes", models.TimeField(verbose_name="schließt")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office_hours",
                        to="network.youthoffice",
                    ),
                ),
            ],
            options={
                "verbose_name": "Dienstzeit",
                "verbose_name_plural": "Dienstzeiten",
                "ordering": ["weekday", "opens"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Network",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                (
                    "district",
                    models.CharField(max_length=5, verbose_name="Kreisschlüssel"),
                ),
                (
                    "is_only",
                    models.BooleanField(default=True, editable=False, unique=True),
                ),
                (
                    "fallback_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.youthoffice",
                        verbose_name="Auffangendes Jugendamt",
                    ),
                ),
            ],
            options={
                "verbose_name": "Netzwerk",
                "verbose_name_plural": "Netzwerk",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("role", models.CharField(max_length=30, verbose_name="Rolle")),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="gültig"),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="Grund"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="network.partner",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="network.youthoffice",
                    ),
                ),
            ],
            options={
                "verbose_name": "Mitgliedschaft",
                "verbose_name_plural": "Mitgliedschaften",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=10, verbose_name="Art")),
                (
                    "address",
                    models.CharField(max_length=254, verbose_name="Adresse oder Nummer"),
                ),
                ("label", models.CharField(max_length=200, verbose_name="Bezeichnung")),
                (
                    "role",
                    models.CharField(blank=True, max_length=30, null=True, verbose_name="Rolle"),
                ),
                (
                    "verified_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bestätigt am"),
                ),
                (
                    "verified_by",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        verbose_name="bestätigt durch",
                    ),
                ),
                (
                    "outside_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_points",
                        to="network.outsidedistrict",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_points",
                        to="network.partner",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_points",
                        to="network.youthoffice",
                    ),
                ),
            ],
            options={
                "verbose_name": "Erreichbarkeit",
                "verbose_name_plural": "Erreichbarkeiten",
                "ordering": ["kind", "label", "address"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="YouthOfficeGroupGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="network.youthoffice",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group"),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="auth.permission",
                    ),
                ),
            ],
            options={
                "verbose_name": "Recht einer Rolle an einem Jugendamt",
                "verbose_name_plural": "Rechte von Rollen an Jugendämtern",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="YouthOfficeUserGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="network.youthoffice",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="auth.permission",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Recht einer Person an einem Jugendamt",
                "verbose_name_plural": "Rechte von Personen an Jugendämtern",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email", django.db.models.functions.text.Lower(models.F("email")))
                ),
                name="user_email_is_lower_case",
                violation_error_message="E-Mail-Adressen werden klein geschrieben gespeichert.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="user_has_a_name",
                violation_error_message="Zu jedem Konto gehört der Name einer Person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "service__in",
                        [
                            "facility_supervision",
                            "family_counselling",
                            "family_court",
                            "health_office",
                            "medical_child_protection",
                            "paediatric_hospital",
                            "police",
                            "school_psychology",
                            "sexual_violence_counselling",
                        ],
                    )
                ),
                name="coverage_service_is_known",
                violation_error_message="Dieses Angebot gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("validity__isempty", False),
                    ("validity__startswith__isnull", False),
                ),
                name="coverage_validity_is_sound",
                violation_error_message="Die Gültigkeit braucht einen ersten Tag, der nicht nach dem letzten liegt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("municipality__isnull", False)),
                expressions=[
                    (
                        models.Func(
                            models.F("partner"),
                            models.F("partner"),
                            models.Value("[]"),
                            function="uuidrange",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("service"),
                            models.F("service"),
                            models.Value("[]"),
                            function="textrange",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("municipality"),
                            models.F("municipality"),
                            models.Value("[]"),
                            function="uuidrange",
                        ),
                        "&&",
                    ),
                    ("validity", "&&"),
                ],
                name="coverage_is_named_once",
                violation_error_message="Dieses Angebot ist für diesen Ort und diese Zeit schon eingetragen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("municipality__isnull", True)),
                expressions=[
                    (
                        models.Func(
                            models.F("partner"),
                            models.F("partner"),
                            models.Value("[]"),
                            function="uuidrange",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("service"),
                            models.F("service"),
                            models.Value("[]"),
                            function="textrange",
                        ),
                        "&&",
                    ),
                    ("validity", "&&"),
                ],
                name="coverage_of_district_is_named_once",
                violation_error_message="Dieses Angebot ist für den Kreis und diese Zeit schon eingetragen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("municipality__isnull", False),
                    ("service__in", ("family_court", "police")),
                ),
                expressions=[
                    (
                        models.Func(
                            models.F("service"),
                            models.F("service"),
                            models.Value("[]"),
                            function="textrange",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("municipality"),
                            models.F("municipality"),
                            models.Value("[]"),
                            function="uuidrange",
                        ),
                        "&&",
                    ),
                    ("validity", "&&"),
                ],
                name="coverage_has_one_court_and_one_police",
                violation_error_message="Für diesen Ort ist schon ein anderes Gericht oder eine andere Polizeibehörde eingetragen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("municipality__isnull", True),
                    ("service__in", ("family_court", "police")),
                ),
                expressions=[
                    (
                        models.Func(
                            models.F("service"),
                            models.F("service"),
                            models.Value("[]"),
                            function="textrange",
                        ),
                        "&&",
                    ),
                    ("validity", "&&"),
                ],
                name="coverage_of_district_has_one_court_and_one_police",
                violation_error_message="Für den Kreis ist schon ein anderes Gericht oder eine andere Polizeibehörde eingetragen.",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="partnergroupgrant",
            unique_together={("group", "permission", "content_object")},
        ),
        migrations.AlterUniqueTogether(
            name="partnerusergrant",
            unique_together={("user", "permission", "content_object")},
        ),
        migrations.AddConstraint(
            model_name="postalcode",
            constraint=models.UniqueConstraint(
                fields=("code", "municipality"),
                name="postal_code_once_per_municipality",
                violation_error_message="Diese Postleitzahl steht schon bei der Kommune.",
            ),
        ),
        migrations.AddConstraint(
            model_name="postalcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9]{5}$")),
                name="postal_code_has_five_digits",
                violation_error_message="Eine Postleitzahl besteht aus fünf Ziffern.",
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("municipality"),
                            models.F("municipality"),
                            models.Value("[]"),
                            function="uuidrange",
                        ),
                        "&&",
                    ),
                    ("validity", "&&"),
                ],
                name="territory_has_one_office_at_a_time",
                violation_error_message="Für diese Kommune ist in dieser Zeit schon ein Jugendamt eingetragen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("validity__isempty", False),
                    ("validity__startswith__isnull", False),
                ),
                name="territory_validity_is_sound",
                violation_error_message="Die Gültigkeit braucht einen ersten Tag, der nicht nach dem letzten liegt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="oncallslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 7)),
                name="on_call_slot_weekday_is_known",
                violation_error_message="Ein Wochentag ist eine Zahl von 0 (Montag) bis 7 (Feiertag).",
            ),
        ),
        migrations.AddConstraint(
            model_name="oncallslot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", ""), _negated=True),
                    models.Q(("phone", ""), _negated=True),
                ),
                name="on_call_slot_has_person_and_phone",
                violation_error_message="Zur Rufbereitschaft gehören eine Person und eine Telefonnummer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="oncallslot",
            constraint=models.UniqueConstraint(
                fields=("office", "weekday", "starts"),
                name="on_call_slot_begins_once",
                violation_error_message="Zu dieser Zeit beginnt schon eine Rufbereitschaft.",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)),
                name="office_hours_weekday_is_known",
                violation_error_message="Ein Wochentag ist eine Zahl von 0 (Montag) bis 6 (Sonntag).",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens__lt", models.F("closes"))),
                name="office_hours_open_before_they_close",
                violation_error_message="Ein Jugendamt öffnet, bevor es schließt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.UniqueConstraint(
                fields=("office", "weekday", "opens"),
                name="office_hours_begin_once",
                violation_error_message="Diese Dienstzeit ist schon eingetragen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="network",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_only", True)),
                name="network_is_the_only_one",
                violation_error_message="Eine Installation dient genau einem Netzwerk.",
            ),
        ),
        migrations.AddConstraint(
            model_name="network",
            constraint=models.CheckConstraint(
                condition=models.Q(("district__regex", "^[0-9]{5}$")),
                name="network_district_has_five_digits",
                violation_error_message="Der Kreisschlüssel besteht aus fünf Ziffern.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("office__isnull", False), ("partner__isnull", True)),
                    models.Q(("office__isnull", True), ("partner__isnull", False)),
                    _connector="OR",
                ),
                name="membership_has_one_organisation",
                violation_error_message="Eine Mitgliedschaft gehört zu genau einer Stelle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "case_worker",
                            "coordination",
                            "deputy",
                            "directory_editor",
                            "office_head",
                            "partner_reporter",
                            "technical_admin",
                        ],
                    )
                ),
                name="membership_role_is_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("partner__isnull", False), ("role", "partner_reporter")),
                    models.Q(
                        models.Q(("role", "partner_reporter"), _negated=True),
                        ("office__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="membership_role_fits_organisation",
                violation_error_message="Mitteilende Personen gehören zu einem Netzwerkpartner, alle anderen Rollen zu einem Jugendamt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("validity__isempty", False),
                    ("validity__startswith__isnull", False),
                ),
                name="membership_validity_is_sound",
                violation_error_message="Die Gültigkeit braucht einen ersten Tag, der nicht nach dem letzten liegt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("user"),
                            models.F("user"),
                            models.Value("[]"),
                            function="uuidrange",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.Func(
                                models.F("office"),
                                models.F("partner"),
                                function="coalesce",
                            ),
                            models.Func(
                                models.F("office"),
                                models.F("partner"),
                                function="coalesce",
                            ),
                            models.Value("[]"),
                            function="uuidrange",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("role"),
                            models.F("role"),
                            models.Value("[]"),
                            function="textrange",
                        ),
                        "&&",
                    ),
                    ("validity", "&&"),
                ],
                name="membership_is_held_once",
                violation_error_message="Diese Person hat diese Rolle in dieser Zeit schon.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("office__isnull", False),
                        ("outside_district__isnull", True),
                        ("partner__isnull", True),
                    ),
                    models.Q(
                        ("office__isnull", True),
                        ("outside_district__isnull", True),
                        ("partner__isnull", False),
                    ),
                    models.Q(
                        ("office__isnull", True),
                        ("outside_district__isnull", False),
                        ("partner__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="contact_point_has_one_owner",
                violation_error_message="Eine Erreichbarkeit gehört zu genau einer Stelle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["email", "phone"])),
                name="contact_point_kind_is_known",
                violation_error_message="Eine Erreichbarkeit ist eine E-Mail-Adresse oder eine Telefonnummer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__isnull", True),
                    (
                        "role__in",
                        [
                            "case_worker",
                            "coordination",
                            "deputy",
                            "directory_editor",
                            "office_head",
                            "partner_reporter",
                            "technical_admin",
                        ],
                    ),
                    _connector="OR",
                ),
                name="contact_point_role_is_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), _negated=True),
                    models.Q(("label", ""), _negated=True),
                ),
                name="contact_point_has_address_and_label",
                violation_error_message="Eine Erreichbarkeit braucht Adresse und Bezeichnung.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_at__isnull", True), ("verified_by", "")),
                    models.Q(
                        ("verified_at__isnull", False),
                        models.Q(("verified_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contact_point_verified_at_and_by",
                violation_error_message="Zu einer Bestätigung gehören Zeitpunkt und Person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.UniqueConstraint(
                fields=(
                    "office",
                    "partner",
                    "outside_district",
                    "kind",
                    "role",
                    "label",
                ),
                name="contact_point_is_named_once",
                nulls_distinct=False,
                violation_error_message="Diese Bezeichnung gibt es bei der Stelle schon.",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="youthofficegroupgrant",
            unique_together={("group", "permission", "content_object")},
        ),
        migrations.AlterUniqueTogether(
            name="youthofficeusergrant",
            unique_together={("user", "permission", "content_object")},
        ),
        migrations.RunSQL(MAKE_GAP_GUARD, DROP_GAP_GUARD),
        migrations.RunSQL(MAKE_APPEND_ONLY, DROP_APPEND_ONLY),
    ]
