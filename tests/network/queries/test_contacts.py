"""How an organisation is reached at an instant."""

from datetime import UTC, date, datetime, time

import pytest
from pytest_django import DjangoAssertNumQueries

from network.domain.hours import Mode
from network.domain.terms import ChannelKind, LadderRole, RecipientKind, Role
from network.models import ContactKind, OutsideDistrict, YouthOffice
from network.queries import (
    Recipient,
    Telephone,
    UnknownRecipient,
    contacts_for,
    fallback_office,
    is_office_hours,
    recipient_by_key,
    recipients_by_key,
    telephones_for,
    unreachable_offices,
    who_answers,
)
from tests.factories import network as make
from tests.people import People, person

DAY = make.AT
NIGHT = datetime(2026, 11, 23, 22, tzinfo=UTC)


def office(of: YouthOffice) -> Recipient:
    return Recipient(kind=RecipientKind.OFFICE, office_id=of.pk)


def addresses(
    recipient: Recipient, role: LadderRole | None = None, at: datetime = DAY
) -> list[str]:
    return [contact.address for contact in contacts_for(recipient, role, at)]


def test_first_telling_and_reminder_go_to_the_mailbox(people: People) -> None:
    expected = ["eingang@jugendamt-bornheim.example"]

    assert addresses(office(people.bornheim)) == expected
    assert addresses(office(people.bornheim), LadderRole.REMINDER) == expected


def test_out_of_hours_the_person_on_call_is_told_too(people: People) -> None:
    make.make_slot(people.bornheim, 0, time(16), time(8), email="nacht@bereit.example")

    assert addresses(office(people.bornheim), at=DAY) == ["eingang@jugendamt-bornheim.example"]
    assert addresses(office(people.bornheim), at=NIGHT) == [
        "eingang@jugendamt-bornheim.example",
        "nacht@bereit.example",
    ]


def test_somebody_on_call_with_an_account_is_told_at_its_address(people: People) -> None:
    make.make_slot(
        people.bornheim, 0, time(16), time(8), email="alt@bereit.example", user=people.ben.user
    )

    on_call = contacts_for(office(people.bornheim), None, NIGHT)[-1]

    assert (on_call.address, on_call.user_id, on_call.verified) == (
        "ben@leute.example",
        people.ben.user.pk,
        True,
    )


def test_an_inactive_account_on_call_is_not_told(people: People) -> None:
    make.make_slot(people.bornheim, 0, time(16), time(8), user=people.ben.user)
    people.ben.user.is_active = False
    people.ben.user.save()
    make.changed_directory()

    assert addresses(office(people.bornheim), at=NIGHT) == ["eingang@jugendamt-bornheim.example"]


def test_each_address_is_told_once(people: People) -> None:
    make.make_slot(
        people.bornheim, 0, time(16), time(8), email="Eingang@Jugendamt-Bornheim.example"
    )

    assert addresses(office(people.bornheim), at=NIGHT) == ["eingang@jugendamt-bornheim.example"]


def test_an_unverified_mailbox_is_tried_only_where_there_is_no_other(people: People) -> None:
    make.make_contact("neu@jugendamt-bornheim.example", office=people.bornheim, verified=False)
    dark = make.make_office("dunkel", mailbox=False)
    make.make_contact("eingang@jugendamt-dunkel.example", office=dark, verified=False)

    assert addresses(office(people.bornheim)) == ["eingang@jugendamt-bornheim.example"]
    assert [(each.address, each.verified) for each in contacts_for(office(dark), None, DAY)] == [
        ("eingang@jugendamt-dunkel.example", False)
    ]


def test_an_office_without_any_address_has_no_contact(people: People) -> None:
    silent = make.make_office("stumm", mailbox=False)

    assert contacts_for(office(silent), None, DAY) == []


@pytest.mark.parametrize("step", [LadderRole.DEPUTY, LadderRole.OFFICE_HEAD])
def test_deputy_and_head_are_found_at_the_instant(people: People, step: LadderRole) -> None:
    role = Role(step.value)
    holder = person("Hanna Hof", role, people.bornheim)
    person("Sina See", role, people.siegburg)
    gone = make.make_user("Gerd Gegangen")
    make.join(gone, role, people.bornheim, until=date(2026, 11, 23))
    inactive = make.make_user("Ines Inaktiv", is_active=False)
    make.join(inactive, role, people.bornheim)

    found = contacts_for(office(people.bornheim), step, DAY)

    assert [(each.address, each.user_id) for each in found] == [
        ("hanna@leute.example", holder.user.pk)
    ]
    assert found[0].channel is ChannelKind.EMAIL


