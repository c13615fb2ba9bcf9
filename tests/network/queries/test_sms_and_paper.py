"""SMS addresses are used only when wanted; where a letter goes; many numbers at once."""

from datetime import UTC, datetime, time
from typing import Any

from network.domain.terms import ChannelKind, LadderRole, RecipientKind, Role
from network.models import ContactKind, OnCallSlot
from network.queries import Recipient, contacts_for, postal_address, telephones_of
from tests.factories import network as make
from tests.people import People, person

NIGHT = datetime(2026, 11, 23, 22, tzinfo=UTC)


def bornheim(people: People) -> Recipient:
    return Recipient(kind=RecipientKind.OFFICE, office_id=people.bornheim.pk)


def texted(people: People, role: LadderRole | None = None, *, sms: bool = True) -> list[str]:
    found = contacts_for(bornheim(people), role, NIGHT, sms=sms)
    return [each.address for each in found if each.channel is ChannelKind.SMS]


def test_nobody_is_texted_unless_it_is_wanted(people: People) -> None:
    make.make_contact("491@sms.example", office=people.bornheim, kind=ContactKind.SMS)

    assert texted(people, sms=False) == []
    assert texted(people) == ["491@sms.example"]


def test_who_is_on_call_is_texted_too(people: People) -> None:
    slot = make.make_slot(people.bornheim, 0, time(16), time(8))
    OnCallSlot.objects.filter(pk=slot.pk).update(sms="492@sms.example")
    make.changed_directory()

    assert texted(people) == ["492@sms.example"]
    assert texted(people, LadderRole.REMINDER) == ["492@sms.example"]
    assert texted(people, LadderRole.OFFICE_HEAD) == []


def test_the_number_of_the_head_is_for_the_heads_step(people: People) -> None:
    make.make_contact(
        "493@sms.example", office=people.bornheim, kind=ContactKind.SMS, role=Role.OFFICE_HEAD
    )

    assert texted(people) == []
    assert texted(people, LadderRole.OFFICE_HEAD) == ["493@sms.example"]


def test_an_unverified_number_is_texted_only_where_there_is_no_other(people: People) -> None:
    make.make_contact(
        "494@sms.example", office=people.bornheim, kind=ContactKind.SMS, verified=False
    )
    assert texted(people) == ["494@sms.example"]

    make.make_contact("495@sms.example", office=people.bornheim, kind=ContactKind.SMS)

    assert texted(people) == ["495@sms.example"]


def test_a_letter_goes_where_the_directory_says_or_nobody_knows(people: People) -> None:
    assert postal_address(bornheim(people)) == ""

    make.make_contact(
        "Jugendamt\nMusterstraße 1\n53332 Bornheim",
        office=people.bornheim,
        kind=ContactKind.POSTAL,
    )

    assert postal_address(bornheim(people)).splitlines()[-1] == "53332 Bornheim"


def test_numbers_of_many_cost_no_more_than_of_one(
    people: People, django_assert_max_num_queries: Any
) -> None:
    person("Heiko Haupt", Role.OFFICE_HEAD, people.bornheim)
    offices = [people.kreis, people.bornheim, people.siegburg]
    for number, office in enumerate(offices):
        make.make_contact(f"0221 4710 10{number}", office=office, kind=ContactKind.PHONE)
    recipients = [Recipient(kind=RecipientKind.OFFICE, office_id=each.pk) for each in offices]
    telephones_of(recipients, at=NIGHT)

    with django_assert_max_num_queries(1):
        found = telephones_of(recipients, at=NIGHT)

    assert [found[each].telephones[0].number for each in recipients] == [
        "0221 4710 100",
        "0221 4710 101",
        "0221 4710 102",
    ]
