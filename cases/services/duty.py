"""What reaches an office while somebody is on call there opens to that person (docs/adr/0074)."""

from collections.abc import Iterable
from datetime import datetime

from cases.models import DutyCase, Notice
from kinderschutz.lib import rows
from network import queries as network
from network.queries import Contact


def open_on_duty(told: Iterable[tuple[Notice, list[Contact]]], *, at: datetime) -> None:
    """Of notices that are being told of, open those to whoever is on call at their recipient's and
    among the contacts; in the transaction that tells. Nobody asks for it, so nobody is refused.

    A person who is kept out of the case is no contact. One without an account is called.
    """
    opened = [_opened(notice, contacts, at=at) for notice, contacts in told]
    rows.insert([each for each in opened if each], ignore_conflicts=True)


def _opened(notice: Notice, contacts: list[Contact], *, at: datetime) -> DutyCase | None:
    office = notice.recipient_office_id
    if office is None or notice.is_canary:
        return None
    duty = network.duty_at(office, at)
    asked = {each.address.casefold() for each in contacts}
    if duty is None or duty.slot.email.casefold() not in asked:
        return None
    person = network.person_on_call(duty)
    if person is None:
        return None
    return DutyCase(
        concern_id=notice.concern_id,
        notice=notice,
        office_id=office,
        user_id=person,
        duty_begins_at=duty.begins,
        duty_ends_at=duty.ends,
        until=duty.look_back_until,
        told_at=at,
        is_own=notice.office_id == office,
    )
