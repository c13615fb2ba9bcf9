"""Which rows about cases are open to whom.

An office sees what it took in and the children it owns; recipients see what was addressed to them
and has left; reporters see what they reported themselves. Whoever is kept out of a concern sees
none of it. Single concerns are lent to one person (`walls.lent`): opened in an emergency for an
hour (docs/adr/0055), called in on, or told while on call (docs/adr/0074). The economic unit reads
columns through a function and no row (docs/adr/0075). Written is only in a deed, which names the
one concern it is about (`network.access.deed`).
"""

from kinderschutz.lib.walls import ALIASES, CONCERN, OFFICES, PARTNERS, PERSON, Open, Wall, Walls
from network.walls import LOGS, OLD_CODE

HAS_ENDED = """
CREATE OR REPLACE FUNCTION walls.has_ended(which uuid, of_office uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN EXISTS (
        SELECT 1 FROM public.cases_endedcopy WHERE concern_id = which AND office_id = of_office
    ) THEN of_office = ANY(walls.own_offices()) ELSE false END
$$
"""
"""Whether the office's own time with the concern is over, while others still keep theirs. Of
offices at which the person has no role it tells nothing; whose they are is asked only where there
is something to tell.
"""

KEPT_OUT = """
CREATE OR REPLACE FUNCTION walls.kept_out() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(b.concern_id), '{}') FROM public.cases_caseblock b
    WHERE b.ended_at IS NULL
        AND (
            b.user_id = (SELECT walls.person())
            OR b.partner_id = ANY((SELECT walls.partners())::uuid[])
        )
        AND NOT EXISTS (
            SELECT 1 FROM public.cases_reporter r
            WHERE r.concern_id = b.concern_id AND (
                r.alias = ANY((SELECT walls.aliases())::uuid[])
                OR r.user_id = (SELECT walls.person())
            )
        )
$$
"""
"""Concerns that do not exist for the person; what somebody reported stays open to that person."""

KEPT_OUT_MESSAGES = """
CREATE OR REPLACE FUNCTION walls.kept_out_messages() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(id), '{}') FROM public.cases_notice
    WHERE concern_id = ANY((SELECT walls.kept_out())::uuid[])
$$
"""
"""The notices of those: calls, letters and deliveries name them."""

BROKEN_IN = """
CREATE OR REPLACE FUNCTION walls.opened() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(concern_id), '{}') FROM public.cases_breakglass
    WHERE user_id = (SELECT walls.person())
        AND ended_at IS NULL AND expires_at > clock_timestamp()
        AND office_id = ANY(
            (SELECT walls.offices_for('assist_cases', 'answer_on_call'))::uuid[]
        )
$$
"""
"""Concerns that the person has opened in an emergency, until the hour or the role is over."""

ASSIGNED = """
CREATE OR REPLACE FUNCTION walls.assigned() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(a.concern_id), '{}') FROM public.cases_caseassignment a
    WHERE a.user_id = (SELECT walls.person())
        AND a.ended_at IS NULL
        AND (a.until IS NULL OR a.until > clock_timestamp())
        AND a.office_id = ANY((SELECT walls.offices_for('assist_cases'))::uuid[])
        AND NOT walls.has_ended(a.concern_id, a.office_id)
        AND NOT EXISTS (
            SELECT 1 FROM public.cases_closure c
            WHERE c.concern_id = a.concern_id AND c.office_id = a.office_id
                AND c.at >= a.assigned_at
        )
$$
"""
"""Concerns on which the person was called in: until the day named, until somebody ends it, until
the role or the office's own time with the case is over, or the office has closed it.
"""

TOLD_ON_DUTY = """
CREATE OR REPLACE FUNCTION walls.told_on_duty() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT d.notice_id), '{}') FROM public.cases_dutycase d
    WHERE d.user_id = (SELECT walls.person()) AND d.until > clock_timestamp()
        AND d.office_id = ANY((SELECT walls.offices_for('answer_on_call'))::uuid[])
$$
"""
"""Notices that reached an office while the person was on call there, for a short look back."""

