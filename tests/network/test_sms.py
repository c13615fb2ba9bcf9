"""What an SMS says: that there is something, in one part, in an alphabet every telephone has."""

from datetime import timedelta
from uuid import uuid4

import pytest

from network.domain.terms import ChannelKind, Urgency
from network.messages import SUBJECTS, compose
from network.models import ContactPoint, Delivery
from network.queries import Contact
from network.services import post
from tests.letters import AT, a_letter, an_office

pytestmark = pytest.mark.django_db

GATEWAY = Contact(
    channel=ChannelKind.SMS, address="4915100000102@sms.example", name="Bereitschaft", verified=True
)
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic alphabet of 3GPP TS 23.038; every character of it counts once."""


def an_sms(kind: str = "notice", *, path: str | None = None) -> Delivery:
    (delivery,) = post.plan(a_letter(kind=kind, urgency=Urgency.ACUTE), [GATEWAY], at=AT)
    if path is not None:
        delivery.path = path
    return delivery


def give_longest_phone() -> None:
    ContactPoint.objects.create(
        office=an_office(),
        kind="phone",
        address="0" * 60,
        label="Zentrale",
        verified_at=AT,
        verified_by="Probe",
    )


@pytest.mark.parametrize("kind", [*SUBJECTS, "etwas-neues"])
@pytest.mark.parametrize("path", ["/eingang/", ""])
def test_every_kind_fits_into_one_part_even_with_its_subject_before_it(
    kind: str, path: str
) -> None:
    give_longest_phone()
    delivery = an_sms(kind, path=path)
    delivery.reference = "KS-2345-6789-ABCD-XY"  # as long as a reference may be

    sms = compose(delivery, at=AT)

    assert len(f"{sms.subject} {sms.text}") <= 160
    assert set(sms.subject + sms.text) <= GSM_7
    assert "\n" not in sms.text


def test_it_names_the_reference_and_asks_to_sign_in_without_a_link() -> None:
    text = compose(an_sms(), at=AT).text

    assert text == (
        "Kinderschutz-Portal: neue Mitteilung KS-2345-6789-ABCD. Bitte im Portal anmelden."
    )


def test_whoever_cannot_sign_in_gets_the_number_to_call() -> None:
    give_longest_phone()

    assert "Bitte anrufen: 000" in compose(an_sms(path=""), at=AT).text


@pytest.mark.parametrize("kind", SUBJECTS)
def test_the_subject_says_nothing_of_the_kind(kind: str) -> None:
    assert compose(an_sms(kind), at=AT).subject == "Kinderschutz-Portal"


def test_no_key_of_a_message_is_in_it() -> None:
    delivery = an_sms(path=f"/eingang/{uuid4()}/")

    sms = compose(delivery, at=AT + timedelta(minutes=1))

    assert delivery.path not in sms.text
    assert str(delivery.message_id) not in sms.text
