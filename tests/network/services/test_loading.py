"""Loading a folder: whole or not at all, and a second time nothing changes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import DjangoAssertNumQueries

from network import access
from network.access import SYSTEM, Refused, actor_for
from network.domain.folder import NetworkData
from network.domain.folder.values import OfficeData
from network.domain.terms import OfficeKind, Role
from network.models import (
    ContactPoint,
    Coverage,
    DirectoryVersion,
    Event,
    Municipality,
    Network,
    OfficeHours,
    OnCallSlot,
    Partner,
    PostalCode,
    Territory,
    YouthOffice,
)
from network.queries import register_on, unreachable_offices
from network.services.changes import Changes
from network.services.loading import load_network
from tests.factories import network as make
from tests.network.domain.test_folder import read
from tests.people import People

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def data() -> NetworkData:
    return read()


def load(data: NetworkData, *, today: date = TODAY) -> Changes:
    return load_network(data, by=SYSTEM, at=make.AT, today=today)


def test_the_first_network_is_loaded_as_the_files_say(data: NetworkData) -> None:
    load(data)

    register = register_on(TODAY)
    assert YouthOffice.objects.count() == len(data.offices) == 13
    assert len(register.offices) == 12
    assert [area.name for area in register.areas][:3] == ["Alfter", "Bad Honnef", "Bornheim"]
    assert {area.ags: (area.office, area.family_court, area.police) for area in register.areas} == {
        each.ags: (each.office, each.family_court, each.police) for each in data.municipalities
    }
    assert register.fallback == data.fallback_office
    assert len(register.neighbours) == 9
    assert [office.key for office in unreachable_offices(make.AT)] == ["meckenheim"]


def test_it_holds_from_the_first_day_of_the_settings(data: NetworkData) -> None:
    load(data)

    assert {row.validity for row in Territory.objects.all()} == {DateRange(data.valid_from, None)}
    assert {row.validity for row in Coverage.objects.all()} == {DateRange(data.valid_from, None)}


def test_the_open_seat_has_no_territory_no_grant_and_no_address(data: NetworkData) -> None:
    load(data)

    seat = YouthOffice.objects.get(kind=OfficeKind.OPEN_SEAT)
    assert seat.territories.count() == seat.contact_points.count() == 0
    assert seat.memberships.count() == seat.youthofficegroupgrant_set.count() == 0


def test_loaded_offices_open_to_their_members(data: NetworkData) -> None:
    load(data)
    office, school = YouthOffice.objects.get(key="bornheim"), Partner.objects.get(key="ag-bonn")

    assert make.make_actor("Ben", Role.CASE_WORKER, office).offices == {office.pk}
    assert make.make_actor("Ada", Role.PARTNER_REPORTER, school).partners == {school.pk}


def test_a_second_time_nothing_changes(
    data: NetworkData, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load(data)
    events, versions = Event.objects.count(), DirectoryVersion.objects.count()

    with django_assert_max_num_queries(50):
        changes = load(data, today=TOMORROW)

    assert not changes
    assert (Event.objects.count(), DirectoryVersion.objects.count()) == (events, versions) == (1, 1)


def test_loading_writes_one_version_and_one_event(data: NetworkData) -> None:
    changes = load(data)

    event = Event.objects.get()
    assert DirectoryVersion.objects.get().number == 1
    assert (event.what, event.is_system, event.on_id) == (
        "network_loaded",
        True,
        Network.objects.get().pk,
    )
    assert event.details == {"version": 1, "new": len(changes.lines)}


def test_a_changed_name_is_one_change_and_one_version(data: NetworkData) -> None:
    load(data)
    renamed = replace(data.offices[1], name="Jugendamt am Drachenfels")

    changes = load(replace(data, offices=(data.offices[0], renamed, *data.offices[2:])))

    assert changes.lines == ["Jugendamt bad-honnef: geändert (name)"]
    assert DirectoryVersion.objects.count() == 2
    assert register_on(TODAY).offices["bad-honnef"] == "Jugendamt am Drachenfels"


def serve_by(data: NetworkData, ags: str, **columns: Any) -> NetworkData:
    return replace(
        data,
        municipalities=tuple(
            replace(each, **columns) if each.ags == ags else each for each in data.municipalities
        ),
    )


def test_a_new_office_for_a_place_holds_from_today_on(data: NetworkData) -> None:
    load(data)

    changes = load(serve_by(data, "05382004", office="bornheim"))

    assert changes.lines == ["Zuständigkeit für Alfter: Jugendamt Bornheim: geändert"]
    rows = Territory.objects.filter(municipality__ags="05382004").order_by("validity")
    assert [(row.office.key, row.validity) for row in rows] == [
        ("kreis", DateRange(data.valid_from, TODAY)),
        ("bornheim", DateRange(TODAY, None)),
    ]


def test_a_change_of_today_that_is_taken_back_leaves_no_trace_in_the_past(
    data: NetworkData,
) -> None:
    load(data)
    load(serve_by(data, "05382004", office="bornheim"))

    load(data)

    rows = Territory.objects.filter(municipality__ags="05382004").order_by("validity")
    assert [(row.office.key, row.validity.upper) for row in rows] == [
        ("kreis", TODAY),
        ("kreis", None),
    ]


def test_the_folders_word_replaces_a_change_planned_for_later(data: NetworkData) -> None:
    load(data)
    place = Municipality.objects.get(ags="05382004")
    Territory.objects.filter(municipality=place).update(
        validity=DateRange(data.valid_from, date(2027, 1, 1))
    )
    Territory.objects.create(
        municipality=place,
        office=YouthOffice.objects.get(key="bornheim"),
        validity=DateRange(date(2027, 1, 1), None),
    )

    assert not load(data), "the office of today agrees: the plan stays"
    load(serve_by(data, "05382004", office="rheinbach"))

    rows = Territory.objects.filter(municipality=place).order_by("validity")
    assert [row.office.key for row in rows] == ["kreis", "rheinbach"]


def test_a_new_court_for_a_place_holds_from_today_on(data: NetworkData) -> None:
    load(data)
    new = serve_by(data, "05382004", family_court="ag-siegburg")
    coverages = tuple(
        replace(each, partner="ag-siegburg")
        if each.ags == "05382004" and each.service == "family_court"
        else each
        for each in data.coverages
    )

    load(replace(new, coverages=coverages))

    courts = Coverage.objects.filter(municipality__ags="05382004", service="family_court")
    assert [(row.partner.key, row.validity.lower) for row in courts.order_by("validity")] == [
        ("ag-bonn", data.valid_from),
        ("ag-siegburg", TODAY),
    ]


def test_an_offer_that_is_no_longer_named_ends(data: NetworkData) -> None:
    load(data)

    fewer = tuple(each for each in data.coverages if each.partner != "kinderklinik-sankt-augustin")
    load(replace(data, coverages=fewer))

    ended = Coverage.objects.get(partner__key="kinderklinik-sankt-augustin")
    assert ended.validity == DateRange(data.valid_from, TODAY)


def test_postal_codes_follow_the_file(data: NetworkData) -> None:
    load(data)
    changed = replace(
        data,
        municipalities=tuple(
            replace(each, postal_codes=("53840", "53845")) if each.ags == "05382068" else each
            for each in data.municipalities
        ),
    )

    changes = load(changed)

    assert changes.lines == [
        "Postleitzahl 53845 (Troisdorf): neu",
        "Postleitzahl 53842 (Troisdorf): entfernt",
        "Postleitzahl 53844 (Troisdorf): entfernt",
    ]
    codes = PostalCode.objects.filter(municipality__ags="05382068")
    assert [row.code for row in codes] == ["53840", "53845"]


def test_the_open_seat_becomes_an_office_with_territory_and_members(data: NetworkData) -> None:
    load(data)
    named = replace(data.offices[-1], name="Jugendamt Neu", kind=OfficeKind.TOWN)
    data = serve_by(
        replace(data, offices=(*data.offices[:-1], named)), "05382004", office=named.key
    )

    load(data)

    office = YouthOffice.objects.get(key=named.key)
    assert make.make_actor("Ben", Role.CASE_WORKER, office).offices == {office.pk}
    assert office.office_hours.exists()


def test_a_withdrawn_role_stays_withdrawn_when_the_folder_is_loaded_again(
    data: NetworkData,
) -> None:

    load(data)
    office = YouthOffice.objects.get(key="bornheim")
    access.withdraw(Role.CASE_WORKER, on=office)

    load(data)

    assert make.make_actor("Ben", Role.CASE_WORKER, office).offices == frozenset()


def test_a_verification_given_since_is_kept_while_the_address_stays(data: NetworkData) -> None:
    load(data)
    mailbox = ContactPoint.objects.get(office__key="meckenheim", kind="email")
    mailbox.verified_at, mailbox.verified_by = make.AT, "Dora Dorn"
    mailbox.save()

    assert not load(data)

    mailbox.refresh_from_db()
    assert mailbox.verified_by == "Dora Dorn"


def test_a_new_address_counts_as_the_file_says(data: NetworkData) -> None:
    load(data)
    contacts = tuple(
        replace(each, address="neu@jugendamt-bornheim.example", verified_on=None)
        if each.recipient == "bornheim" and each.kind == "email"
        else each
        for each in data.contacts
    )

    load(replace(data, contacts=contacts))

    mailbox = ContactPoint.objects.get(office__key="bornheim", kind="email")
    assert (mailbox.address, mailbox.verified_at, mailbox.verified_by) == (
        "neu@jugendamt-bornheim.example",
        None,
        "",
    )


def test_office_hours_set_by_people_are_not_replaced_by_the_default(data: NetworkData) -> None:
    load(data)
    office = YouthOffice.objects.get(key="bornheim")
    OfficeHours.objects.filter(office=office, weekday=4).delete()

    assert not load(data)

    assert office.office_hours.count() == 4


def test_a_changed_roster_replaces_the_offices_slots(data: NetworkData) -> None:
    load(data)
    slots = {**data.slots, "bornheim": data.slots["bornheim"][:3]}

    changes = load(replace(data, slots=slots))

    assert changes.lines == ["Rufbereitschaft Jugendamt Bornheim: geändert"]
    assert OnCallSlot.objects.filter(office__key="bornheim").count() == 3


def test_what_the_folder_does_not_name_stays(data: NetworkData, people: People) -> None:
    before = {office.key for office in YouthOffice.objects.all()}

    load(data)

    assert before <= {office.key for office in YouthOffice.objects.all()}
    assert Partner.objects.filter(key="schule-siegburg").exists()
    assert actor_for(people.ben.user, make.AT).offices == {people.bornheim.pk}


def test_nothing_is_half_loaded(data: NetworkData) -> None:
    twice = OfficeData(key="bad-honnef", name="", kind=OfficeKind.TOWN, note="")

    with pytest.raises(IntegrityError):
        load(replace(data, offices=(*data.offices, twice)))


def test_only_the_directorys_editors_may_load(data: NetworkData, people: People) -> None:
    with pytest.raises(Refused):
        load_network(data, by=people.ben.actor, at=make.AT, today=TODAY)

    assert load_network(data, by=people.dora.actor, at=make.AT, today=TODAY)