ON_DUTY = """
CREATE OR REPLACE FUNCTION walls.on_duty() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT d.concern_id), '{}') FROM public.cases_dutycase d
    WHERE d.user_id = (SELECT walls.person()) AND d.until > clock_timestamp()
        AND d.office_id = ANY((SELECT walls.offices_for('answer_on_call'))::uuid[])
        AND d.is_own AND NOT walls.has_ended(d.concern_id, d.office_id)
$$
"""
"""The concerns of those, where the office answers for them itself."""

LENT = """
CREATE OR REPLACE FUNCTION walls.lent() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT walls.opened() || walls.assigned() || walls.on_duty() $$
"""
"""Single concerns that are open to this person beside those of the own offices.

None of these functions asks a table that itself asks for them: the owner's own policy comes last.
"""

FOR_COSTS = """
CREATE OR REPLACE FUNCTION walls.jurisdiction_data(
    of_child uuid, of_reference text, before timestamptz, before_child uuid, most int
)
RETURNS TABLE (
    id uuid, concern_id uuid, office_id uuid, ref varchar, identity bytea, reference varchar,
    recorded_at timestamptz, decision_id uuid, number smallint, made_at timestamptz,
    made_by_id uuid, child_ref varchar, rules_version varchar, law_version varchar,
    reason bytea, answers bytea
)
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.id, c.concern_id, c.office_id, c.ref, c.identity, c.reference,
        c.recorded_at, d.id, d.number, d.made_at,
        d.made_by_id, d.child_ref, d.rules_version, d.law_version,
        d.reason, d.answers
    FROM (
        SELECT k.id, k.concern_id, k.office_id, k.ref, k.identity, w.reference, w.recorded_at
        FROM public.cases_child k JOIN public.cases_concern w ON w.id = k.concern_id
        WHERE k.office_id = ANY((SELECT walls.offices_for('check_costs'))::uuid[])
            AND k.concern_id <> ALL((SELECT walls.kept_out())::uuid[])
            AND NOT w.is_canary
            AND NOT EXISTS (
                SELECT 1 FROM public.cases_endedcopy e
                WHERE e.concern_id = k.concern_id AND e.office_id = k.office_id
            )
            AND (of_child IS NULL OR k.id = of_child)
            AND (of_reference IS NULL OR w.reference = of_reference)
            AND (before IS NULL OR (w.recorded_at, k.id) < (before, before_child))
        ORDER BY w.recorded_at DESC, k.id DESC LIMIT most
    ) c
    JOIN LATERAL (
        SELECT * FROM public.cases_decision
        WHERE cases_decision.concern_id = c.concern_id
            AND cases_decision.child_ref IN ('', c.ref)
        ORDER BY cases_decision.number DESC LIMIT 1
    ) d ON true
    ORDER BY c.recorded_at DESC, c.id DESC
$$
"""
"""What the economic unit checks: children of its office with the last decision about each. No
column of the report, of its facts, of who reported, or of how dangerous it is (docs/adr/0075).
"""

WORKS_ON = """
CREATE OR REPLACE FUNCTION walls.works_on(which uuid, offices uuid[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (
        cardinality(offices) > 0 AND (
            EXISTS (
                SELECT 1 FROM public.cases_concern
                WHERE id = which AND office_id = ANY(ARRAY(
                    SELECT o FROM unnest(offices) o WHERE NOT walls.has_ended(which, o)
                ))
            ) OR EXISTS (
                SELECT 1 FROM public.cases_child
                WHERE concern_id = which AND office_id = ANY(offices)
            )
        )
    ) AND offices <@ walls.offices()
$$
"""
"""Whether one of the own offices took the concern in or owns a child of it. Given are the offices
that the statement has asked for once; of others it tells nothing.
"""

