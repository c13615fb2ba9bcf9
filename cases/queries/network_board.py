"""The network's situation for whoever keeps it together: ages and levels, and nothing else.

No office, reference, place or child: the figures say that somebody waits, never who. Numbers so
small that they could point at one family are told as "unter 3".
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from cases.access import Actor
from cases.queries.vital_signs import VitalSigns, vital_signs
from network import queries as network
from network.access import THE_NETWORK, Permission, all_rows, allowed
from network.domain.terms import OfficeKind
from network.models import Delivery, YouthOffice

SMALL = 3
"""Fewer are not told apart."""
COUNTED_UP_TO = 10_000
LEVELS = (
    (0, "verständigt, Frist läuft oder ist eben abgelaufen"),
    (1, "erinnert"),
    (2, "Vertretung verständigt"),
    (3, "Leitung verständigt"),
    (4, "Auffangstelle verständigt"),
    (5, "alle Stufen durchlaufen: es hilft nur ein Anruf"),
)
BANDS = (
    (timedelta(minutes=15), "unter 15 Minuten"),
    (timedelta(hours=1), "bis 1 Stunde"),
    (timedelta(hours=4), "bis 4 Stunden"),
    (timedelta(days=1), "bis 1 Tag"),
    (None, "über 1 Tag"),
)
UNANSWERED = """SELECT level, width_bucket(extract(epoch FROM age), %s::float8[]) AS band, count(*)
FROM (
    SELECT statement_timestamp() - released_at AS age,
        CASE WHEN exhausted_at IS NOT NULL THEN 5 ELSE (
            SELECT coalesce(max(array_position(
                ARRAY['reminder', 'deputy', 'office_head', 'fallback_office'], each ->> 'role'
            )), 0)
            FROM jsonb_array_elements(ladder) WITH ORDINALITY AS steps(each, number)
            WHERE number <= step
        ) END AS level
    FROM cases_notice
    WHERE acknowledged_at IS NULL AND withdrawn_at IS NULL AND NOT is_canary
        AND released_at IS NOT NULL AND ack_by IS NOT NULL AND cause <> 'alarm'
    LIMIT %s
) AS waiting
GROUP BY 1, 2
"""
"""A reminder may come again after higher steps: the highest role taken so far is the level."""


@dataclass(frozen=True)
class Row:
    """One level: how many by age, in words."""

    level: str
    cells: tuple[str, ...]
    is_red: bool


@dataclass(frozen=True)
class NetworkBoard:
    """Everything on the page."""

    bands: tuple[str, ...]
    rows: tuple[Row, ...]
    is_quiet: bool
    oldest: str
    signs: VitalSigns
    failed_letters: int
    open_seats: int


def may_see_network_board(actor: Actor) -> bool:
    """The coordination, and the head of the office that catches what others drop."""
    if Permission.COORDINATE in allowed(actor, THE_NETWORK):
        return True
    return bool(actor.led) and network.fallback_office().pk in actor.led


@all_rows("the board counts by age and level, and says nothing below three")
def network_board() -> NetworkBoard:
    """A fixed number of queries, whatever waits."""
    found = _unanswered()
    bands = sorted({band for _, band in found})
    return NetworkBoard(
        bands=tuple(name for _, name in BANDS),
        rows=tuple(
            Row(
                level=name,
                cells=tuple(told(found[level, band]) for band in range(len(BANDS))),
                is_red=level >= LEVELS[-2][0] and any(found[level, n] for n in range(len(BANDS))),
            )
            for level, name in LEVELS
        ),
        is_quiet=not bands,
        oldest=BANDS[bands[-1]][1] if bands else "",
        signs=vital_signs(),
        failed_letters=Delivery.objects.failed_unanswered().count(),
        open_seats=YouthOffice.objects.filter(kind=OfficeKind.OPEN_SEAT).count(),
    )


def told(count: int) -> str:
    """A number that points at nobody."""
    if count == 0:
        return "–"
    return f"unter {SMALL}" if count < SMALL else str(count)


def _unanswered() -> dict[tuple[int, int], int]:
    """Unanswered notices of the whole network by level and age."""
    limits = [each.total_seconds() for each, _ in BANDS if each is not None]
    counts: dict[tuple[int, int], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(UNANSWERED, [limits, COUNTED_UP_TO])
        for level, band, count in cursor.fetchall():
            counts[level, band] = count
    return counts
