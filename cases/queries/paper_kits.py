"""The kits that lie there: for the page of an office, and for whoever makes the next ones."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cases.access import Actor
from cases.models import PaperKit
from cases.queries.paper_kit import VALID_FOR
from network.domain.terms import OfficeKind
from network.models import Event, YouthOffice

PRINTED = "paper_kit.printed"


@dataclass(frozen=True)
class OfficeKits:
    """The kits of one office, newest first; `printed_at` is None where nobody ever noted it."""

    office: YouthOffice
    kits: tuple[PaperKit, ...]
    is_todays_missing: bool
    printed_at: datetime | None
    is_print_old: bool


def kit_page(actor: Actor, *, today: date, at: datetime) -> tuple[OfficeKits, ...]:
    """The actor's offices with their kits (three queries); pages are not read."""
    printed = _last_printed(actor)
    by_office: dict[UUID, list[PaperKit]] = defaultdict(list)
    for kit in PaperKit.objects.filter(office__in=actor.offices).defer("pdf").order_by("-day"):
        by_office[kit.office_id].append(kit)
    return tuple(
        OfficeKits(
            office=office,
            kits=tuple(by_office[office.pk]),
            is_todays_missing=not any(kit.day == today for kit in by_office[office.pk]),
            printed_at=printed.get(office.pk),
            is_print_old=office.pk not in printed or at - printed[office.pk] > VALID_FOR,
        )
        for office in YouthOffice.objects.filter(pk__in=actor.offices)
    )


def kit_of(actor: Actor, pk: UUID) -> PaperKit | None:
    """One kit of an office of the actor, None where there is none."""
    return PaperKit.objects.filter(office__in=actor.offices, pk=pk).select_related("office").first()


def _last_printed(actor: Actor) -> Mapping[UUID, datetime]:
    """When somebody last noted that an office's kit lies printed where it belongs."""
    events = Event.objects.filter(office_id__in=actor.offices, what=PRINTED).order_by("at")
    return {office: at for office, at in events.values_list("office_id", "at") if office}


def offices_without_kit(day: date) -> list[YouthOffice]:
    """Offices that have people and no kit for this day yet (one query)."""
    made = PaperKit.objects.filter(day=day).values("office_id")
    return list(YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT).exclude(pk__in=made))
