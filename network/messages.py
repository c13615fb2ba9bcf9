"""What a letter says: there is something in the portal; a reference, a link. Never what about."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from kinderschutz.lib.tokens import token_for
from network.channels.base import Message
from network.domain.terms import ChannelKind
from network.models import ContactKind, ContactPoint, Delivery, Network

SENDER = "Kinderschutz-Portal"
SMS_SUBJECT = SENDER
"""The same whatever an SMS is about."""
SUBJECTS = {
    "notice": "neue Mitteilung",
    "reminder": "Erinnerung an eine Mitteilung",
    "escalation": "eine Mitteilung wartet auf Übernahme",
    "overdue": "eine Mitteilung ist überfällig",
    "release": "eine Weitergabe wartet auf Freigabe",
    "call": "ein Anruf ist zu machen",
    "break_glass": "ein Notzugriff ist geschehen",
    "called_in": "Sie wurden zu einem Fall hinzugezogen",
    "reveal": "eine mitteilende Person wurde eingesehen",
    "export": "eine Auskunft wartet auf Freigabe",
    "canary": "Probelauf, bitte nichts tun",
    "desk_alarm": "die Auffangstelle ist nicht erreichbar",
    "canary_alarm": "ein Probelauf ist nicht bestanden",
    "invitation": "Einladung",
    "account_changed": "Ihr Zugang wurde geändert",
    "account_ended": "Ihr Zugang wurde beendet",
    "sign_in_changed": "Ihre Anmeldung wurde geändert",
    "accounts_wait": "eine Einladung wartet auf Ihre Zustimmung",
    "role_given": "eine Rolle wurde vergeben",
}
INVITATION = "invitation"
ABOUT_ACCOUNTS = frozenset(
    {
        INVITATION,
        "account_changed",
        "account_ended",
        "sign_in_changed",
        "accounts_wait",
        "role_given",
    }
)
"""Letters that tell of no case; they have their own text."""
ANY_OTHER = "neue Nachricht"


def compose(delivery: Delivery, *, at: datetime) -> Message:
    """The letter of one delivery, dated `at`: fixed German text by kind, nothing from the case.

    A delivery without a path goes to somebody who cannot sign in: it asks for a call. An SMS fits
    into one part of 160 characters, has no link, and a subject that says nothing, because gateways
    put it before the text.
    """
    must_call = not delivery.path
    is_sms = delivery.channel == ChannelKind.SMS
    by_mail = "mail/outside.txt" if must_call else "mail/letter.txt"
    if delivery.kind in ABOUT_ACCOUNTS:
        by_mail = "mail/account.txt"
    text = render_to_string(
        "mail/sms.txt" if is_sms else by_mail,
        {
            "kind": delivery.kind,
            "reference": delivery.reference,
            "link": f"{settings.PUBLIC_URL}{delivery.path}{_token_of(delivery)}",
            "must_call": must_call,
            "phone": _phone(delivery.office_id) if must_call else "",
        },
    )
    subject = f"{SENDER}: {SUBJECTS.get(delivery.kind, ANY_OTHER)}"
    return Message(
        delivery_id=delivery.id,
        address=delivery.address,
        subject=SMS_SUBJECT if is_sms else subject,
        text=text.strip() if is_sms else text,
        at=at,
    )


def invitation_token(invitation: UUID, letter: int) -> str:
    """The token of an invitation's latest letter; a further letter makes the one before void."""
    return token_for(INVITATION, f"{invitation}:{letter}")


def _token_of(delivery: Delivery) -> str:
    """What the row of a letter must not hold, because it opens something: written in last."""
    if delivery.kind != INVITATION:
        return ""
    return f"?code={invitation_token(delivery.message_id, delivery.step)}"


def _phone(office_id: UUID | None) -> str:
    """The verified number of the office that owns the case, else of the fallback, else none."""
    fallback = Network.objects.values_list("fallback_office_id", flat=True).first()
    numbers: dict[UUID | None, str] = dict(
        ContactPoint.objects.verified()
        .filter(kind=ContactKind.PHONE, role=None, office_id__in=[office_id, fallback])
        .order_by("-label", "-address")
        .values_list("office_id", "address")
    )
    return numbers.get(office_id) or numbers.get(fallback) or ""
