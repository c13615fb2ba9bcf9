"""Which rows about cases are open to whom.

An office sees what it took in and the children it owns; recipients see what was addressed to them
and has left; reporters see what they reported themselves. Whoever is kept out of a concern sees
none of it; whoever opened one in an emergency reads it, without its reporter, until the hour is
over (docs/adr/0055). Written is only in a deed, which names the one concern it is about
(`network.access.deed`).
"""

from kinderschutz.lib.walls import CONCERN, OFFICES, PARTNERS, PERSON, Open, Wall, Walls

HAS_ENDED = """
CREATE OR REPLACE FUNCTION walls.has_ended(which uuid, of_office uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.cases_endedcopy WHERE concern_id = which AND office_id = of_office
    )
$$
"""
"""Whether the office's own time with the concern is over, while others still keep theirs."""

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
            WHERE r.concern_id = b.concern_id AND r.user_id = (SELECT walls.person())
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
CREATE OR REPLACE FUNCTION walls.reported(which uuid, person uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.cases_reporter WHERE concern_id = which AND user_id = person
    ) AND person = walls.person()
$$
"""
"""Whether the person reported the concern; of anybody else it tells nothing."""

GONE = ("DROP FUNCTION IF EXISTS walls.holds(uuid, uuid[], uuid)",)
"""Functions of before. This one told by its arguments who had reported."""

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
    WORKS_ON,
    REPORTED,
    MESSAGES,
    IS_FALLBACK,
    BY_MONTH,
)

THE_DEED = f"concern_id = {CONCERN}"
WORKED = f"walls.works_on(concern_id, {OFFICES})"
REPORTED_BY_ME = f"walls.reported(concern_id, {PERSON})"
HELD = f"{WORKED} OR {REPORTED_BY_ME}"
NOT_SHUT = "concern_id <> ALL((SELECT walls.kept_out())::uuid[])"
"""A deed asks for itself, before it opens anything."""
BROKEN_INTO = "concern_id = ANY((SELECT walls.opened())::uuid[])"
OF_OWN_OFFICE = f"(office_id = ANY{OFFICES} AND NOT walls.has_ended(concern_id, office_id))"
OF_A_CASE = Wall(
    read=f"{THE_DEED} OR ({NOT_SHUT} AND ({OF_OWN_OFFICE} OR {BROKEN_INTO} OR {WORKED}))",
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
    "cases_breakglass": Wall(
        read=f"{THE_DEED} OR user_id = {PERSON} OR ({NOT_SHUT} AND office_id = ANY{OFFICES})",
        write=THE_DEED,
    ),
    "cases_canaryresult": Open("Probemeldungen ohne ein Kind"),
    "cases_canaryrun": Open("Probemeldungen ohne ein Kind"),
    "cases_caseblock": Wall(
        read=f"{THE_DEED} OR office_id = ANY{OFFICES} OR user_id = {PERSON}"
        f" OR partner_id = ANY{PARTNERS} OR {HELD}",
        write=THE_DEED,
    ),
    # Whoever may read a value needs its key; wrapped it tells nothing but that there is a case.
    "cases_casekey": Wall(read="true", write=THE_DEED),
    "cases_child": Wall(
        read=f"{THE_DEED} OR ({NOT_SHUT} AND"
        f" (office_id = ANY{OFFICES} OR {BROKEN_INTO} OR {HELD}))",
        write=THE_DEED,
    ),
    "cases_concern": Wall(
        read=f"id = {CONCERN} OR (id <> ALL((SELECT walls.kept_out())::uuid[]) AND ("
        f"(office_id = ANY{OFFICES} AND NOT walls.has_ended(id, office_id))"
        " OR id = ANY((SELECT walls.opened())::uuid[])"
        f" OR walls.works_on(id, {OFFICES}) OR walls.reported(id, {PERSON})))",
        write=f"id = {CONCERN}",
    ),
    "cases_closure": WORKED_ON,
    "cases_decision": Wall(  # whoever reported is told whom the first decision had informed
        read=f"{OF_A_CASE.read} OR (number = 1 AND {REPORTED_BY_ME})",
        write=THE_DEED,
    ),
    "cases_deletionrecord": Wall(read=f"office_id = ANY{OFFICES}", write="false"),
    "cases_draft": Wall(read=f"user_id = {PERSON}"),
    "cases_endedcopy": Wall(read=f"office_id = ANY{OFFICES}", write="false"),
    "cases_formdraft": Wall(read=f"user_id = {PERSON}"),
    "cases_itemmark": OF_A_CASE,
    "cases_itemtransfer": OF_A_CASE,
    "cases_legalhold": WORKED_ON,
    "cases_notice": Wall(
        read=f"{THE_DEED} OR ({NOT_SHUT} AND ((released_at IS NOT NULL AND erased_at IS NULL"
        f" AND (recipient_office_id = ANY{OFFICES} OR recipient_partner_id = ANY{PARTNERS}))"
        f" OR {OF_OWN_OFFICE} OR {BROKEN_INTO} OR {WORKED}"
        f" OR (cause = 'route' AND {REPORTED_BY_ME})))",
        write=THE_DEED,
    ),
    "cases_ownership": Wall(read=part_of("cases_child", "child_id")),
    "cases_paperkit": Wall(read=f"office_id = ANY{OFFICES}"),
    "cases_reporter": Wall(
        read=f"{THE_DEED} OR user_id = {PERSON} OR ({NOT_SHUT} AND ({OF_OWN_OFFICE} OR {WORKED}))",
        write=THE_DEED,
    ),
    "cases_reporterreveal": WORKED_ON,
    "cases_retentionrule": Wall(read="true", write="false"),  # only the portal's own work
    "cases_searchmark": Wall(read=f"{NOT_SHUT} AND {OF_OWN_OFFICE}", write=THE_DEED),
    "cases_upload": Wall(
        read=f"{THE_DEED} OR {ATTACHED_BY_ME} OR ({NOT_SHUT} AND ({OF_OWN_OFFICE} OR {WORKED}"
        f" OR {TOLD_WHOLE} OR uploaded_by_id = {PERSON}))",
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
        add=f"{PERSON} IS NOT NULL",
    ),
    "network_letterentry": Wall(read=part_of("network_postalletter", "letter_id")),
    "network_postalletter": Wall(
        read=f"{IN_MESSAGES} OR ({NOT_SHUT_MESSAGE} AND (office_id = ANY{OFFICES} OR {TOLD}))",
        write=IN_MESSAGES,
    ),
}
