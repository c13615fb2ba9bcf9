"""What the head of an office takes note of: emergencies, looks at reporters, wishes, releases."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from cases.access import (
    Actor,
    blocks_to_settle,
    led_break_glass,
    led_reveals,
    visible_exports,
    visible_notices,
)
from cases.models import ExportState
from cases.wording import REVEAL_REASON

SHOWN = 20
LOOKS_BACK = timedelta(days=14)
"""What has been seen stays on the page for so long."""


@dataclass(frozen=True)
class Noted:
    """Something that somebody did and the head takes note of; `seen_by` is empty until then."""

    id: UUID
    reference: str
    who: str
    what: str
    reason: str
    at: datetime
    until: datetime | None
    seen_by: str
    is_own: bool


@dataclass(frozen=True)
class ToDo:
    """Something that waits for a decision; `notice_id` leads to it, None where nothing does."""

    id: UUID
    reference: str
    text: str
    at: datetime
    notice_id: UUID | None


@dataclass(frozen=True)
class Oversight:
    """The head's own part of the page."""

    breaks: tuple[Noted, ...]
    reveals: tuple[Noted, ...]
    wishes: tuple[ToDo, ...]
    exports: tuple[ToDo, ...]

    def __bool__(self) -> bool:
        return bool(self.breaks or self.reveals or self.wishes or self.exports)


def oversight(actor: Actor, *, at: datetime) -> Oversight:
    """Unseen things of any age, seen ones of the last two weeks: six queries at most."""
    since = at - LOOKS_BACK
    wishes = list(blocks_to_settle(actor).select_related("concern").order_by("set_at")[:SHOWN])
    exports = list(
        visible_exports(actor)
        .filter(state=ExportState.SUBMITTED, office__in=actor.led)
        .select_related("concern")
        .defer("pdf", "choices")
        .order_by("submitted_at")[:SHOWN]
    )
    notices = _notices(actor, {each.concern_id for each in wishes})
    return Oversight(
        breaks=_breaks(actor, since),
        reveals=_reveals(actor, since),
        wishes=tuple(
            ToDo(
                each.pk,
                each.concern.reference,
                str(each.asked_for),
                each.set_at,
                notices.get(each.concern_id),
            )
            for each in wishes
        ),
        exports=tuple(
            ToDo(each.pk, each.concern.reference, "", each.submitted_at or each.made_at, None)
            for each in exports
        ),
    )


def _breaks(actor: Actor, since: datetime) -> tuple[Noted, ...]:
    found = led_break_glass(actor)
    rows = (found.filter(seen_at=None) | found.filter(begun_at__gte=since)).select_related(
        "user", "seen_by"
    )
    return tuple(
        Noted(
            id=each.pk,
            reference=each.reference,
            who=each.user.name,
            what="",
            reason=each.reason,
            at=each.begun_at,
            until=each.ended_at or each.expires_at,
            seen_by=each.seen_by.name if each.seen_by else "",
            is_own=each.user_id == actor.user_id,
        )
        for each in rows.order_by(F("seen_at").asc(nulls_first=True), "-begun_at")[:SHOWN]
    )


def _reveals(actor: Actor, since: datetime) -> tuple[Noted, ...]:
    found = led_reveals(actor)
    rows = (found.filter(seen_at=None) | found.filter(at__gte=since)).select_related(
        "user", "seen_by"
    )
    return tuple(
        Noted(
            id=each.pk,
            reference=each.reference,
            who=each.user.name,
            what=REVEAL_REASON.get(each.purpose, ""),
            reason=each.reason,
            at=each.at,
            until=None,
            seen_by=each.seen_by.name if each.seen_by else "",
            is_own=each.user_id == actor.user_id,
        )
        for each in rows.order_by(F("seen_at").asc(nulls_first=True), "-at")[:SHOWN]
    )


def _notices(actor: Actor, concerns: set[UUID]) -> dict[UUID, UUID]:
    """By which notice the office opens each of these concerns."""
    if not concerns:
        return {}
    found = visible_notices(actor).filter(concern__in=concerns, recipient_office__in=actor.led)
    return dict(found.order_by("-created_at").values_list("concern", "pk"))
