"""Practice data of exceptions: kept out, broken in, looked at, marked, answered to the family."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cases.domain.access_export import Choice, Refusal
from cases.domain.marks import ACCOUNT, Mark
from cases.models import Concern
from cases.queries.access_export import items_of
from cases.services.access_export import begin_export, save_export, submit_export
from cases.services.blocking import block
from cases.services.break_glass import break_glass, end_break_glass
from cases.services.marking import mark_item
from cases.services.reporter import reveal_reporter
from network.access import Actor
from network.models import User

LATER = timedelta(minutes=12)
"""After the case was taken over."""


def make_exceptions(
    concern: Concern, entry: dict[str, Any], *, actor_of: Callable[[str], Actor], at: datetime
) -> None:
    """What the entry's `exceptions` say happened after the report that came in at `at`."""
    told, since = entry.get("exceptions", {}), at + LATER
    if marked := told.get("marked"):
        mark = Mark(marked["mark"])
        mark_item(concern=concern, by=actor_of(marked["by"]), item=ACCOUNT, mark=mark, at=since)
    if looked := told.get("looked"):
        by, purpose = actor_of(looked["by"]), looked["purpose"]
        reveal_reporter(concern=concern, by=by, purpose=purpose, reason=looked["reason"], at=since)
    if broken := told.get("broken"):
        _break_in(concern, broken, by=actor_of(broken["by"]), at=since)
    if answered := told.get("answered"):
        _answer(concern, answered, by=actor_of(answered["by"]), at=since)
    if kept_out := told.get("kept_out"):
        user = User.objects.get(email=kept_out["user"])
        by, reason = actor_of(kept_out["by"]), kept_out["reason"]
        block(concern=concern, by=by, user_id=user.pk, reason=reason, at=since)


def _break_in(concern: Concern, told: dict[str, Any], *, by: Actor, at: datetime) -> None:
    opened = break_glass(
        by=by,
        office=concern.office,
        reference=concern.reference,
        reason=told["reason"],
        at=at,
    )
    end_break_glass(opened=opened, by=by, at=at + timedelta(minutes=told["minutes"]))


def _answer(concern: Concern, told: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """The account in own words, everything else refused; it waits for a second person."""
    child = concern.children.filter(office__in=by.offices).first()
    if child is None or child.office_id is None:
        raise LookupError("no child of this office to answer about")
    made = begin_export(concern=concern, by=by, office_id=child.office_id, about=child, at=at)
    choices = {
        each.key: Choice(tell=True, text=told["text"])
        if each.key == ACCOUNT
        else Choice(tell=False, refusal=Refusal.OTHERS)
        for each in items_of(made)
    }
    saved = save_export(export=made, by=by, choices=choices, version=made.version, at=at)
    submit_export(export=saved, by=by, version=saved.version, at=at)
