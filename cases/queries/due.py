"""Whose time with what is over, by the rules in force and the clock of the database.

Each office is a controller of its own (§ 67 Abs. 4 SGB X): a concern is the sum of its copies, and
each copy has an end of its own. What is open is in no list, however old it is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from cases.domain.retention_rules import Kind

RULES = """
rules AS (
    SELECT * FROM cases_retentionrule WHERE version = (
        SELECT version FROM cases_retentionrule ORDER BY published_at DESC, version DESC LIMIT 1
    )
)"""
UNSETTLED = """(
    n.withdrawn_at IS NULL
    AND (n.released_at IS NULL OR (n.ack_by IS NOT NULL AND n.acknowledged_at IS NULL))
)"""
HOLDS_CASE = """(
    co.office_id = {office} OR EXISTS (
        SELECT 1 FROM cases_child ch WHERE ch.concern_id = co.id AND ch.office_id = {office}
    )
)"""
LAST_DEED = """greatest(
        cl.at,
        (SELECT max(n.acknowledged_at) FROM cases_notice n
            WHERE n.concern_id = cl.concern_id AND n.recipient_office_id = cl.office_id),
        (SELECT max(n.released_at) FROM cases_notice n
            WHERE n.concern_id = cl.concern_id AND n.office_id = cl.office_id
                AND (n.released_by_id IS NOT NULL OR n.cause = 'forward')),
        (SELECT max(d.made_at) FROM cases_decision d
            WHERE d.concern_id = cl.concern_id AND d.office_id = cl.office_id AND d.number > 1),
        (SELECT max(u.created_at) FROM cases_upload u
            WHERE u.concern_id = cl.concern_id AND u.office_id = cl.office_id
                AND NOT u.from_report),
        (SELECT max(lower(o.held)) FROM cases_ownership o
            JOIN cases_child ch ON ch.id = o.child_id
            WHERE ch.concern_id = cl.concern_id AND o.office_id = cl.office_id
                AND EXISTS (SELECT 1 FROM cases_ownership b
                    WHERE b.child_id = o.child_id AND lower(b.held) < lower(o.held)))
    )"""
"""What people of the office did after closing counts like closing: its time begins anew.

Taking over, releasing, forwarding, deciding, adding a file, being given a child.
"""
CASES = f"""
SELECT cl.concern_id, cl.office_id AS holder, cl.office_id, 'case' AS kind, cl.outcome,
    {LAST_DEED} AS began
FROM cases_closure cl JOIN cases_concern co ON co.id = cl.concern_id
WHERE cl.reopened_at IS NULL AND NOT co.is_canary
    AND {HOLDS_CASE.format(office="cl.office_id")}
    AND NOT EXISTS (
        SELECT 1 FROM cases_endedcopy e
        WHERE e.concern_id = cl.concern_id AND e.office_id = cl.office_id
    )
    AND NOT EXISTS (
        SELECT 1 FROM cases_notice n WHERE n.concern_id = cl.concern_id AND {UNSETTLED}
            AND cl.office_id IN (n.office_id, n.recipient_office_id)
    )
    AND NOT EXISTS (
        SELECT 1 FROM cases_accessexport x WHERE x.concern_id = cl.concern_id
            AND x.office_id = cl.office_id AND x.state IN ('draft', 'submitted')
    )"""  # noqa: S608 our own words
NOTICES = f"""
SELECT n.concern_id, n.recipient_office_id, n.recipient_office_id, 'notice', '',
    greatest(
        max(coalesce(n.acknowledged_at, n.withdrawn_at, n.released_at)),
        (SELECT cl.at FROM cases_closure cl WHERE cl.concern_id = n.concern_id
            AND cl.office_id = n.recipient_office_id AND cl.reopened_at IS NULL)
    )
