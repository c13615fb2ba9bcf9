"""What must hold is held by the database, and told in German where people can cause it."""

from collections.abc import Callable
from datetime import date, time
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from network.domain.terms import PartnerCategory, Role, Service
from network.models import (
    ContactPoint,
    Coverage,
    Event,
    Membership,
    Network,
    OfficeHours,
    OnCallSlot,
    OutsideDistrict,
    Partner,
    PostalCode,
    User,
    YouthOffice,
)
from tests.factories import network as make
from tests.people import People

pytestmark = pytest.mark.django_db

EVER = DateRange(date(2020, 1, 1), None)


def refused(write: Callable[[], object], constraint: str) -> None:
    """The database refuses the row, by this constraint."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_names_sort_as_german_readers_expect() -> None:
    names = [
        "Zülpich",
        "Ärztehaus",
        "Aachen",
        "öffentlich",
        "Osten",
        "Straße",
        "Strasse 2",
        "Über",
        "Ufer",
    ]
    for number, name in enumerate(names):
        YouthOffice.objects.create(key=f"amt-{number}", name=name, kind="town")

    assert [office.name for office in YouthOffice.objects.all()] == [
        "Aachen",
        "Ärztehaus",
        "öffentlich",
        "Osten",
        "Straße",
        "Strasse 2",
        "Über",
        "Ufer",
        "Zülpich",
    ]


def test_the_sort_key_follows_a_new_name() -> None:
    office = make.make_office("a", name="Ägidienberg")
    YouthOffice.objects.filter(pk=office.pk).update(name="ÖSTLICHE STRAßE")

    office.refresh_from_db()

    assert office.sort_key == "ostliche strasse"


def test_two_accounts_cannot_differ_by_case_alone() -> None:
    User.objects.create_user("Ada@Leute.Example", "x", name="Ada")

    assert User.objects.get_by_natural_key("ADA@leute.example").email == "ada@leute.example"
    refused(lambda: User.objects.create_user("ADA@LEUTE.EXAMPLE", "x", name="Ada"), "email")
    refused(
        lambda: User.objects.create(email="Grosz@leute.example", name="Ada"),
        "user_email_is_lower_case",
    )


def test_there_is_one_network(people: People) -> None:
    refused(
        lambda: Network.objects.create(
            name="Zweites", district="05382", fallback_office=people.kreis
        ),
        "is_only",
    )


def test_unknown_words_are_refused(people: People) -> None:
    refused(
        lambda: YouthOffice.objects.create(key="x", name="X", kind="city"), "office_kind_is_known"
    )
    refused(
        lambda: Partner.objects.create(key="x", name="X", category="friends"),
        "partner_category_is_known",
    )
    refused(
        lambda: Coverage.objects.create(partner=people.school, service="magic", validity=EVER),
        "coverage_service_is_known",
    )
    refused(
        lambda: Membership.objects.create(
            user=people.ben.user, office=people.bornheim, role="boss", validity=EVER
        ),
        "membership_role",
    )


def test_numbers_of_places_have_their_digits(people: People) -> None:
    place = people.bornheim.territories.get().municipality
    refused(
        lambda: PostalCode.objects.create(code="5333", municipality=place),
        "postal_code_has_five_digits",
    )
    refused(
        lambda: PostalCode.objects.create(code="53332", municipality=place),
        "postal_code_once_per_municipality",
    )
    refused(
        lambda: OutsideDistrict.objects.create(district="0531", name="X", state="NW"),
        "outside_district_has_five_digits",
    )
    refused(
        lambda: OutsideDistrict.objects.create(district="05315", name="X", state="nw"),
        "outside_district_state_is_two_letters",
    )


def test_a_contact_point_belongs_to_one_organisation(people: People) -> None:
    refused(
        lambda: ContactPoint.objects.create(kind="email", address="a@b.example", label="X"),
        "contact_point_has_one_owner",
    )
    refused(
        lambda: make.make_contact("a@b.example", office=people.kreis, partner=people.school),
        "contact_point_has_one_owner",
    )


def test_a_verification_has_a_time_and_a_person(people: People) -> None:
    mailbox = ContactPoint.objects.filter(office=people.kreis)
    refused(lambda: mailbox.update(verified_by=""), "contact_point_verified_at_and_by")
    refused(lambda: mailbox.update(verified_at=None), "contact_point_verified_at_and_by")


def test_a_label_stands_once_also_where_there_is_no_role(people: People) -> None:
    make.make_contact("a@b.example", office=people.kreis, label="Eingang")

    refused(
        lambda: make.make_contact("c@d.example", office=people.kreis, label="Eingang"),
        "contact_point_is_named_once",
    )


def test_a_role_fits_its_organisation(people: People) -> None:
    refused(
        lambda: make.join(people.ada.user, Role.PARTNER_REPORTER, people.bornheim),
        "membership_role_fits_organisation",
    )
    refused(
        lambda: make.join(people.ben.user, Role.OFFICE_HEAD, people.school),
        "membership_role_fits_organisation",
    )
    refused(
        lambda: Membership.objects.create(
            user=people.ben.user, role=Role.CASE_WORKER, validity=EVER
        ),
        "membership_has_one_organisation",
    )


def test_a_role_is_held_once_at_a_time(people: People) -> None:
    refused(
        lambda: make.join(people.ben.user, Role.CASE_WORKER, people.bornheim),
        "membership_is_held_once",
    )

    make.join(people.ben.user, Role.DEPUTY, people.bornheim)
    make.join(people.ben.user, Role.CASE_WORKER, people.siegburg)


def test_a_place_has_one_court_at_a_time(people: People) -> None:
    place = people.bornheim.territories.get().municipality
    other = make.make_partner("ag-anders", category=PartnerCategory.FAMILY_COURT)

    refused(
        lambda: make.make_coverage(other, Service.FAMILY_COURT, municipality=place),
        "coverage_has_one_court_and_one_police",
    )

    Coverage.objects.filter(municipality=place, service=Service.FAMILY_COURT).update(
        validity=DateRange(date(2020, 1, 1), date(2026, 1, 1))
    )
    make.make_coverage(other, Service.FAMILY_COURT, municipality=place, since=date(2026, 1, 1))


def test_of_other_services_a_place_may_have_several_providers(people: People) -> None:
    place = people.bornheim.territories.get().municipality
    for key in ("beratung-a", "beratung-b"):
        advice = make.make_partner(key, category=PartnerCategory.COUNSELLING)
        make.make_coverage(advice, Service.FAMILY_COUNSELLING, municipality=place)
        make.make_coverage(advice, Service.FAMILY_COUNSELLING)

    refused(
        lambda: make.make_coverage(advice, Service.FAMILY_COUNSELLING, municipality=place),
        "coverage_is_named_once",
    )
    refused(
        lambda: make.make_coverage(advice, Service.FAMILY_COUNSELLING),
        "coverage_of_district_is_named_once",
    )


def test_the_district_has_one_police_for_all_at_a_time(people: People) -> None:
    first, second = (
        make.make_partner(key, category=PartnerCategory.POLICE) for key in ("eins", "zwei")
    )
    make.make_coverage(first, Service.POLICE)

    refused(
        lambda: make.make_coverage(second, Service.POLICE),
        "coverage_of_district_has_one_court_and_one_police",
    )


def test_hours_and_slots_are_sound(people: People) -> None:
    refused(
        lambda: OfficeHours.objects.create(
            office=people.kreis, weekday=5, opens=time(9), closes=time(9)
        ),
        "office_hours_open_before_they_close",
    )
    refused(
        lambda: OfficeHours.objects.create(
            office=people.kreis, weekday=7, opens=time(8), closes=time(9)
        ),
        "office_hours_weekday_is_known",
    )
    refused(
        lambda: make.make_slot(people.kreis, 8, time(8), time(9)), "on_call_slot_weekday_is_known"
    )
    refused(
        lambda: OnCallSlot.objects.create(
            office=people.kreis, weekday=5, starts=time(8), ends=time(8), person="Wer", phone=""
        ),
        "on_call_slot_has_person_and_phone",
    )


def test_a_fault_people_can_cause_is_told_in_german(people: People) -> None:
    twice = Membership(
        user=people.ben.user, office=people.bornheim, role=Role.CASE_WORKER, validity=EVER
    )

    with pytest.raises(ValidationError, match="Diese Person hat diese Rolle in dieser Zeit schon"):
        twice.full_clean()


def an_event() -> Event:
    return Event.objects.create(
        at=make.AT, what="tested", is_system=True, on_kind="test", on_id=uuid4()
    )


def test_an_event_names_who_acted() -> None:
    refused(
        lambda: Event.objects.create(at=make.AT, what="x", on_kind="x", on_id=uuid4()),
        "event_has_an_actor",
    )


@pytest.mark.parametrize("table", ["network_event", "network_directoryversion"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_what_is_append_only_cannot_be_changed(people: People, table: str, statement: str) -> None:

    an_event()

    with (
        pytest.raises(ProgrammingError, match=r"permission denied|wird nur fortgeschrieben"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
