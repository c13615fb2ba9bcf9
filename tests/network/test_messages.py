"""What letters say."""

from datetime import timedelta

import pytest

from network.messages import SUBJECTS, compose
from network.models import ContactPoint, Delivery, Network, YouthOffice
from network.services import post
from tests.letters import AT, a_letter, an_office, mailbox, outside_district

pytestmark = pytest.mark.django_db


def planned(kind: str = "notice", *, outside: bool = False) -> Delivery:
    """A delivery of this kind."""
    (delivery,) = post.plan(a_letter(kind=kind), [mailbox("a@amt.example")], at=AT)
    if outside:
        delivery.recipient_kind, delivery.path = "outside", ""
        delivery.recipient_office, delivery.recipient_outside = None, outside_district()
        delivery.save()
    return delivery


def give_phone(office: YouthOffice, number: str, *, verified: bool = True) -> None:
    """A telephone of the office."""
    ContactPoint.objects.create(
        office=office,
        kind="phone",
        address=number,
        label="Zentrale",
        verified_at=AT if verified else None,
        verified_by="Probe" if verified else "",
    )


@pytest.mark.parametrize("kind", [*SUBJECTS, "etwas-neues"])
@pytest.mark.parametrize("outside", [False, True])
def test_every_kind_names_the_reference_and_explains_itself(kind: str, outside: bool) -> None:
    letter = compose(planned(kind, outside=outside), at=AT)

    assert letter.subject.startswith("Kinderschutz-Portal: ")
    assert "Zeichen: KS-2345-6789-ABCD" in letter.text
    assert "keine Angaben zum Inhalt" in letter.text
    assert "  " not in letter.text
    assert "\n\n\n" not in letter.text


def test_subject_is_the_same_for_every_recipient_and_urgency() -> None:
    assert compose(planned(), at=AT).subject == "Kinderschutz-Portal: neue Mitteilung"


def test_letter_inside_links_to_the_portal() -> None:
    delivery = planned()

    link = f"http://localhost:8000/eingang/{delivery.message_id}/"
    assert f"Zur Anmeldung: {link}\n" in compose(delivery, at=AT).text


def test_letter_outside_has_no_link_but_a_number_to_call() -> None:
    give_phone(an_office(), "02222 555-0")

    letter = compose(planned(outside=True), at=AT)

    assert "Telefon: 02222 555-0\n" in letter.text
    assert "http" not in letter.text


def test_number_of_the_fallback_office_stands_in() -> None:
    give_phone(an_office(), "unbestätigt", verified=False)
    fallback = an_office("kreis")
    give_phone(fallback, "02241 555-0")
    Network.objects.create(name="Probe", district="05382", fallback_office=fallback)

    assert "Telefon: 02241 555-0\n" in compose(planned(outside=True), at=AT).text


def test_without_any_number_the_letter_says_whom_to_call() -> None:
    assert "die Ihnen bekannte Rufnummer" in compose(planned(outside=True), at=AT).text


def test_letter_bears_the_instant_of_sending() -> None:
    assert compose(planned(), at=AT + timedelta(hours=3)).at == AT + timedelta(hours=3)