FROM cases_notice n JOIN cases_concern co ON co.id = n.concern_id
WHERE n.recipient_office_id IS NOT NULL AND n.erased_at IS NULL AND NOT n.is_canary
    AND NOT {HOLDS_CASE.format(office="n.recipient_office_id")}
GROUP BY n.concern_id, n.recipient_office_id
HAVING bool_and(NOT {UNSETTLED})"""  # noqa: S608 our own words
PARTNERS = f"""
SELECT n.concern_id, n.recipient_partner_id, NULL::uuid, 'partner_notice', '',
    max(coalesce(n.acknowledged_at, n.withdrawn_at, n.released_at))
FROM cases_notice n
WHERE n.recipient_partner_id IS NOT NULL AND n.erased_at IS NULL AND NOT n.is_canary
GROUP BY n.concern_id, n.recipient_partner_id
HAVING bool_and(NOT {UNSETTLED})"""  # noqa: S608 our own words
WORKS_ON = """
    EXISTS (
        SELECT 1 FROM (
            SELECT co.office_id
            UNION SELECT ch.office_id FROM cases_child ch
            WHERE ch.concern_id = co.id AND ch.office_id IS NOT NULL
        ) each
        WHERE NOT EXISTS (
            SELECT 1 FROM cases_closure c WHERE c.concern_id = co.id
                AND c.office_id = each.office_id AND c.reopened_at IS NULL
        ) AND NOT EXISTS (
            SELECT 1 FROM cases_endedcopy e
            WHERE e.concern_id = co.id AND e.office_id = each.office_id
        )
    )"""
"""Some office that holds the case has not closed it: who reported is needed by all of them."""
REPORTERS = f"""
SELECT co.id, co.office_id, co.office_id, 'reporter', '', max({LAST_DEED})
FROM cases_reporter r
JOIN cases_concern co ON co.id = r.concern_id
JOIN cases_closure cl ON cl.concern_id = co.id AND cl.reopened_at IS NULL
WHERE NOT co.is_canary AND NOT {WORKS_ON}
GROUP BY co.id, co.office_id"""  # noqa: S608 our own words
COPIES = f"""
WITH {RULES},
copies AS ({CASES} UNION ALL {NOTICES} UNION ALL {PARTNERS} UNION ALL {REPORTERS})
SELECT c.concern_id, c.holder, c.kind, c.outcome, c.began, rule.version,
    (c.began AT TIME ZONE 'Europe/Berlin' + make_interval(months => rule.months, days => rule.days))
        AT TIME ZONE 'Europe/Berlin' AS due_at,
    EXISTS (
        SELECT 1 FROM cases_legalhold h
        WHERE h.concern_id = c.concern_id AND h.ended_at IS NULL
            AND coalesce(h.until, 'infinity')
                >= (clock_timestamp() AT TIME ZONE 'Europe/Berlin')::date
            AND (
                h.office_id = c.office_id
                OR (c.kind IN ('partner_notice', 'reporter') AND NOT h.only_copy)
            )
    ) AS is_held
FROM copies c
CROSS JOIN LATERAL (
    SELECT r.* FROM rules r
    WHERE r.kind = c.kind AND r.outcome = c.outcome
        AND (r.office_id IS NULL OR r.office_id = c.office_id)
    ORDER BY r.office_id NULLS LAST LIMIT 1
) rule"""  # noqa: S608 our own words
ENDED = f"""
SELECT * FROM ({COPIES}) each
WHERE due_at <= %(until)s
    AND (%(concerns)s::uuid[] IS NULL OR concern_id = ANY(%(concerns)s))
    AND (%(offices)s::uuid[] IS NULL OR holder = ANY(%(offices)s))
    AND concern_id <> ALL(%(without)s::uuid[])
    AND (NOT is_held OR %(held)s)
