"""Who has seen this case, and what has this person seen: lines of the read log, newest first.

Ids, references and the names of staff; never the content of a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.access import kept_out_of
from cases.domain.looks import Sought
from cases.models import Concern
from cases.wording import LOOK, PURPOSE, REPORTER_CALLED
from network.access import LEAD_OFFICE, READ_LOG, Actor, all_rows
from network.domain.looks import Purpose
from network.models import Look, Membership, User

PER_PAGE, MOST_EXPORTED = 50, 20_000


@dataclass(frozen=True)
class Seen:
    """One line in words; `reference` is empty where a list of several cases was opened."""

    id: UUID
    at: datetime
    who: str
    what: str
    reference: str
    purpose: str
    count: int
    is_refused: bool


def log_offices(actor: Actor) -> frozenset[UUID]:
    """Offices whose read log the actor may read: the head's and the data-protection officer's."""
    return frozenset(
        organisation for code, organisation in actor.granted if code in (READ_LOG, LEAD_OFFICE)
    )


def concern_of(reference: str) -> UUID | None:
    """The key of a case by its reference, for the log alone: nothing else of the case is read."""
    with all_rows("whoever reads the log asks by the reference and reads no case"):
        found = Concern.objects.filter(reference=reference, is_canary=False)
        return found.values_list("pk", flat=True).first()


def people_of(offices: frozenset[UUID]) -> list[tuple[str, str]]:
    """Who works or has worked at these offices, by name, for a choice."""
    members = Membership.objects.filter(office__in=offices)
    rows = members.order_by("user__name").values_list("user_id", "user__name").distinct()
    return [(str(key), name) for key, name in rows]


def looks(
    sought: Sought,
    *,
    by: Actor,
    before: tuple[datetime, UUID] | None = None,
    limit: int = PER_PAGE + 1,
) -> list[Look]:
    """The lines that were sought, as many as `limit` (one query along an index).

    A case that the reader is kept out of does not exist here either.
    """
    rows = Look.objects.filter(recorded_at__gte=sought.since, recorded_at__lt=sought.until)
    rows = rows.filter(office_id__in=sought.offices)
    rows = rows.exclude(kept_out_of(by, "concern_id"))
    if sought.concern is not None:
        rows = rows.filter(concern_id=sought.concern)
    if sought.person is not None:
        rows = rows.filter(actor_id=sought.person)
    if before is not None:
        at, key = before
        rows = rows.filter(recorded_at__lte=at).exclude(recorded_at=at, pk__gte=key)
    return list(rows.order_by("-recorded_at", "-pk")[:limit])


def _who(look: Look, people: dict[UUID, str]) -> str:
    """Whoever reported reads of the own report, and is named to nobody who reads the log."""
    if look.is_system:
        return "Portal"
    if look.purpose == Purpose.REPORTING and not look.is_refused:
        return REPORTER_CALLED
    return people.get(look.actor_id or look.pk, REPORTER_CALLED)


def in_words(lines: Sequence[Look]) -> list[Seen]:
    """The lines as people read them: two queries, however many there are."""
    people = dict(
        User.objects.filter(pk__in={each.actor_id for each in lines}).values_list("pk", "name")
    )
    concerns = {each.concern_id for each in lines if each.concern_id}
    with all_rows("whoever reads the log reads references and no case"):
        references = dict(Concern.objects.filter(pk__in=concerns).values_list("pk", "reference"))
    return [
        Seen(
            id=each.pk,
            at=each.recorded_at,
            who=_who(each, people),
            what=LOOK.get(each.what, each.what),
            reference=references.get(each.concern_id or each.pk, ""),
            purpose=PURPOSE[Purpose(each.purpose)]
            if each.purpose in set(Purpose)
            else each.purpose,
            count=each.count,
            is_refused=each.is_refused,
        )
        for each in lines
    ]
