"""The exact search: children of the own offices by name and day of birth, through the marks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access import sent_notices, visible_concerns, visible_notices
from cases.models import SearchMark
from cases.queries.search_marks import marks_of
from network.access import Actor

MOST = 25
Keys = QuerySet[SearchMark, UUID]


@dataclass(frozen=True)
class Found:
    """One concern with a child that fits; `notice_id` is where to open it, None if nowhere."""

    concern_id: UUID
    office_id: UUID
    reference: str
    received_at: datetime
    names: tuple[str, ...]
    notice_id: UUID | None


def search(actor: Actor, *, name: str, born_on: date | None) -> list[Found]:
    """The newest concerns of the actor's offices in which one child fits everything that was
    asked for. No more than MOST; nothing for who asks for nothing.
    """
    children = _children(actor, name=name, born_on=born_on)
    if children is None:
        return []
    concerns = (
        visible_concerns(actor)
        .filter(children__in=children)
        .distinct()
        .order_by("-received_at", "pk")
        .defer("account", "points")
        .prefetch_related("children")[:MOST]
    )
    fitting = set(children)
    notices = _notices(actor, [concern.pk for concern in concerns])
    return [
        Found(
            concern_id=concern.pk,
            office_id=concern.office_id,
            reference=concern.reference,
            received_at=concern.received_at,
            names=tuple(
                child.identity.get("name", "")
                for child in concern.children.all()
                if child.pk in fitting
            ),
            notice_id=notices.get(concern.pk),
        )
        for concern in concerns
    ]


def _children(actor: Actor, *, name: str, born_on: date | None) -> "Keys | None":
    """Keys of the children that have every mark at one office; None where nothing was asked."""
    per_office = {
        office: list(marks_of(office, name=name, born_on=born_on)) for office in actor.offices
    }
    wanted = list(zip(*per_office.values(), strict=True))
    if not wanted:
        return None
    found: Keys | None = None
    for marks in wanted:
        fits = Q()
        for office, (kind, mark) in zip(per_office, marks, strict=True):
            fits |= Q(office=office, kind=kind.value, mark=mark)
        rows = SearchMark.objects.filter(fits)
        if found is not None:
            rows = rows.filter(child__in=found)
        found = rows.values_list("child", flat=True)
    return found


def _notices(actor: Actor, concerns: list[UUID]) -> dict[UUID, UUID]:
    """Where each concern can be opened: what came to the own offices, else what they sent."""
    found: dict[UUID, UUID] = {}
    for notices in (sent_notices(actor), visible_notices(actor)):
        rows = notices.filter(concern__in=concerns).order_by("created_at")
        found |= dict(rows.values_list("concern", "pk"))
    return found
