"""Taking lines of both logs away when their time is over, so that the chain can tell of it.

It is cut at a signed checkpoint, whose signature vouches for what the rest goes on from. Only the
role of deletion may (docs/audit.md).
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from kinderschutz.lib import rows
from network.access import THE_NETWORK, Actor, Permission, require
from network.domain.checkpoints import BadLine, Line, read
from network.models import Checkpoint, Forgotten, Seal
from network.services.checkpoints import is_signed, known_keys
from network.services.notes_of_deletion import KEPT_AT_LEAST as KEPT_AT_LEAST
from network.services.notes_of_deletion import is_borne_out

logger = logging.getLogger(__name__)

TRIED = 100
"""So many signed lines are asked, from the newest back, whether they fit the chain."""
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
    """The newest seal whose cut can be proved afterwards: a signed line knows its very chain, from
    before `before`, and no younger line knows another.

    A line that was lost, changed, or belongs to numbers given again after a restore vouches for
    nothing: what it speaks of stays until an older or a later one fits.
    """
    if before > at - KEPT_AT_LEAST:
        raise TooYoung("Zeilen des letzten Jahres werden nicht gelöscht.")
    young = Seal.objects.filter(sealed_at__gte=before).order_by("number")
    first = young.values_list("number", flat=True).first()
    ends = Checkpoint.objects.filter(at__lt=before)
    if first is not None:
        ends = ends.filter(seal__lt=first)
    ends = ends.filter(seal__gt=0).order_by("-seal", "-at")
    for text in ends.values_list("line", flat=True)[:TRIED]:
        for line in _signed([text]):
            seal = Seal.objects.filter(number=line.seal).first()
            if seal and _is_provable(seal, line, before=before, at=at):
                return seal
    if ends.exists():
        logger.warning("no signed line fits the chain before %s: nothing is cut", before)
    return None


def _is_provable(seal: Seal, line: Line, *, before: datetime, at: datetime) -> bool:
    """What `verify_audit` will ask of the note, asked before anything goes."""
    note = Forgotten(at=at, before=before, up_to=seal.number, chain=bytes(seal.chain).hex())
    younger = Checkpoint.objects.filter(seal__lte=seal.number, at__gte=before)
    told = _signed(younger.values_list("line", flat=True))
    return is_borne_out(note, [line, *told], now=at)


def _signed(texts: Iterable[str]) -> list[Line]:
    """Those that can be read and, where public keys are known here, were signed with one."""
    keys, good = known_keys(), []
    for text in texts:
        try:
            line = read(text)
        except BadLine:
            continue
        if not keys or is_signed(line, keys):
            good.append(line)
    return good


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
