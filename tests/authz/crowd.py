"""Everybody who may ever stand before an address, one of each role, in the network of tests.people.

Bornheim is the office of "a", Siegburg that of "b"; Ada's school reports a, Piet's reports b.
"""

from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils.timezone import localdate, now

from network.access import actor_for
from network.domain.terms import Role
from network.models import Partner, YouthOffice
from tests.factories import network as make
from tests.people import People, Person, person
from tests.signing_in import with_password_only

ANONYMOUS, ONE_FACTOR, CLOSED = "anonymous", "one_factor", "closed_account"
UNKNOWN = frozenset({ANONYMOUS, CLOSED})
"""Nobody is logged in: a session of an account that was closed is none."""


@dataclass(frozen=True)
class Member:
    """Who bears a role here: name, role in the network, and the key of the organisation."""

    name: str
    role: Role
    at: str


MEMBERS = {
    "reporter": Member("Ada Anker", Role.PARTNER_REPORTER, "school"),
    "colleague": Member("Cora Kolb", Role.PARTNER_REPORTER, "school"),
    "partner_admin": Member("Paula Pfad", Role.PARTNER_ADMIN, "school"),
    "other_partner": Member("Piet Pohl", Role.PARTNER_REPORTER, "other_school"),
    "caseworker": Member("Ben Bach", Role.CASE_WORKER, "bornheim"),
    "blocked": Member("Bea Blau", Role.CASE_WORKER, "bornheim"),
    "head": Member("Hanna Hof", Role.OFFICE_HEAD, "bornheim"),
    "second": Member("Sven Sander", Role.SECOND_PROFESSIONAL, "bornheim"),
    "break_glass": Member("Olga Otter", Role.ON_CALL_WORKER, "bornheim"),
    "on_call": Member("Otto Ohm", Role.ON_CALL_WORKER, "bornheim"),
    "economic": Member("Wilma Wirt", Role.ECONOMIC_UNIT, "bornheim"),
    "specialist": Member("Ines Ihle", Role.CHILD_PROTECTION_SPECIALIST, "bornheim"),
    "guardian": Member("Gudrun Gast", Role.LEGAL_GUARDIAN, "bornheim"),
    "data_protection": Member("Dani Damm", Role.DATA_PROTECTION_OFFICER, "bornheim"),
    "account_admin": Member("Kai Konto", Role.ACCOUNT_ADMIN, "bornheim"),
    "other_caseworker": Member("Carla Clemens", Role.CASE_WORKER, "siegburg"),
    "fallback": Member("Greta Grün", Role.CASE_WORKER, "kreis"),
    "directory": Member("Dora Dorn", Role.DIRECTORY_EDITOR, "kreis"),
    "coordination": Member("Konrad Kern", Role.COORDINATION, "kreis"),
    "technician": Member("Toni Tal", Role.TECHNICAL_ADMIN, "kreis"),
    ONE_FACTOR: Member("Frida Faktor", Role.OFFICE_HEAD, "bornheim"),
    "former": Member("Emil Ehemals", Role.CASE_WORKER, "bornheim"),
    CLOSED: Member("Ida Inaktiv", Role.CASE_WORKER, "bornheim"),
}
ROLES = (ANONYMOUS, *MEMBERS)


def gather(people: People) -> dict[str, Person]:
    """Everybody by role. Ada, Ben, Carla and Dora are there already; the former is still in."""
    known = {each.user.name: each for each in (people.ada, people.ben, people.carla, people.dora)}
    return {
        role: known.get(who.name) or person(who.name, who.role, organisation(people, who.at))
        for role, who in MEMBERS.items()
    }


def organisation(people: People, key: str) -> YouthOffice | Partner:
    """An office or partner of the small network."""
    found = getattr(people, key)
    assert isinstance(found, YouthOffice | Partner)
    return found


def log_in(crowd: dict[str, Person]) -> dict[str, Client]:
    """A browser for each role, logged in with both factors unless the role says otherwise."""
    clients = {ANONYMOUS: Client()}
    for role, somebody in crowd.items():
        clients[role] = Client()
        if role == ONE_FACTOR:
            with_password_only(clients[role], somebody.user)
        else:
            clients[role].force_login(somebody.user)
    return clients


def leave(crowd: dict[str, Person]) -> None:
    """The former's role ended with yesterday; an account is closed. Their sessions are left."""
    membership = crowd["former"].user.memberships.get()
    membership.validity = DateRange(make.START, localdate(), bounds="[)")
    membership.save(update_fields=["validity"])
    closed = crowd[CLOSED].user
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    assert actor_for(crowd["former"].user, now()).roles == frozenset()
