"""What the economic unit checks: where its office's children belong, and why. Nothing of a report.

The database hands out the columns of `walls.jurisdiction_data` and no row; here the child's name
and birth and the answers about jurisdiction are taken out of what is sealed in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import connection

from cases.access import Actor, cost_offices
from cases.domain.record import answers_from_data
from cases.domain.types import DutyAnswer
from cases.models import Child, Decision
from cases.queries.concern import Answer, answer_page
from cases.queries.proposal import register_at
from kinderschutz.lib.case_keys import with_key
from network.domain.terms import Duty
from network.models import User

PER_PAGE = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

CHECKED = frozenset(
    {
        Duty.LEAD,
        Duty.PROVISIONAL,
        Duty.CONTINUE_BENEFIT,
        Duty.COURT_PARTICIPATION,
        Duty.IMMEDIATE_PROTECTION,
    }
)
"""Answers on which costs depend (§§ 86 to 87b, 89 ff. SGB VIII); police and who was told do not."""

_PLAIN = [
    "id",
    "concern_id",
    "office_id",
    "ref",
    "reference",
    "recorded_at",
    "number",
    "made_at",
    "made_by_id",
    "rules_version",
    "law_version",
]
_SEALED = (
    ("identity", "id", Child._meta.get_field("identity")),
    ("reason", "decision_id", Decision._meta.get_field("reason")),
    ("answers", "decision_id", Decision._meta.get_field("answers")),
)
_QUERY = (
    "SELECT {columns} FROM walls.jurisdiction_data(%s, %s, %s, %s, %s) j"
    " WHERE j.office_id = ANY(%s) ORDER BY j.recorded_at DESC, j.id DESC"
)


class After(NamedTuple):
    """The last child of a page: the next page begins after it."""

    at: datetime
    child: UUID

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place in an address, None where it is not one."""
        try:
            micros, key = text.split(".")
            return cls(EPOCH + int(micros) * MICROSECOND, UUID(key))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}.{self.child.hex}"


@dataclass(frozen=True)
class CostLine:
    """One child with what was decided last; `made_by` is empty where the portal proposed it."""

    id: UUID
    concern_id: UUID
    office_id: UUID
    reference: str
    ref: str
    name: str
    born: str
    recorded_at: datetime
    number: int
    made_at: datetime
    made_by: str
    reason: str
    rules_version: str
    law_version: str
    answers: tuple[Answer, ...]

    @property
    def lead(self) -> Answer | None:
        """Who is responsible for benefits, the first of the answers where there is one."""
        return self.answers[0] if self.answers else None


@dataclass(frozen=True)
class CostPage:
    """One page of children, and where the next one begins."""

    lines: tuple[CostLine, ...]
    next: After | None


def cost_page(
    actor: Actor, *, at: datetime, after: After | None = None, reference: str = ""
) -> CostPage:
    """Children of the offices whose costs the actor checks, the newest first (four queries at
    most, however many they are).
    """
    found = _rows(actor, None, reference or None, after, PER_PAGE + 1)
    page = found[:PER_PAGE]
    more = len(found) > PER_PAGE
    last = After(page[-1]["recorded_at"], page[-1]["id"]) if more else None
    return CostPage(_lines(page, at=at), last)


def cost_line(actor: Actor, child_id: UUID, *, at: datetime) -> CostLine | None:
    """One child, None where it is no child of an office whose costs the actor checks."""
    return next(iter(_lines(_rows(actor, child_id, None, None, 1), at=at)), None)


def _rows(
    actor: Actor, child: UUID | None, reference: str | None, after: After | None, most: int
) -> list[dict[str, Any]]:
    offices = cost_offices(actor)
    if not offices:
        return []
    place = after or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(_query(), [child, reference, *place, most, list(offices)])
        names = [*_PLAIN, *(name for name, _, _ in _SEALED)]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in found:
        for name, _, field in _SEALED:
            row[name] = field.from_db_value(row[name], None, connection)
    return found


def _query() -> str:
    sealed = (with_key(f'j."{name}"', primary_key=key) for name, key, _ in _SEALED)
    return _QUERY.format(columns=", ".join([*(f"j.{name}" for name in _PLAIN), *map(str, sealed)]))


def _lines(rows: Iterable[dict[str, Any]], *, at: datetime) -> tuple[CostLine, ...]:
    found = list(rows)
    if not found:
        return ()
    register = register_at(at)
    people = {each["made_by_id"] for each in found if each["made_by_id"]}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    return tuple(
        CostLine(
            id=each["id"],
            concern_id=each["concern_id"],
            office_id=each["office_id"],
            reference=each["reference"],
            ref=each["ref"],
            name=each["identity"].get("name", ""),
            born=each["identity"].get("born", ""),
            recorded_at=each["recorded_at"],
            number=each["number"],
            made_at=each["made_at"],
            made_by=names.get(each["made_by_id"], ""),
            reason=each["reason"] if each["made_by_id"] else "",
            rules_version=each["rules_version"],
            law_version=each["law_version"],
            answers=tuple(
                answer_page(answer, register=register)
                for answer in _checked(each["answers"], each["ref"])
            ),
        )
        for each in found
    )


def _checked(answers: list[dict[str, Any]], ref: str) -> list[DutyAnswer]:
    """The answers about one child that costs depend on, the lead first; none about siblings."""
    own = [child for child in answers_from_data(answers) if child.ref == ref]
    found = [duty for child in own for duty in child.duties if duty.duty in CHECKED]
    return sorted(found, key=lambda each: each.duty is not Duty.LEAD)
