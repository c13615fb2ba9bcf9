"""The directory of a day as a value, and when a process may keep it."""

from datetime import date

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import DjangoAssertNumQueries

from network.domain.terms import Service
from network.models import Coverage, Territory, YouthOffice
from network.queries import (
    NoNetwork,
    areas_matching,
    directory_version,
    fallback_office,
    office_hours_at,
    register_on,
    who_answers,
)
from tests.factories import network as make
from tests.people import People

TODAY = date(2026, 11, 23)


def test_without_a_network_there_is_no_register(db: None) -> None:
    assert directory_version() == 0
    with pytest.raises(NoNetwork, match="load_network"):
        register_on(TODAY)
    with pytest.raises(NoNetwork, match="load_network"):
        fallback_office()


def test_the_register_tells_the_whole_directory(people: People) -> None:
    register = register_on(TODAY)

    assert register.district == "05382"
    assert register.fallback == "kreis"
    assert [area.name for area in register.areas] == ["Alfter", "Bornheim", "Siegburg"]
    bornheim = register.area("05382012")
    assert bornheim is not None
    assert (bornheim.office, bornheim.family_court, bornheim.police, bornheim.postal_codes) == (
        "bornheim",
        "ag-bonn",
        "pp-bonn",
        ("53332",),
    )
    assert register.neighbours == {"05314": "Bonn"}
    assert register.partners["ag-bonn"] == "Ag Bonn"
    assert register.partners_for(Service.FAMILY_COURT, "05382060") == ("ag-siegburg",)


def test_an_open_seat_is_no_member(people: People) -> None:
    register = register_on(TODAY)

    assert set(register.offices) == {"kreis", "bornheim", "siegburg"}
    assert not register.is_member("offen")


def test_services_for_the_whole_district_stand_under_the_empty_key(people: People) -> None:
    clinic = make.make_partner("klinik")
    make.make_coverage(clinic, Service.PAEDIATRIC_HOSPITAL)

    register = register_on(TODAY)

    assert register.services[Service.PAEDIATRIC_HOSPITAL] == {"": ("klinik",)}
    assert register.partners_for(Service.PAEDIATRIC_HOSPITAL, "05382012") == ("klinik",)
    assert register.partners_for(Service.PAEDIATRIC_HOSPITAL, None) == ("klinik",)


def test_a_police_for_the_whole_district_stands_in_every_area_without_its_own(
    people: People,
) -> None:
    Coverage.objects.filter(service=Service.POLICE, municipality__ags="05382012").delete()
    make.make_coverage(make.make_partner("polizei"), Service.POLICE)

    register = register_on(TODAY)

    assert {area.name: area.police for area in register.areas} == {
        "Alfter": "pp-bonn",
        "Bornheim": "polizei",
        "Siegburg": "kpb-rhein-sieg",
    }


def test_the_register_of_a_day_shows_that_day(people: People) -> None:
    with transaction.atomic():
        served = Territory.objects.filter(municipality__ags="05382012")
        served.update(validity=DateRange(make.START, date(2027, 1, 1)))
        Territory.objects.create(
            municipality=served.get().municipality,
            office=people.kreis,
            validity=DateRange(date(2027, 1, 1), None),
        )
        make.changed_directory()

    offices = [
        area.office
        for on in (date(2026, 12, 31), date(2027, 1, 1))
        if (area := register_on(on).area("05382012"))
    ]

    assert offices == ["bornheim", "kreis"]
    assert register_on(date(2019, 12, 31)).areas == ()


def test_a_warm_process_asks_only_for_the_version(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(8):
        first = register_on(TODAY)
    with django_assert_num_queries(1):
        assert register_on(TODAY) is first
    with django_assert_num_queries(1):
        areas_matching("53332", on=TODAY)


def test_a_cold_register_costs_the_same_for_more_places(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        office = make.make_office(f"amt-{number}")
        make.make_municipality(f"0538290{number}", f"Ort {number}", office=office, codes=("50000",))

    with django_assert_num_queries(8):
        assert len(register_on(TODAY).areas) == 6


def test_a_change_is_seen_by_a_warm_process(people: People) -> None:
    before = register_on(TODAY)
    YouthOffice.objects.filter(key="bornheim").update(name="Jugendamt am Rhein")
    make.changed_directory()

    assert before.offices["bornheim"] == "Jugendamt Bornheim"
    assert register_on(TODAY).offices["bornheim"] == "Jugendamt am Rhein"


def test_a_change_that_is_undone_is_forgotten(people: People) -> None:
    class Undo(Exception):
        pass

    def change() -> None:
        with transaction.atomic():
            YouthOffice.objects.filter(key="bornheim").update(name="Nie so genannt")
            make.changed_directory()
            assert register_on(TODAY).offices["bornheim"] == "Nie so genannt"
            raise Undo

    version = directory_version()
    with pytest.raises(Undo):
        change()
    YouthOffice.objects.filter(key="siegburg").update(name="Anders")
    make.changed_directory()

    assert directory_version() == version + 1
    assert register_on(TODAY).offices["bornheim"] == "Jugendamt Bornheim"


def test_places_are_found_by_what_people_type(people: People) -> None:
    assert [area.name for area in areas_matching("53721", on=TODAY)] == ["Siegburg"]
    assert [area.name for area in areas_matching("alfter", on=TODAY)] == ["Alfter"]
    assert areas_matching("Berlin", on=TODAY) == ()


def test_rosters_are_kept_and_renewed_like_the_register(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        who_answers(people.kreis.pk, make.AT)
    with django_assert_num_queries(1):
        who_answers(people.bornheim.pk, make.AT)
    with django_assert_num_queries(1):
        open_now = office_hours_at(make.AT)

    assert open_now == {"kreis": True, "bornheim": True, "siegburg": True, "offen": False}
