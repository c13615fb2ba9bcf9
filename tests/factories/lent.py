"""Somebody called in on one case, and somebody on call while a report came in."""

from datetime import time, timedelta

from django.utils import timezone

from cases.models import CaseAssignment, Concern, DutyCase, Notice
from cases.services.assigning import call_in
from network.domain.hours import HOLIDAY
from network.models import OfficeHours, OnCallSlot, User, YouthOffice
from tests.factories.network import one_change
from tests.people import Person


def called_in(concern: Concern, somebody: Person, *, by: Person) -> CaseAssignment:
    """Somebody was called in on the case just now, without an end."""
    return call_in(
        concern=concern, by=by.actor, user_id=somebody.user.pk, until=None, at=timezone.now()
    )


def always_on_call(office: YouthOffice, user: User | None) -> None:
    """The office is closed all day, and this person answers for it, on any day of the week."""
    with one_change():
        OfficeHours.objects.filter(office=office).delete()
        OnCallSlot.objects.filter(office=office).delete()
        for weekday in range(HOLIDAY + 1):
            OnCallSlot.objects.create(
                office=office,
                weekday=weekday,
                starts=time(0),
                ends=time(0),
                person=user.name if user else "Bereitschaft",
                phone="0221 4710 1",
                email="" if user else "bereitschaft@leute.example",
                user=user,
            )


def told_on_duty(notice: Notice, somebody: Person) -> DutyCase:
    """Somebody on call was told of the notice just now, in a duty that ends in eight hours."""
    at, office = timezone.now(), notice.recipient_office_id
    assert office is not None
    return DutyCase.objects.create(
        concern=notice.concern,
        notice=notice,
        office_id=office,
        user=somebody.user,
        duty_begins_at=at,
        duty_ends_at=at + timedelta(hours=8),
        until=at + timedelta(hours=8),
        told_at=at,
        is_own=True,
    )
