"""Opening one case in an emergency: with a written reason, for an hour, and never unnoticed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cases.access import is_kept_out, person_of, require
from cases.models import BreakGlass, Concern
from cases.services.heads import tell_head
from kinderschutz.lib import rows
from network import audit
from network.access import Actor, Permission, all_rows, deed
from network.models import YouthOffice

LASTS = timedelta(minutes=60)
"""How long one opening lasts, by the clock of the database."""


class NothingThere(Exception):
    """No case of that office bears this reference, as far as this person may ever know."""


@transaction.atomic
def break_glass(
    *, by: Actor, office: YouthOffice, reference: str, reason: str, at: datetime
) -> BreakGlass:
    """Open one case of the own office for an hour; the head is told in the same transaction.

    Raises Refused without such a role at the office, NothingThere where the office holds no such
    case, or the person is kept out of it: both look the same. Both leave a line in the audit log.
    """
    require(by, Permission.BREAK_GLASS, office)
    with all_rows("finds the one case that a person without case access opens in an emergency"):
        concern = _case_at(office.pk, reference)
    if concern is None or is_kept_out(by, concern.pk):
        audit.record(
            "glass.refused",
            by=by,
            at=at,
            on_kind="office",
            on_id=office.pk,
            office_id=office.pk,
        )
        raise NothingThere
    with deed(by, concern.pk):
        opened = BreakGlass(
            concern=concern,
            office=office,
            user_id=person_of(by),
            reference=concern.reference,
            reason=reason,
            begun_at=at,
            expires_at=at + LASTS,
        )
        rows.insert([opened])
        told = tell_head(
            "break_glass",
            message_id=opened.pk,
            reference=concern.reference,
            office_id=office.pk,
            concern_id=concern.pk,
            at=at,
        )
        _record("glass.broken", opened, by=by, at=at, told=told)
    return opened


@transaction.atomic
def end_break_glass(*, opened: BreakGlass, by: Actor, at: datetime) -> None:
    """The person needs it no more. Raises Refused for anybody else's."""
    require(by, Permission.READ, opened)
    with deed(by, opened.concern_id):
        held = _held(opened)
        if held.ended_at or held.expires_at <= at:
            return
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        _record("glass.ended", held, by=by, at=at)


@transaction.atomic
def mark_as_seen(*, opened: BreakGlass, by: Actor, at: datetime) -> None:
    """A head who is somebody else has looked at why it was done. Raises Refused."""
    require(by, Permission.LEAD, opened)
    with deed(by, opened.concern_id):
        held = _held(opened)
        if held.seen_at:
            return
        held.seen_at, held.seen_by_id = at, by.user_id
        held.save(update_fields=["seen_at", "seen_by"])
        _record("glass.seen", held, by=by, at=at)


def _case_at(office: UUID, reference: str) -> Concern | None:
    held = (
        Q(office=office)
        | Q(children__office=office)
        | Q(
            notices__recipient_office=office,
            notices__released_at__isnull=False,
            notices__erased_at=None,
        )
    )
    found = Concern.objects.filter(held, reference=reference, is_canary=False)
    return found.only("reference", "office").distinct().first()


def _held(opened: BreakGlass) -> BreakGlass:
    return BreakGlass.objects.select_for_update(of=("self",), no_key=True).get(pk=opened.pk)


def _record(what: str, opened: BreakGlass, *, by: Actor, at: datetime, **details: int) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="concern",
        on_id=opened.concern_id,
        office_id=opened.office_id,
        details={"glass": str(opened.pk), **details},
    )
