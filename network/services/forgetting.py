"""Taking lines of both logs away when their time is over, so that the chain can tell of it.

It is cut at a signed checkpoint, whose signature vouches for what the rest goes on from. Only the
role of deletion may (docs/audit.md).
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from kinderschutz.lib import rows
from network.access import THE_NETWORK, Actor, Permission, require
from network.models import Checkpoint, Forgotten, Seal

KEPT_AT_LEAST = timedelta(days=365)
"""Nothing younger is ever deleted from the logs; the database refuses it, too."""
EVERYTHING, LOOKS = "", "look"


class TooYoung(ValueError):
    """Lines of the last year are not deleted. The text is German and for people."""


@transaction.atomic
def forget(*, before: datetime, by: Actor, at: datetime) -> Forgotten | None:
    """Delete the lines of both logs that were sealed before an instant, and their seals.

    None where there is nothing to cut. Raises Refused, TooYoung.
    """
    require(by, Permission.ADMINISTER, THE_NETWORK)
    cut = _cut(before, at=at)
    if cut is None:
        return None
    events, looks = _told("SELECT events, looks FROM audit_forget(%s, %s)", cut, before)
    return _noted(EVERYTHING, cut, before=before, by=by, at=at, events=events, looks=looks)


@transaction.atomic
def forget_looks(*, before: datetime, by: Actor, at: datetime) -> Forgotten | None:
    """Delete the lines of the read log that were sealed before an instant; the events stay.

    Their seals stay too: a number and a sum, which the events' seals are chained on. None where
    there is nothing to delete. Raises Refused, TooYoung.
    """
    require(by, Permission.ADMINISTER, THE_NETWORK)
    cut = _cut(before, at=at)
    if cut is None:
        return None
    (looks,) = _told("SELECT audit_forget_looks(%s, %s)", cut, before)
    if not looks:
        return None
    return _noted(LOOKS, cut, before=before, by=by, at=at, events=0, looks=looks)


def _cut(before: datetime, *, at: datetime) -> Seal | None:
    """The newest seal that a signed line vouches for, with nothing younger before it."""
    if before > at - KEPT_AT_LEAST:
        raise TooYoung("Zeilen des letzten Jahres werden nicht gelöscht.")
    young = Seal.objects.filter(sealed_at__gte=before).order_by("number")
    first = young.values_list("number", flat=True).first()
    ends = Checkpoint.objects.filter(at__lt=before)
    if first is not None:
        ends = ends.filter(seal__lt=first)
    last = ends.order_by("-seal").values_list("seal", flat=True).first()
    return Seal.objects.filter(number=last).first() if last else None


def _told(question: str, cut: Seal, before: datetime) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, [cut.number, before])
        return tuple(cursor.fetchone() or (0, 0))


def _noted(
    source: str, cut: Seal, *, before: datetime, by: Actor, at: datetime, events: int, looks: int
) -> Forgotten:
    gone = Forgotten(
        at=at,
        source=source,
        before=before,
        up_to=cut.number,
        chain=bytes(cut.chain).hex(),
        events=events,
        looks=looks,
        actor_id=by.user_id,
    )
    rows.insert([gone])
    return gone