ORDER BY due_at, concern_id
LIMIT %(limit)s"""  # noqa: S608 our own words
HOLDERS = f"""
SELECT co.id, co.office_id, 'case' FROM cases_concern co
WHERE co.id = ANY(%(concerns)s) AND NOT EXISTS (
    SELECT 1 FROM cases_endedcopy e WHERE e.concern_id = co.id AND e.office_id = co.office_id
)
UNION
SELECT ch.concern_id, ch.office_id, 'case' FROM cases_child ch
WHERE ch.concern_id = ANY(%(concerns)s) AND ch.office_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM cases_endedcopy e
    WHERE e.concern_id = ch.concern_id AND e.office_id = ch.office_id
)
UNION
SELECT n.concern_id, n.recipient_office_id, 'notice'
FROM cases_notice n JOIN cases_concern co ON co.id = n.concern_id
WHERE n.concern_id = ANY(%(concerns)s) AND n.recipient_office_id IS NOT NULL
    AND n.erased_at IS NULL AND NOT {HOLDS_CASE.format(office="n.recipient_office_id")}
UNION
SELECT n.concern_id, n.recipient_partner_id, 'partner_notice' FROM cases_notice n
WHERE n.concern_id = ANY(%(concerns)s) AND n.recipient_partner_id IS NOT NULL
    AND n.erased_at IS NULL"""  # noqa: S608 our own words
HELD = f"""
SELECT h.concern_id,
    bool_or(NOT h.only_copy OR {HOLDS_CASE.format(office="h.office_id")}) AS is_case,
    coalesce(array_agg(h.office_id) FILTER (WHERE h.only_copy), '{{}}') AS of_copies
FROM cases_legalhold h JOIN cases_concern co ON co.id = h.concern_id
WHERE h.concern_id = ANY(%(concerns)s) AND h.ended_at IS NULL
    AND (h.until IS NULL OR h.until >= (clock_timestamp() AT TIME ZONE 'Europe/Berlin')::date)
GROUP BY h.concern_id"""  # noqa: S608 our own words
"""A recipient's hold keeps its own copy; it becomes one of the case when the case becomes its."""


@dataclass(frozen=True)
class Copy:
    """One organisation's copy of a concern whose time is over, or will be at `due_at`."""

    concern_id: UUID
    holder: UUID
    kind: Kind
    outcome: str
    began: datetime
    rules_version: int
    due_at: datetime
    is_held: bool


@dataclass(frozen=True)
class Held:
    """How far the holds on a concern go: `is_case` as a whole, or what these offices were told."""

    is_case: bool
    of_copies: frozenset[UUID]


def ended_copies(
    *,
    until: datetime,
    concerns: Collection[UUID] | None = None,
    offices: Collection[UUID] | None = None,
    without: Collection[UUID] = (),
    with_held: bool = False,
    limit: int | None = None,
) -> list[Copy]:
    """Copies whose time is over at `until`, the longest over first (one query).

    Without rules in force there is none. What is held is left out unless asked for.
    """
    asked = {
        "until": until,
        "concerns": None if concerns is None else list(concerns),
        "offices": None if offices is None else list(offices),
        "without": list(without),
        "held": with_held,
        "limit": limit,
    }
    return [
        Copy(row[0], row[1], Kind(row[2]), row[3], row[4], row[5], row[6], row[7])
        for row in _rows(ENDED, asked)
    ]


def holders(concerns: Collection[UUID]) -> dict[UUID, set[tuple[UUID, Kind]]]:
    """Per concern who has a copy of it still: the organisation and the kind of its copy."""
    found: dict[UUID, set[tuple[UUID, Kind]]] = {each: set() for each in concerns}
    for concern, holder, kind in _rows(HOLDERS, {"concerns": list(concerns)}):
        found[concern].add((holder, Kind(kind)))
    return found


def holds_on(concerns: Collection[UUID]) -> dict[UUID, Held]:
    """Those that are held, and how far the holds go."""
    rows = _rows(HELD, {"concerns": list(concerns)})
    return {row[0]: Held(is_case=row[1], of_copies=frozenset(row[2])) for row in rows}


def _rows(query: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())
