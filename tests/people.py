"""Four people that every test knows, in a small network with two town offices and the county's.

Ada reports for a school in Siegburg. Ben works at the office in Bornheim, Carla at the one in
Siegburg. Dora keeps the directory and must see no case.
"""

from dataclasses import dataclass

import pytest

from network import access
from network.access import Actor, actor_for
from network.domain.terms import OfficeKind, PartnerCategory, Role, Service
from network.models import Partner, User, YouthOffice
from tests.factories import network as make


@dataclass(frozen=True)
class Person:
    """An account, and what was open to it at `tests.factories.network.AT`."""

    user: User
    actor: Actor


@dataclass(frozen=True)
class People:
    """The small network and everybody in it."""

    kreis: YouthOffice
    bornheim: YouthOffice
    siegburg: YouthOffice
    open_seat: YouthOffice
    school: Partner
    other_school: Partner
    ada: Person
    ben: Person
    carla: Person
    dora: Person


@pytest.fixture
def people(db: None) -> People:
    """The small network, loaded row by row."""
    return arrive()


def arrive() -> People:
    """Write the small network and its four people."""
    with make.one_change():
        kreis, bornheim, siegburg, open_seat = _offices()
        _places(kreis=kreis, bornheim=bornheim, siegburg=siegburg)
        school = _partner("schule-siegburg", PartnerCategory.SCHOOL)
        other_school = _partner("schule-bornheim", PartnerCategory.SCHOOL)
    for role in make.ROLES_OF_OFFICE:
        access.grant_all(role, on=[kreis, bornheim, siegburg])
    for role in make.ROLES_OF_PARTNER:
        access.grant_all(role, on=[school, other_school])
    return People(
        kreis=kreis,
        bornheim=bornheim,
        siegburg=siegburg,
        open_seat=open_seat,
        school=school,
        other_school=other_school,
        ada=person("Ada Anker", Role.PARTNER_REPORTER, school),
        ben=person("Ben Bach", Role.CASE_WORKER, bornheim),
        carla=person("Carla Clemens", Role.CASE_WORKER, siegburg),
        dora=person("Dora Dorn", Role.DIRECTORY_EDITOR, kreis),
    )


def person(name: str, role: Role, organisation: YouthOffice | Partner) -> Person:
    """Somebody with one role, reachable as <first name>@leute.example."""
    user = make.make_user(name, email=f"{name.split()[0].lower()}@leute.example")
    make.join(user, role, organisation)
    return Person(user=user, actor=actor_for(user, make.AT))


def _offices() -> tuple[YouthOffice, YouthOffice, YouthOffice, YouthOffice]:
    kreis = make.make_office("kreis", name="Kreisjugendamt", kind=OfficeKind.COUNTY, granted=False)
    bornheim = make.make_office("bornheim", granted=False)
    siegburg = make.make_office("siegburg", granted=False)
    open_seat = make.make_office(
        "offen", name="Offener Sitz", kind=OfficeKind.OPEN_SEAT, mailbox=False, granted=False
    )
    make.make_network(kreis)
    make.make_outside("05314", "Bonn")
    for office in (kreis, bornheim, siegburg):
        make.open_on_working_days(office)
    return kreis, bornheim, siegburg, open_seat


def _places(*, kreis: YouthOffice, bornheim: YouthOffice, siegburg: YouthOffice) -> None:
    bonn = _partner("ag-bonn", PartnerCategory.FAMILY_COURT)
    sieg = _partner("ag-siegburg", PartnerCategory.FAMILY_COURT)
    police_bonn = _partner("pp-bonn", PartnerCategory.POLICE)
    police_sieg = _partner("kpb-rhein-sieg", PartnerCategory.POLICE)
    for ags, name, code, office, court, police in (
        ("05382004", "Alfter", "53347", kreis, bonn, police_bonn),
        ("05382012", "Bornheim", "53332", bornheim, bonn, police_bonn),
        ("05382060", "Siegburg", "53721", siegburg, sieg, police_sieg),
    ):
        place = make.make_municipality(ags, name, office=office, codes=(code,))
        make.make_coverage(court, Service.FAMILY_COURT, municipality=place)
        make.make_coverage(police, Service.POLICE, municipality=place)


def _partner(key: str, category: PartnerCategory) -> Partner:
    return make.make_partner(key, category=category, granted=False)