REPORTED = """
CREATE OR REPLACE FUNCTION walls.reported(which uuid, person uuid, known_as uuid[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.cases_reporter
        WHERE concern_id = which AND (alias = ANY(known_as) OR user_id = person)
    ) AND person = walls.person() AND known_as <@ walls.aliases()
$$
"""
"""Whether the person reported the concern. Given are person and aliases as the statement has asked
for them once; of anybody else it tells nothing. The account itself stands only in rows of before.
"""

GONE = (
    "DROP FUNCTION IF EXISTS walls.holds(uuid, uuid[], uuid)",
    "DROP FUNCTION IF EXISTS walls.reported(uuid, uuid)",
)
"""Functions of before. The first told by its arguments who had reported."""

MESSAGES = """
CREATE OR REPLACE FUNCTION walls.messages() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(id), '{}') FROM public.cases_notice
    WHERE concern_id = walls.concern()
$$
"""
"""The notices of the concern that the deed is about: calls, letters and deliveries name them."""

IS_FALLBACK = """
CREATE OR REPLACE FUNCTION walls.is_fallback() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.network_network WHERE fallback_office_id = ANY(walls.offices())
    )
$$
"""

BY_MONTH = """
CREATE OR REPLACE FUNCTION reports.concerns_by_month()
RETURNS TABLE (month date, office text, urgency text, concerns bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT date_trunc('month', c.recorded_at AT TIME ZONE 'Europe/Berlin')::date,
        o.name, c.urgency, nullif(greatest(count(*), 4), 4)
    FROM public.cases_concern c JOIN public.network_youthoffice o ON o.id = c.office_id
    WHERE NOT c.is_canary
    GROUP BY 1, 2, 3
$$
"""
"""Concerns by month, office and urgency; less than five are not told, they would be recognised."""

FUNCTIONS = (
    HAS_ENDED,
    KEPT_OUT,
    KEPT_OUT_MESSAGES,
    BROKEN_IN,
    ASSIGNED,
    TOLD_ON_DUTY,
    ON_DUTY,
    LENT,
    FOR_COSTS,
    WORKS_ON,
    REPORTED,
    MESSAGES,
    IS_FALLBACK,
    BY_MONTH,
)

THE_DEED = f"concern_id = {CONCERN}"
WORKED = f"walls.works_on(concern_id, {OFFICES})"
REPORTED_BY_ME = f"walls.reported(concern_id, {PERSON}, {ALIASES})"
HELD = f"{WORKED} OR {REPORTED_BY_ME}"
NOT_SHUT = "concern_id <> ALL((SELECT walls.kept_out())::uuid[])"
"""A deed asks for itself, before it opens anything."""
LENT_TO_ME = "concern_id = ANY((SELECT walls.lent())::uuid[])"
OFFICES_THAT_LEND = "((SELECT walls.offices_for('assist_cases', 'answer_on_call'))::uuid[])"
FILES_LENT_TO_ME = (
    "(concern_id = ANY((SELECT walls.assigned() || walls.on_duty())::uuid[]) AND (from_report"
    f" OR office_id = ANY{OFFICES_THAT_LEND}))"
)
"""Files go along with what somebody works on, not with an emergency opening. What another office
has added is that office's.
"""
TOLD_TO_ME_ON_DUTY = "id = ANY((SELECT walls.told_on_duty())::uuid[])"
OF_OWN_OFFICE = f"(office_id = ANY{OFFICES} AND NOT walls.has_ended(concern_id, office_id))"
OF_A_CASE = Wall(
    read=f"{THE_DEED} OR ({NOT_SHUT} AND ({OF_OWN_OFFICE} OR {LENT_TO_ME} OR {WORKED}))",
    write=THE_DEED,
)
IN_MESSAGES = "message_id = ANY((SELECT walls.messages())::uuid[])"
TOLD = "EXISTS (SELECT 1 FROM public.cases_notice n WHERE n.id = message_id)"
NOT_SHUT_MESSAGE = "message_id <> ALL((SELECT walls.kept_out_messages())::uuid[])"
ADDRESSED = f"office_id = ANY{OFFICES} OR recipient_office_id = ANY{OFFICES}"

