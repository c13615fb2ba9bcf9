"""Which rows of the network's tables are open to whom, and the functions that say who asks."""

from kinderschutz.lib.walls import ALIASES, CONCERN, OFFICES, PERSON, Open, Wall, Walls

CLAIM = """
CREATE OR REPLACE FUNCTION walls.claimed(field int) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parts text[] := string_to_array(nullif(current_setting('app.claim', true), ''), '|');
    length int := array_length(parts, 1);
    said bytea;
BEGIN
    IF parts IS NULL OR (parts[1], length) NOT IN (('v1', 5), ('v2', 6))
        OR parts[4] <> pg_backend_pid()::text
    THEN
        RETURN NULL;
    END IF;
    said := convert_to(array_to_string(parts[1:length - 1], '|'), 'UTF8');
    PERFORM 1 FROM walls.seal
        WHERE encode(sha256(outer_pad || sha256(inner_pad || said)), 'hex') = parts[length];
    IF NOT FOUND OR field >= length THEN
        RETURN NULL;
    END IF;
    RETURN nullif(parts[field], '-');
END $$
"""
"""A field of the claim: 2 who asks, 3 the concern, 5 the aliases; nothing where the seal is not
ours. Code of the version before makes claims without aliases.
"""

SEES_ALL = """
CREATE OR REPLACE FUNCTION walls.sees_all() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(walls.claimed(2) = 'everything', false) $$
"""

PERSON_FUNCTION = """
CREATE OR REPLACE FUNCTION walls.person() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who text := walls.claimed(2);
    found_id uuid;
BEGIN
    IF who IS NULL OR who = 'everything' THEN
        RETURN NULL;
    END IF;
    SELECT id INTO found_id FROM public.network_user WHERE id = who::uuid AND is_active;
    RETURN found_id;
END $$
"""

CONCERN_FUNCTION = """
CREATE OR REPLACE FUNCTION walls.concern() RETURNS uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT walls.claimed(3)::uuid $$
"""

ALIASES_FUNCTION = """
CREATE OR REPLACE FUNCTION walls.aliases() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN walls.person() IS NULL THEN '{}'
        ELSE coalesce(string_to_array(walls.claimed(5), ',')::uuid[], '{}') END
$$
"""
"""What stands for the person in rows that do not name them; the database itself cannot know it."""

OPENED = """
CREATE OR REPLACE FUNCTION walls.{name}(VARIADIC rights text[]) RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT m.{column}), '{{}}')
    FROM public.network_membership m
    WHERE m.user_id = walls.person()
        AND m.{column} IS NOT NULL
        AND m.validity @> (clock_timestamp() AT TIME ZONE 'Europe/Berlin')::date
        AND EXISTS (
            SELECT 1 FROM public.{grants} g
            JOIN public.auth_group r ON r.id = g.group_id AND r.name = m.role
            JOIN public.auth_permission p ON p.id = g.permission_id
            WHERE g.content_object_id = m.{column} AND p.codename = ANY(rights)
        )
$$
"""
"""Organisations that are open to the person for one of these rights: a membership valid today, and
the grant of its role. Both are asked in every statement, so what is withdrawn is withdrawn at once.
"""

SHORT = """
CREATE OR REPLACE FUNCTION walls.{name}() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT walls.{asked}({right}) $$
"""

OWN_OFFICES = """
CREATE OR REPLACE FUNCTION walls.own_offices() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT walls.offices_for(VARIADIC ARRAY(SELECT codename::text FROM public.auth_permission))
$$
"""
"""Offices at which the person has any role that counts today."""

MAIL_STANDS_SINCE = """
CREATE OR REPLACE FUNCTION walls.mail_stands_since() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(due_at) FROM public.network_delivery
    WHERE sent_at IS NULL AND failed_at IS NULL
        AND due_at < statement_timestamp() - interval '2 minutes'
$$
"""
"""Since when letters are due that nobody takes in hand; it tells a time and no letter."""

FUNCTIONS = (
    MAIL_STANDS_SINCE,
    CLAIM,
    SEES_ALL,
    PERSON_FUNCTION,
    CONCERN_FUNCTION,
    ALIASES_FUNCTION,
    OPENED.format(name="offices_for", column="office_id", grants="network_youthofficegroupgrant"),
    OPENED.format(name="partners_for", column="partner_id", grants="network_partnergroupgrant"),
    OWN_OFFICES,
    SHORT.format(name="offices", asked="offices_for", right="'work_cases'"),
    SHORT.format(name="partners", asked="partners_for", right="'report'"),
)

KNOWN = f"{PERSON} IS NOT NULL"
"""Somebody with an active account asks."""

DIRECTORY = Wall(read="true", write="false")
"""Who is responsible where and how to be reached: everybody reads, only the portal's own work
writes, as long as no page does. Whoever could write here could lead an office's mail elsewhere.
"""
RIGHTS = Wall(read="true", write="false")
"""Read by everybody who asks for the own rights; only the portal's own work changes them."""

