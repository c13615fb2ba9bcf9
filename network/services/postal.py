"""Letters on paper: planned with the notice, printed, posted and confirmed by the office that
answers for them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from network import audit
from network.access import Actor, Permission, require
from network.domain.by_hand import LetterStage
from network.domain.post import PRIORITY
from network.domain.reach import Recipient
from network.domain.terms import Urgency
from network.models import LetterEntry, PostalLetter

FOLLOWS: Mapping[LetterStage, frozenset[LetterStage]] = {
    LetterStage.PRINTED: frozenset({LetterStage.PLANNED, LetterStage.PRINTED, LetterStage.POSTED}),
    LetterStage.POSTED: frozenset({LetterStage.PRINTED}),
    LetterStage.CONFIRMED: frozenset({LetterStage.POSTED}),
}
"""After which stages a stage may be recorded. Printing again is allowed: letters get lost, and a
posted one stays posted.
"""

NOT_YET_POSTED = (LetterStage.PLANNED, LetterStage.PRINTED)


class OutOfOrder(Exception):
    """This stage does not follow on the one the letter is in."""


class NoAddress(Exception):
    """Nobody has entered where the letter goes."""


class NameNeeded(ValueError):
    """Somebody confirmed, but nobody is named."""


def new_letter(
    *,
    message_id: UUID,
    reference: str,
    urgency: Urgency,
    recipient: Recipient,
    office_id: UUID,
    address: str,
    at: datetime,
    concern_id: UUID | None = None,
) -> PostalLetter:
    """A letter not yet written to the queue; `office_id` prints and posts it.

    `address` has one line per line of the envelope, and is empty where nobody knows it yet.
    """
    return PostalLetter(
        message_id=message_id,
        concern_id=concern_id,
        reference=reference,
        urgency=urgency,
        priority=PRIORITY[urgency],
        office_id=office_id,
        recipient_kind=recipient.kind,
        recipient_office_id=recipient.office_id,
        recipient_partner_id=recipient.partner_id,
        recipient_outside_id=recipient.outside_district_id,
        address=address,
        planned_at=at,
    )


def write_letters(letters: Iterable[PostalLetter]) -> None:
    """Write planned letters in the caller's transaction; one message has one letter."""
    rows = list(letters)
    if rows:
        PostalLetter.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def set_address(*, by: Actor, letter: PostalLetter, address: str, at: datetime) -> PostalLetter:
    """Enter or correct where the letter goes; what has been posted keeps its address.

    Raises Refused, OutOfOrder.
    """
    require(by, Permission.RECORD, letter)
    locked = _locked(letter)
    if locked.stage not in NOT_YET_POSTED:
        raise OutOfOrder
    lines = [line.strip() for line in address.splitlines()]
    locked.address = "\n".join(line for line in lines if line)
    locked.stage, locked.digest = LetterStage.PLANNED, ""
    locked.save(update_fields=["address", "stage", "digest"])
    _record("letter.addressed", locked, by=by, at=at)
    return locked


@transaction.atomic
def record_stage(
    *,
    by: Actor,
    letter: PostalLetter,
    stage: LetterStage,
    at: datetime,
    spoke_with: str | None = None,
    digest: str = "",
) -> LetterEntry:
    """The letter has been printed, posted, or its arrival confirmed by a named person.

    `digest` is the SHA-256 of the pages made of `letter` as it is given: whoever has worked on it
    since has made them worthless (OutOfOrder). Another print of a posted letter is on record and
    changes nothing of what was posted. Raises Refused, OutOfOrder, NoAddress, NameNeeded.
    """
    require(by, Permission.RECORD, letter)
    locked = _locked(letter)
    name = (spoke_with or "").strip()
    if LetterStage(locked.stage) not in FOLLOWS.get(stage, frozenset()):
        raise OutOfOrder
    if digest and (locked.address, locked.stage) != (letter.address, letter.stage):
        raise OutOfOrder
    if not locked.address:
        raise NoAddress
    if stage is LetterStage.CONFIRMED and not name:
        raise NameNeeded
    if (locked.stage, stage) != (LetterStage.POSTED, LetterStage.PRINTED):
        locked.stage, locked.digest = stage, digest or locked.digest
        locked.save(update_fields=["stage", "digest"])
    entry = LetterEntry.objects.create(
        letter=locked, at=at, by_id=by.user_id, stage=stage, spoke_with=name or None
    )
    _record(f"letter.{stage.value}", locked, by=by, at=at)
    return entry


def withdraw(*, message_id: UUID, at: datetime) -> int:
    """The letter need not be posted any more; what has been posted stays as it is (0 or 1)."""
    unposted = PostalLetter.objects.filter(message_id=message_id, stage__in=NOT_YET_POSTED)
    needless = list(unposted.select_for_update(of=("self",), no_key=True))
    for letter in needless:
        letter.stage = LetterStage.NOT_NEEDED
        letter.save(update_fields=["stage"])
        LetterEntry.objects.create(letter=letter, at=at, by=None, stage=LetterStage.NOT_NEEDED)
    return len(needless)


def _locked(letter: PostalLetter) -> PostalLetter:
    return PostalLetter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.pk)


def _record(what: str, letter: PostalLetter, *, by: Actor, at: datetime) -> None:
    audit.record(what, by=by, at=at, on_kind="letter", on_id=letter.id, office_id=letter.office_id)