def test_a_mailbox_kept_for_a_role_is_told_beside_the_people(people: People) -> None:
    person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim)
    make.make_contact(
        "leitung@jugendamt-bornheim.example", office=people.bornheim, role=Role.OFFICE_HEAD
    )

    assert addresses(office(people.bornheim), LadderRole.OFFICE_HEAD) == [
        "hanna@leute.example",
        "leitung@jugendamt-bornheim.example",
    ]
    assert addresses(office(people.bornheim)) == ["eingang@jugendamt-bornheim.example"]


def test_where_a_role_is_vacant_nobody_is_named(people: People) -> None:
    assert contacts_for(office(people.bornheim), LadderRole.DEPUTY, DAY) == []


def test_the_last_step_reaches_the_fallback_office_whoever_was_silent(people: People) -> None:
    assert addresses(office(people.bornheim), LadderRole.FALLBACK_OFFICE) == [
        "eingang@jugendamt-kreis.example"
    ]
    assert fallback_office() == people.kreis


def test_partners_and_outside_districts_have_mailboxes_only(people: People) -> None:
    bonn = OutsideDistrict.objects.get(district="05314")
    make.make_contact("eingang@schule.example", partner=people.school)
    make.make_contact("eingang@jugendamt-bonn.example", outside=bonn)

    assert addresses(recipient_by_key("schule-siegburg"), at=NIGHT) == ["eingang@schule.example"]
    assert addresses(recipient_by_key("outside:05314"), at=NIGHT) == [
        "eingang@jugendamt-bonn.example"
    ]
    for role in (LadderRole.DEPUTY, LadderRole.OFFICE_HEAD):
        assert addresses(recipient_by_key("outside:05314"), role) == []


def test_keys_lead_to_organisations(people: People) -> None:
    bonn = OutsideDistrict.objects.get(district="05314")

    assert recipients_by_key(["bornheim", "ag-bonn", "outside:05314"]) == {
        "bornheim": office(people.bornheim),
        "ag-bonn": recipient_by_key("ag-bonn"),
        "outside:05314": Recipient(kind=RecipientKind.OUTSIDE, outside_district_id=bonn.pk),
    }


def test_unknown_keys_are_all_named(people: People) -> None:
    with pytest.raises(UnknownRecipient) as caught:
        recipients_by_key(["bornheim", "nirgends", "outside:99999"])

    assert caught.value.keys == ("nirgends", "outside:99999")


def test_telephones_name_who_is_on_call_first(people: People) -> None:
    make.make_contact(
        "0221 4710 100", office=people.bornheim, kind=ContactKind.PHONE, label="Zentrale"
    )
    make.make_slot(people.bornheim, 0, time(16), time(8), person="Nachtdienst")

    assert telephones_for(office(people.bornheim), at=DAY) == [
        Telephone("0221 4710 100", "Zentrale", verified=True)
    ]
    assert telephones_for(office(people.bornheim), at=NIGHT) == [
        Telephone("0221 4710 001", "Nachtdienst", verified=True),
        Telephone("0221 4710 100", "Zentrale", verified=True),
    ]


def test_who_answers_by_day_by_night_and_nobody(people: People) -> None:
    make.make_slot(people.bornheim, 0, time(16), time(8), person="Nachtdienst")

    by_day, by_night = (who_answers(people.bornheim.pk, at) for at in (DAY, NIGHT))

    assert by_day.mode is Mode.OFFICE_HOURS
    assert by_night.slot
    assert by_night.slot.person == "Nachtdienst"
    assert who_answers(people.siegburg.pk, NIGHT).mode is Mode.NOBODY
    assert is_office_hours(people.siegburg.pk, DAY)
    assert not is_office_hours(people.open_seat.pk, DAY)


def test_offices_without_a_verified_mailbox_are_listed_open_seats_are_not(people: People) -> None:
    assert unreachable_offices(DAY) == []
    unverified = make.make_office("dunkel", mailbox=False)
    make.make_contact("eingang@jugendamt-dunkel.example", office=unverified, verified=False)
    by_phone_only = make.make_office("nur-telefon", mailbox=False)
    make.make_contact("0221 4710 100", office=by_phone_only, kind=ContactKind.PHONE)

    assert unreachable_offices(DAY) == [unverified, by_phone_only]


def test_contacts_cost_the_same_for_one_mailbox_and_for_three(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contacts_for(office(people.bornheim), None, NIGHT)
    with django_assert_num_queries(2):
        assert len(contacts_for(office(people.bornheim), None, DAY)) == 1
    for number in range(2):
        make.make_contact(f"mehr-{number}@jugendamt.example", office=people.bornheim)
    contacts_for(office(people.bornheim), None, NIGHT)
    with django_assert_num_queries(2):
        assert len(contacts_for(office(people.bornheim), None, DAY)) == 3
