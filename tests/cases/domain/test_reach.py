"""Whom a notice has reached: by name, told but silent, or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from cases.domain.reach import CallMade, Facts, Reach, Reached, Sent, reached
from network.domain.by_hand import CallOutcome, LetterStage
from network.domain.post import DeliveryState
from network.domain.terms import ChannelKind

AT = datetime(2026, 11, 21, 21, 40, tzinfo=UTC)
LATER, LAST = AT + timedelta(minutes=5), AT + timedelta(minutes=9)
MAIL = Sent(ChannelKind.EMAIL, DeliveryState.SENT, LATER)
PORTAL = Sent(ChannelKind.PORTAL, DeliveryState.SENT, AT)
UNDER_WAY = Sent(ChannelKind.EMAIL, DeliveryState.DUE)
BACK = Sent(ChannelKind.EMAIL, DeliveryState.FAILED)
TOLD = Facts(released_at=AT, sent=(MAIL,))
SPOKEN = CallMade(LATER, CallOutcome.REACHED, "Frau Berg")
VOICEMAIL = CallMade(LATER, CallOutcome.VOICEMAIL)
NOBODY = CallMade(LATER, CallOutcome.NO_ANSWER)

TABLE = [
    ("waits for its release", Facts(released_at=None), Reached(Reach.NOT_YET)),
    ("withheld", Facts(released_at=None, withdrawn_at=LATER), Reached(Reach.WITHHELD, at=LATER)),
    ("mail has arrived", TOLD, Reached(Reach.SILENT, at=LATER, how=ChannelKind.EMAIL)),
    ("portal first, mail later", replace(TOLD, sent=(MAIL, PORTAL)),
     Reached(Reach.SILENT, at=AT, how=ChannelKind.PORTAL)),
    ("mail is under way", replace(TOLD, sent=(UNDER_WAY,)), Reached(Reach.NOT_REACHED)),
    ("no way at all", replace(TOLD, sent=()), Reached(Reach.NOT_REACHED)),
    ("mail came back", replace(TOLD, sent=(BACK,), unreached_at=LATER),
     Reached(Reach.NOT_REACHED, at=LATER)),
    ("in the portal, but a mail came back", replace(TOLD, sent=(PORTAL, BACK), unreached_at=LATER),
     Reached(Reach.NOT_REACHED, at=LATER)),
    ("voicemail", replace(TOLD, sent=(BACK,), unreached_at=AT, calls=(NOBODY, VOICEMAIL)),
     Reached(Reach.SILENT, at=LATER, how=ChannelKind.PHONE)),
    ("rung in vain", replace(TOLD, sent=(BACK,), unreached_at=AT, calls=(NOBODY,)),
     Reached(Reach.NOT_REACHED, at=AT)),
    ("letter is only printed", replace(TOLD, sent=(), letter=LetterStage.PRINTED),
     Reached(Reach.NOT_REACHED)),
    ("letter is posted", replace(TOLD, sent=(), letter=LetterStage.POSTED, letter_at=LAST),
     Reached(Reach.SILENT, at=LAST, how=ChannelKind.LETTER)),
    ("spoken with by name", replace(TOLD, unreached_at=AT, calls=(SPOKEN, NOBODY)),
     Reached(Reach.REACHED, "Frau Berg", LATER, ChannelKind.PHONE)),
    ("taken over in the portal",
     replace(TOLD, taken_at=LAST, taken_by="Ben Bach", taken_how=ChannelKind.PORTAL),
     Reached(Reach.REACHED, "Ben Bach", LAST, ChannelKind.PORTAL)),
    ("taken over beats everything",
     replace(TOLD, taken_at=LAST, taken_by="Ben Bach", taken_how=ChannelKind.PHONE,
             withdrawn_at=AT, unreached_at=AT, calls=(SPOKEN,)),
     Reached(Reach.REACHED, "Ben Bach", LAST, ChannelKind.PHONE)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_table(facts: Facts, expected: Reached) -> None:
    assert reached(facts) == expected


def test_reached_always_has_a_name_and_a_time_and_nothing_else_has_a_name() -> None:
    for facts in all_facts():
        found = reached(facts)
        assert bool(found.who) == (found.reach is Reach.REACHED)
        if found.reach is Reach.REACHED:
            assert found.at is not None
            assert found.how is not None


def test_without_anything_handed_over_nobody_is_said_to_be_told() -> None:
    for facts in all_facts():
        if not facts.calls and facts.letter is None and facts.taken_at is None:
            handed_over = any(each.state is DeliveryState.SENT for each in facts.sent)
            if not handed_over:
                assert reached(facts).reach is not Reach.SILENT


def all_facts() -> list[Facts]:
    """What can be true at once, in a few thousand combinations."""
    return [
        Facts(
            released_at=released,
            withdrawn_at=withdrawn,
            unreached_at=unreached,
            taken_at=taken,
            taken_by="Ben Bach" if taken else "",
            taken_how=ChannelKind.PORTAL if taken else None,
            calls=calls,
            sent=sent,
            letter=letter,
            letter_at=LAST if letter else None,
        )
        for released, withdrawn, unreached, taken, calls, sent, letter in product(
            (None, AT),
            (None, LATER),
            (None, LATER),
            (None, LAST),
            ((), (SPOKEN,), (VOICEMAIL,), (NOBODY, VOICEMAIL)),
            ((), (MAIL,), (PORTAL, BACK), (UNDER_WAY,)),
            (None, LetterStage.PLANNED, LetterStage.POSTED, LetterStage.CONFIRMED),
        )
    ]