ATTACHED_BY_ME = f"(concern_id IS NULL AND uploaded_by_id = {PERSON})"
"""A file of a report that is still being written."""
TOLD_WHOLE = (
    "(from_report AND EXISTS (SELECT 1 FROM public.cases_notice n WHERE"  # noqa: S608 - constants
    " n.concern_id = cases_upload.concern_id AND n.content_level = 'full'"
    " AND n.released_at IS NOT NULL AND n.erased_at IS NULL"
    f" AND n.recipient_office_id = ANY{OFFICES}))"
)
"""A file of a report that an office of the person was told as a whole."""


def part_of(table: str, key: str) -> str:
    """Open with the row it belongs to."""
    return f"EXISTS (SELECT 1 FROM public.{table} whole WHERE whole.id = {key})"  # noqa: S608 our own names


WORKED_ON = Wall(read=f"{THE_DEED} OR ({NOT_SHUT} AND office_id = ANY{OFFICES})", write=THE_DEED)

TABLES: Walls = {
    "cases_accessexport": WORKED_ON,
    "cases_acknowledgement": Wall(read=part_of("cases_notice", "notice_id")),
    "cases_adult": OF_A_CASE,
    "cases_assignmentnote": Wall(
        read=f"{THE_DEED} OR ({NOT_SHUT} AND (office_id = ANY{OFFICES} OR {LENT_TO_ME}))",
        write=THE_DEED,
    ),
    "cases_breakglass": Wall(
        read=f"{THE_DEED} OR user_id = {PERSON} OR ({NOT_SHUT} AND office_id = ANY{OFFICES})",
        write=THE_DEED,
    ),
    "cases_canaryresult": Open("Probemeldungen ohne ein Kind"),
    "cases_canaryrun": Open("Probemeldungen ohne ein Kind"),
    "cases_caseassignment": Wall(
        read=f"{THE_DEED} OR ({NOT_SHUT} AND (user_id = {PERSON} OR office_id = ANY{OFFICES}))",
        write=THE_DEED,
    ),
    "cases_caseblock": Wall(
        read=f"{THE_DEED} OR office_id = ANY{OFFICES} OR user_id = {PERSON}"
        f" OR partner_id = ANY{PARTNERS} OR {HELD}",
        write=THE_DEED,
    ),
    # Whoever may read a value needs its key; wrapped it tells nothing but that there is a case.
    "cases_casekey": Wall(read="true", write=THE_DEED),
    "cases_child": Wall(
        read=f"{THE_DEED} OR ({NOT_SHUT} AND (office_id = ANY{OFFICES} OR {LENT_TO_ME} OR {HELD}))",
        write=THE_DEED,
    ),
    "cases_concern": Wall(
        read=f"id = {CONCERN} OR (id <> ALL((SELECT walls.kept_out())::uuid[]) AND ("
        f"(office_id = ANY{OFFICES} AND NOT walls.has_ended(id, office_id))"
        " OR id = ANY((SELECT walls.lent())::uuid[])"
        f" OR walls.works_on(id, {OFFICES}) OR walls.reported(id, {PERSON}, {ALIASES})))",
        write=f"id = {CONCERN}",
    ),
    "cases_closure": WORKED_ON,
    "cases_decision": Wall(  # whoever reported is told whom the first decision had informed
        read=f"{OF_A_CASE.read} OR (number = 1 AND {REPORTED_BY_ME})",
        write=THE_DEED,
    ),
    "cases_deletionrecord": Wall(
        read=f"office_id = ANY{OFFICES} OR office_id = ANY{LOGS}", write="false"
    ),
    "cases_draft": Wall(read=f"user_id = {PERSON}"),
    "cases_dutycase": Wall(
        read=f"{THE_DEED} OR ({NOT_SHUT} AND (user_id = {PERSON} OR office_id = ANY{OFFICES}))",
        write=THE_DEED,
    ),
    "cases_endedcopy": Wall(read=f"office_id = ANY{OFFICES}", write="false"),
    "cases_formdraft": Wall(read=f"user_id = {PERSON}"),
    "cases_itemmark": OF_A_CASE,
    "cases_itemtransfer": OF_A_CASE,
    "cases_legalhold": WORKED_ON,
    "cases_notice": Wall(
        read=f"{THE_DEED} OR ({NOT_SHUT} AND ((released_at IS NOT NULL AND erased_at IS NULL"
        f" AND (recipient_office_id = ANY{OFFICES} OR recipient_partner_id = ANY{PARTNERS}))"
        f" OR {OF_OWN_OFFICE} OR {LENT_TO_ME} OR {TOLD_TO_ME_ON_DUTY} OR {WORKED}"
        f" OR (cause = 'route' AND {REPORTED_BY_ME})))",
        write=THE_DEED,
    ),
    "cases_ownership": Wall(read=part_of("cases_child", "child_id")),
    "cases_paperkit": Wall(read=f"office_id = ANY{OFFICES}"),
    # Who works on the case reads who reported in a deed only, which asks for a reason.
    "cases_reporter": Wall(
        read=f"{THE_DEED} OR alias = ANY{ALIASES} OR user_id = {PERSON}", write=THE_DEED
    ),
    "cases_reporterreveal": WORKED_ON,
    "cases_retentionrule": Wall(read="true", write="false"),  # only the portal's own work
    "cases_searchmark": Wall(read=f"{NOT_SHUT} AND {OF_OWN_OFFICE}", write=THE_DEED),
    "cases_upload": Wall(
        read=f"{THE_DEED} OR {ATTACHED_BY_ME} OR ({NOT_SHUT} AND ({OF_OWN_OFFICE}"
        f" OR (from_report AND {WORKED}) OR {FILES_LENT_TO_ME}"
        f" OR {TOLD_WHOLE} OR uploaded_by_id = {PERSON} OR (from_report AND {REPORTED_BY_ME})))",
        write=f"{THE_DEED} OR {ATTACHED_BY_ME}",
    ),
    "cases_uploadpiece": Wall(
        read=part_of("cases_upload", "upload_id"),
        write=f"{THE_DEED} OR EXISTS (SELECT 1 FROM public.cases_upload whole"  # noqa: S608 - constants
        f" WHERE whole.id = upload_id AND whole.uploaded_by_id = {PERSON}"
        " AND whole.concern_id IS NULL)",
    ),
    "network_call": Wall(
        read=f"{IN_MESSAGES} OR ({NOT_SHUT_MESSAGE} AND ({ADDRESSED} OR (desk = 'fallback' AND"
        f" (SELECT walls.is_fallback())) OR {TOLD}))",
        write=IN_MESSAGES,
    ),
    "network_callattempt": Wall(read=part_of("network_call", "call_id")),
    "network_delivery": Wall(
        read=f"{IN_MESSAGES} OR ({NOT_SHUT_MESSAGE} AND ({ADDRESSED}"
        f" OR recipient_partner_id = ANY{PARTNERS} OR {TOLD}))",
        write=IN_MESSAGES,
        add=f"{CONCERN} IS NOT NULL OR {OLD_CODE}",  # a head is told under the key of a deed
    ),
    "network_letterentry": Wall(read=part_of("network_postalletter", "letter_id")),
    "network_postalletter": Wall(
        read=f"{IN_MESSAGES} OR ({NOT_SHUT_MESSAGE} AND (office_id = ANY{OFFICES} OR {TOLD}))",
        write=IN_MESSAGES,
    ),
}
