"""Who is kept out of one case, and who could be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from cases.models import CaseBlock
from network.models import Membership


@dataclass(frozen=True)
class BlockLine:
    """One block or wish. `by` is empty where the report itself asked for it."""

    id: UUID
    who: str
    reason: str
    by: str
    since: datetime
    is_wish: bool
    is_own: bool


def blocks_of(concern_id: UUID, offices: Iterable[UUID]) -> list[BlockLine]:
    """Blocks and wishes in force, as the offices see them that hold the case (one query)."""
    own = set(offices)
    found = (
        CaseBlock.objects.filter(concern=concern_id, ended_at=None)
        .select_related("user", "partner", "set_by")
        .order_by("set_at", "id")
    )
    return [
        BlockLine(
            id=each.pk,
            who=_who(each),
            reason=each.reason,
            by=each.set_by.name if each.set_by else "",
            since=each.set_at,
            is_wish=each.user is None and each.partner is None,
            is_own=each.office_id in own,
        )
        for each in found
    ]


def colleagues_of(offices: Iterable[UUID], *, at: datetime) -> list[tuple[str, str]]:
    """Whoever has a role at these offices today: key and name, by name (one query)."""
    held = Membership.objects.valid_on(localdate(at)).filter(office__in=set(offices))
    found = held.values_list("user", "user__name").distinct().order_by("user__name", "user")
    return [(str(key), name) for key, name in found]


def _who(block: CaseBlock) -> str:
    """The person; a partner only as what it is: its name would betray who reported."""
    if block.user:
        return block.user.name
    if block.partner:
        return "Die Einrichtung, aus der die Mitteilung kommt"
    return str(block.asked_for)
