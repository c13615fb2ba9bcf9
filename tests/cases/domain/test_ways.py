"""Which ways a notice takes: the table, and what must hold for every row of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from cases.domain.ways import Situation, Ways, first_desk, is_still_there, wakes, ways
from network.domain.by_hand import CallDesk, CallReason
from network.domain.desks import PATIENCE, moves_on_at, next_desk
from network.domain.terms import RecipientKind, Urgency

AT = datetime(2026, 11, 21, 21, 40, tzinfo=UTC)
OFFICE, PARTNER, OUTSIDE = RecipientKind.OFFICE, RecipientKind.PARTNER, RecipientKind.OUTSIDE
ACUTE, URGENT, STANDARD = Urgency.ACUTE, Urgency.URGENT, Urgency.STANDARD

AN_OFFICE_BY_DAY = Situation(
    kind=OFFICE, urgency=URGENT, must_answer=True, is_open=True, can_sign_in=True, has_mail=True
)
A_PARTNER = replace(AN_OFFICE_BY_DAY, kind=PARTNER, is_open=None)
A_DISTRICT = replace(AN_OFFICE_BY_DAY, kind=OUTSIDE, is_open=None, can_sign_in=False)

TABLE = [
    ("open and urgent: the machine is enough", AN_OFFICE_BY_DAY, {}, Ways()),
    ("closed and urgent", AN_OFFICE_BY_DAY, {"is_open": False},
     Ways(sms=True, call=CallReason.OUT_OF_HOURS)),
    ("closed, and it has time", AN_OFFICE_BY_DAY, {"is_open": False, "urgency": STANDARD}, Ways()),
    ("acute at ten in the morning", AN_OFFICE_BY_DAY, {"urgency": ACUTE},
     Ways(sms=True, call=CallReason.ACUTE)),
    ("acute at night", AN_OFFICE_BY_DAY, {"urgency": ACUTE, "is_open": False},
     Ways(sms=True, call=CallReason.ACUTE)),
    ("no verified mailbox", AN_OFFICE_BY_DAY, {"has_mail": False, "urgency": STANDARD},
     Ways(call=CallReason.NOT_REACHED)),
    ("an office without any account", AN_OFFICE_BY_DAY, {"can_sign_in": False},
     Ways(call=CallReason.NO_ACCOUNT)),
    ("for information, also acute", AN_OFFICE_BY_DAY, {"must_answer": False, "urgency": ACUTE},
     Ways()),
    ("an alarm at night wakes, and is no call of its own", AN_OFFICE_BY_DAY,
     {"must_answer": False, "is_alarm": True, "urgency": ACUTE, "is_open": False}, Ways(sms=True)),
    ("a partner with an account", A_PARTNER, {}, Ways()),
    ("a partner without one", A_PARTNER, {"can_sign_in": False}, Ways(call=CallReason.NO_ACCOUNT)),
    ("a partner only paper reaches", A_PARTNER,
     {"can_sign_in": False, "has_mail": False, "has_postal": True},
     Ways(call=CallReason.NOT_REACHED, letter=True)),
    ("a district outside: paper and a call", A_DISTRICT, {},
     Ways(call=CallReason.NO_ACCOUNT, letter=True)),
    ("a district outside of which nothing is known", A_DISTRICT, {"has_mail": False},
     Ways(call=CallReason.NOT_REACHED, letter=True)),
    ("a district outside, for information", A_DISTRICT, {"must_answer": False}, Ways(letter=True)),
    ("a district outside, acute", A_DISTRICT, {"urgency": ACUTE},
     Ways(sms=True, call=CallReason.ACUTE, letter=True)),
]  # fmt: skip

EVERYTHING = [
    Situation(
        kind=kind,
        urgency=urgency,
        must_answer=must_answer,
        is_open=is_open if kind is OFFICE else None,
        can_sign_in=can_sign_in and kind is not OUTSIDE,
        has_mail=has_mail,
        has_postal=has_postal,
        is_alarm=is_alarm and not must_answer,
    )
    for kind in RecipientKind
    for urgency in Urgency
    for must_answer, is_open, can_sign_in, has_mail, has_postal, is_alarm in product(
        (True, False), repeat=6
    )
]


@pytest.mark.parametrize(
    ("base", "changes", "expected"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_the_table(base: Situation, changes: dict[str, object], expected: Ways) -> None:
    assert ways(replace(base, **changes)) == expected  # type: ignore[arg-type] # fields by name


def test_whoever_must_answer_and_is_not_surely_reached_by_machine_is_called() -> None:
    for said in EVERYTHING:
        at_night = said.is_open is False and said.urgency is not STANDARD
        is_unsure = said.urgency is ACUTE or at_night or not said.has_mail or not said.can_sign_in
        if said.must_answer:
            assert (ways(said).call is not None) == is_unsure, said


def test_nobody_is_asked_to_call_where_nobody_must_answer() -> None:
    assert all(ways(said).call is None for said in EVERYTHING if not said.must_answer)


def test_whoever_is_woken_is_also_called_unless_it_is_an_alarm() -> None:
    assert all(ways(said).call for said in EVERYTHING if ways(said).sms and not said.is_alarm)


def test_every_district_outside_gets_paper_and_no_office_of_the_network_does() -> None:
    for said in EVERYTHING:
        if said.kind is not PARTNER:
            assert ways(said).letter == (said.kind is OUTSIDE)


@pytest.mark.parametrize(
    ("urgency", "is_open", "expected"),
    [(ACUTE, True, True), (ACUTE, None, True), (URGENT, True, False), (URGENT, False, True),
     (URGENT, None, False), (STANDARD, False, False)],
)  # fmt: skip
def test_who_is_woken(urgency: Urgency, is_open: bool | None, expected: bool) -> None:
    assert wakes(urgency, is_open=is_open) is expected


@pytest.mark.parametrize(
    ("reporter_is_there", "to_own_office", "taken_in_there", "expected"),
    [
        (True, True, False, CallDesk.REPORTER),
        (False, True, False, CallDesk.FALLBACK),
        (False, True, True, CallDesk.OFFICE),
        (True, False, False, CallDesk.OFFICE),
        (False, False, False, CallDesk.OFFICE),
    ],
)
def test_who_is_asked_first(
    reporter_is_there: bool, to_own_office: bool, taken_in_there: bool, expected: CallDesk
) -> None:
    desk = first_desk(
        reporter_is_there=reporter_is_there,
        to_own_office=to_own_office,
        taken_in_there=taken_in_there,
    )

    assert desk is expected


def test_every_desk_leads_to_the_fallback_desk_and_that_one_keeps_the_call() -> None:
    for own in (True, False):
        for desk in CallDesk:
            seen = [desk]
            while after := next_desk(seen[-1], to_own_office=own):
                seen.append(after)
            assert seen[-1] is CallDesk.FALLBACK
            assert len(seen) <= len(CallDesk)


def test_no_office_is_asked_to_call_itself_after_the_reporter() -> None:
    assert next_desk(CallDesk.REPORTER, to_own_office=True) is CallDesk.FALLBACK
    assert next_desk(CallDesk.REPORTER, to_own_office=False) is CallDesk.OFFICE


def test_the_more_pressing_the_sooner_the_next_desk_is_asked() -> None:
    for desk in (CallDesk.REPORTER, CallDesk.OFFICE):
        waits = [PATIENCE[urgency][desk] for urgency in (ACUTE, URGENT, STANDARD)]
        assert waits == sorted(waits)
        assert moves_on_at(desk, ACUTE, since=AT) == AT + PATIENCE[ACUTE][desk]
    assert moves_on_at(CallDesk.FALLBACK, ACUTE, since=AT) is None


def test_a_reporter_is_taken_to_be_there_for_a_quarter_of_an_hour() -> None:
    assert is_still_there(reported_at=AT, at=AT + timedelta(minutes=15))
    assert not is_still_there(reported_at=AT, at=AT + timedelta(minutes=15, seconds=1))
