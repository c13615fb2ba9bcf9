"""What the page of a notice offers to do: the bar of buttons, whom to call, the call recorded."""

from datetime import datetime

from django.urls import reverse

from cases.access import Actor
from cases.forms.casework import PhoneForm
from cases.models import Notice
from cases.queries.lookup import may_know_on_call
from cases.services.notices import recipient_of
from cases.views.calls import Card
from network import queries as network
from network.domain.terms import RecipientKind
from network.queries import Recipient

ROOM_ON_A_PHONE = 3
"""Buttons side by side in the bar at the lower edge of a phone."""


def bar(
    found: Notice, cards: list[Card], *, is_recipient: bool, owns: bool
) -> list[dict[str, object]]:
    """What is done at one touch; the number to call joins where a phone has room for it."""
    deeds = _actions(found, owns=owns) if is_recipient else []
    return [*deeds, *(_numbers(cards) if len(deeds) < ROOM_ON_A_PHONE else [])]


def _numbers(cards: list[Card]) -> list[dict[str, object]]:
    """The first number of the most pressing call."""
    numbers = [each.number for card in cards for each in card.call.telephones]
    if not numbers:
        return []
    dialled = numbers[0].replace(" ", "")
    return [{"label": numbers[0], "phone": dialled, "style": "secondary"}]


def telephones(
    found: Notice, actor: Actor, *, at: datetime, is_recipient: bool, owns: bool
) -> list[network.Telephone]:
    """Whom to call: a recipient the office that answers, the sender a silent recipient.

    Who may not know the numbers of people on call gets the office's own.
    """
    if is_recipient and not owns:
        answering = Recipient(kind=RecipientKind.OFFICE, office_id=found.office_id)
        if not may_know_on_call(actor):
            return network.own_telephones(answering)
        return network.telephones_for(answering, at=at)
    if not is_recipient and found.released_at and not found.acknowledged_at:
        return network.telephones_for(recipient_of(found), at=at)
    return []


def phone_form(found: Notice) -> PhoneForm | None:
    """Where nobody may have an account, a colleague records who took over by phone."""
    outside = found.recipient_kind != RecipientKind.OFFICE
    is_waited_for = found.released_at and found.ack_by and not found.acknowledged_at
    return PhoneForm() if outside and is_waited_for else None


def _actions(found: Notice, *, owns: bool) -> list[dict[str, object]]:
    """What stands in the bar within a thumb's reach."""
    call: dict[str, object] = {
        "label": "Anrufen",
        "url": reverse("cases:reporter", args=[found.pk]) if owns else "#telefon",
        "style": "secondary",
    }
    take: dict[str, object] = {
        "label": "Übernehmen" if found.ack_by else "Zur Kenntnis nehmen",
        "url": reverse("cases:take_over", args=[found.pk]),
        "style": "primary",
        "post": True,
    }
    forward: dict[str, object] = {
        "label": "Weiterleiten",
        "url": reverse("cases:forward", args=[found.pk]),
        "style": "secondary",
    }
    return [
        call,
        *([] if found.acknowledged_at else [take]),
        *([forward] if owns else []),
    ]
