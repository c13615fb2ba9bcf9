"""Practice data: what people have done by hand, so that every state can be seen at once."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cases.models import Concern
from cases.services.by_hand import address_letter, record_call, record_letter
from network.access import Actor
from network.domain.by_hand import CallOutcome, LetterStage
from network.models import Call, PostalLetter
from network.services import postal

ActorOf = Callable[[str], Actor]
AFTER = timedelta(minutes=3)
"""Each deed so long after the one before."""

ADDRESS = "Jugendamt\nMusterstraße 1\n00000 Musterstadt"
WAY = (LetterStage.PRINTED, LetterStage.POSTED, LetterStage.CONFIRMED)


def done_by_hand(
    concern: Concern, entry: Mapping[str, Any], *, actor_of: ActorOf, at: datetime
) -> None:
    """The calls and the letter of an entry in concerns.json.

    Both concern the district outside, if there is one: `calls` is a list of `by`, `number`,
    `outcome` and maybe `spoke_with`; `letter` says how far it has come (`stage`, `by`, and who
    confirmed as `spoke_with`).
    """
    for told in entry.get("calls", ()):
        at += AFTER
        record_call(
            by=actor_of(told["by"]),
            call=_call(concern),
            number=told["number"],
            called=told["called"],
            outcome=CallOutcome(told["outcome"]),
            spoke_with=told.get("spoke_with"),
            at=at,
        )
    if letter := entry.get("letter"):
        _letter(concern, letter, by=actor_of(letter["by"]), at=at)


def _call(concern: Concern) -> Call:
    calls = Call.objects.filter(reference=concern.reference)
    return calls.filter(recipient_outside__isnull=False).first() or calls.latest("planned_at")


def _letter(concern: Concern, told: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Printed without laying pages out: the start of the portal does not wait for that."""
    letter = PostalLetter.objects.get(reference=concern.reference)
    if not letter.address:  # a directory loaded before it knew addresses
        letter = address_letter(by=by, letter=letter, address=ADDRESS, at=at)
    for stage in WAY[: WAY.index(LetterStage(told["stage"])) + 1]:
        at += AFTER
        if stage is LetterStage.PRINTED:
            postal.record_stage(by=by, letter=letter, stage=stage, at=at)
        else:
            spoke_with = told.get("spoke_with") if stage is LetterStage.CONFIRMED else None
            record_letter(by=by, letter=letter, stage=stage, at=at, spoke_with=spoke_with)