KEEPS_ACCOUNTS = """
office_id = ANY((SELECT walls.offices_for('manage_accounts', 'lead_office'))::uuid[])
OR partner_id = ANY((SELECT walls.partners_for('manage_accounts'))::uuid[])
OR cardinality((SELECT walls.offices_for('administer_accounts'))::uuid[]) > 0
"""
"""Who keeps the accounts of an organisation, leads it, or keeps those of the network."""

PORTAL = Wall(read="false")
"""Work of the portal alone."""

LOGS = "((SELECT walls.offices_for('read_log', 'lead_office'))::uuid[])"
"""Offices whose logs the person may read."""

OLD_CODE = "(SELECT walls.claimed(1)) = 'v1'"
"""Processes of the version before, while an update is under way: they write every line as the
person. Nobody but them can make such a claim.
"""
OF_MYSELF = f"""NOT is_system AND (actor_id = {PERSON} OR actor_id = ANY{ALIASES})
AND recorded_at BETWEEN transaction_timestamp() AND clock_timestamp()"""
OF_MY_OFFICE = "(office_id IS NULL OR office_id = ANY((SELECT walls.own_offices())::uuid[]))"
MY_DEED = f"{OLD_CODE} OR ({OF_MYSELF} AND ({CONCERN} IS NOT NULL OR {OF_MY_OFFICE}))"
"""A line of the log that the database believes of a person: about the person's own deed, now, for
an office of the person or inside a deed. All else the portal itself writes (`network.audit`).
"""
MY_LOOK = f"""{OLD_CODE} OR ({OF_MYSELF} AND (
    (concern_id IS NULL AND {OF_MY_OFFICE})
    OR ({CONCERN} IS NOT NULL AND (concern_id IS NULL OR concern_id = {CONCERN}))
))"""
"""Likewise; what was looked at in a case is believed in a deed about this case."""

SIGN_IN = Open("wird gelesen, bevor jemand bekannt ist; Geheimnisse sind versiegelt oder gehasht")

TABLES: Walls = {
    "account_emailaddress": SIGN_IN,
    "account_emailconfirmation": SIGN_IN,
    "mfa_authenticator": SIGN_IN,
    "socialaccount_socialaccount": SIGN_IN,
    "socialaccount_socialapp": SIGN_IN,
    "socialaccount_socialtoken": SIGN_IN,
    "usersessions_usersession": Open("die Liste der Sitzungen nennt deren Fingerabdruck"),
    "auth_group": RIGHTS,
    "auth_group_permissions": RIGHTS,
    "auth_permission": RIGHTS,
    "django_content_type": Open("Namen der Tabellen, von Django geführt"),
    "django_migrations": Open("welche Tabellen es gibt; die Anwendung liest nur"),
    "django_session": Open("vor der Anmeldung gelesen; der Schlüssel steht nur im Cookie"),
    "guardian_groupobjectpermission": RIGHTS,
    "guardian_userobjectpermission": RIGHTS,
    "network_attempt": Wall(
        read="EXISTS (SELECT 1 FROM public.network_delivery d WHERE d.id = delivery_id)",
        write="false",
    ),
    "network_contactpoint": DIRECTORY,
    "network_coverage": DIRECTORY,
    "network_directoryversion": Open("Nummern der Fassungen des Verzeichnisses, sonst nichts"),
    "network_checkpoint": PORTAL,
    "network_event": Wall(
        read=f"office_id = ANY{OFFICES} OR actor_id = {PERSON} OR actor_id = ANY{ALIASES}",
        write="false",
        add=MY_DEED,
    ),
    "network_forgotten": PORTAL,
    "network_heartbeat": Open("Lebenszeichen der Prozesse, ohne Bezug zu Menschen"),
    "network_invitation": Wall(read=KEEPS_ACCOUNTS),
    "network_look": Wall(
        read=f"office_id = ANY{LOGS} OR actor_id = {PERSON} OR actor_id = ANY{ALIASES}",
        write="false",
        add=MY_LOOK,
    ),
    "network_membership": Wall(read="true", write=KEEPS_ACCOUNTS),
    "network_municipality": DIRECTORY,
    "network_network": DIRECTORY,
    "network_officehours": DIRECTORY,
    "network_oncallslot": DIRECTORY,
    "network_outsidedistrict": Open("Namen von Kreisen außerhalb; neue entstehen mit Meldungen"),
    "network_partner": DIRECTORY,
    "network_partnergroupgrant": RIGHTS,
    "network_partnerusergrant": RIGHTS,
    "network_postalcode": DIRECTORY,
    "network_seal": PORTAL,
    "network_territory": DIRECTORY,
    "network_unsealed": PORTAL,
    "network_user": Open("Namen und Adressen der Konten; vor der Anmeldung gelesen"),
    "network_user_groups": RIGHTS,
    "network_user_user_permissions": RIGHTS,
    "network_youthoffice": DIRECTORY,
    "network_youthofficegroupgrant": RIGHTS,
    "network_youthofficeusergrant": RIGHTS,
}
