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

    A person who is kept out of the case is no contact; one without an account gets a call.
    """
    opened = [
        DutyCase(
            concern_id=notice.concern_id,
            notice=notice,
            office_id=notice.recipient_office_id,
            user_id=duty.slot.user_id,
            duty_begins_at=duty.begins,
            duty_ends_at=duty.ends,
            until=duty.look_back_until,
            told_at=at,
            is_own=notice.office_id == notice.recipient_office_id,
        )
        for notice, contacts in told
        if notice.recipient_office_id and any(each.user_id for each in contacts)
        for duty in (network.duty_at(notice.recipient_office_id, at),)
        if duty and duty.slot.user_id in {each.user_id for each in contacts if each.user_id}
    ]
    rows.insert(opened, ignore_conflicts=True)
