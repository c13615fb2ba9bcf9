"""Which items of a concern are marked, and how each is called."""

from uuid import UUID

from cases.domain.marks import ACCOUNT, DECISION, POINT, Mark
from cases.domain.reporter import Point
from cases.models import ItemMark
from cases.wording import POINT as POINT_LABEL


def marks_of(concern_id: UUID) -> dict[str, tuple[Mark, ...]]:
    """The marks in force of one concern, by item (one query)."""
    found: dict[str, tuple[Mark, ...]] = {}
    rows = ItemMark.objects.filter(concern=concern_id, lifted_at=None).order_by("item", "mark")
    for item, mark in rows.values_list("item", "mark"):
        found[item] = (*found.get(item, ()), Mark(mark))
    return found


def marks_of_report(concern_id: UUID) -> list[tuple[Mark, ...]]:
    """The marks of each item that goes along with a report; reasons of decisions stay."""
    found = marks_of(concern_id)
    return [each for item, each in found.items() if not item.startswith(DECISION)]


def item_label(item: str) -> str:
    """How people call an item."""
    if item == ACCOUNT:
        return "Was berichtet wird"
    if item.startswith(POINT):
        return POINT_LABEL[Point(item.removeprefix(POINT))]
    return f"Begründung der Entscheidung {item.removeprefix(DECISION)}"
