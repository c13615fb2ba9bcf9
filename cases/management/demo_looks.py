"""Practice data of the read log: who has opened what since the concerns came in.

Made by the services that write the log for pages, in the order in which it would have happened, so
that the head and the data-protection officer of an office have something to ask about.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cases.access import visible_notices
from cases.domain.looks import Sought
from cases.models import Concern, Notice
from cases.queries.looks import log_offices
from cases.services.looking import look_at_list, look_at_notice, refuse
from cases.services.oversight_log import read_looks
from network.access import Actor, Refused, actor_for
from network.domain.looks import Purpose
from network.domain.terms import Role
from network.models import Membership

READERS = {
    Role.CASE_WORKER: (("inbox.list", 3), ("notice.page", 4), ("notice.form", 9)),
    Role.DEPUTY: (("inbox.list", 34), ("notice.page", 35)),
    Role.OFFICE_HEAD: (("lead.list", 88), ("notice.page", 90)),
}
"""What each role opens, so many minutes after a concern came in."""
BEFORE_BREAKING_IN = timedelta(minutes=11)
SPOT_CHECK = timedelta(minutes=5)

Told = list[tuple[Concern, dict[str, Any], datetime]]
"""Concerns with their entries and the instants at which they came in."""


@dataclass(frozen=True)
class Step:
    """Somebody opens something at an instant."""

    at: datetime
    open: Callable[[], object]


def look_around(made: Told, *, actor_of: Callable[[str], Actor], at: datetime) -> int:
    """Everything that was opened until now, one after the other. Returns the number of openings."""
    every = [step for each in made for step in _of_concern(*each, actor_of=actor_of)]
    steps = [step for step in every if step.at < at - SPOT_CHECK]
    if made:
        steps += _spot_checks(at)
    for step in sorted(steps, key=lambda step: step.at):
        with suppress(Refused):  # the line of a refusal is written before it is raised
            step.open()
    return len(steps)


def _of_concern(
    concern: Concern,
    entry: dict[str, Any],
    received: datetime,
    *,
    actor_of: Callable[[str], Actor],
) -> Iterator[Step]:
    """What offices that were told have opened, and who tried before breaking in."""
    notices = Notice.objects.filter(concern=concern, recipient_office__isnull=False)
    for notice in notices.select_related("recipient_office"):
        for role, by in _readers(notice, at=received):
            if visible_notices(by).filter(pk=notice.pk).exists():
                for what, minutes in READERS[role]:
                    opened = received + timedelta(minutes=minutes)
                    yield Step(opened, partial(_open, what, notice, by, opened))
    if broken := entry.get("exceptions", {}).get("broken"):
        tried, by = received + BEFORE_BREAKING_IN, actor_of(broken["by"])
        first = notices.order_by("created_at").first()
        if first is not None:
            yield Step(tried, partial(refuse, Notice, by=by, at=tried, pk=first.pk))


def _open(what: str, notice: Notice, by: Actor, at: datetime) -> None:
    if what.endswith(".list"):
        office = notice.recipient_office_id
        look_at_list(what, [office] if office else [], by=by, at=at)
    else:
        look_at_notice(notice, by=by, at=at, what=what)


def _readers(notice: Notice, *, at: datetime) -> Iterator[tuple[Role, Actor]]:
    """Everybody at the office that was told who opens such things, with the role they have."""
    here = Membership.objects.filter(office=notice.recipient_office, role__in=READERS)
    for each in here.select_related("user").order_by("user__email"):
        yield Role(each.role), actor_for(each.user, at)


def _spot_checks(at: datetime) -> Iterator[Step]:
    """Each data-protection officer has looked into the log once, which stands there, too."""
    officers = Membership.objects.filter(role=Role.DATA_PROTECTION_OFFICER)
    for each in officers.select_related("user"):
        by, looked_at = actor_for(each.user, at), at - SPOT_CHECK
        sought = Sought(offices=log_offices(by), since=at - timedelta(days=1), until=at)
        check = partial(read_looks, sought, by=by, at=looked_at, purpose=Purpose.SPOT_CHECK)
        yield Step(looked_at, check)
