"""The world of the matrix, built once: everybody, the two cases, and what is asked of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from network.domain.by_hand import CallDesk
from network.domain.terms import Role
from tests.authz.canaries import A, B
from tests.authz.crowd import ONE_FACTOR, UNKNOWN, gather, leave, log_in
from tests.authz.deeds import Side
from tests.authz.things import Things, missing, things_of
from tests.factories.agreements import publish_standard
from tests.factories.cases import BORNHEIM, SIEGBURG
from tests.factories.retention import publish_rules
from tests.people import People, Person, arrive, person
from tests.signing_in import given_at, with_one_factor_at

SIDES = ("a", "b")
NOWHERE = "missing"


@dataclass(frozen=True)
class World:
    """Who is there, their browsers, and the arguments of each kind of address on each side."""

    people: People
    crowd: dict[str, Person]
    browsers: dict[str, Client]
    things: dict[str, Things]

    def arguments(self, kind: str, side: str) -> dict[str, Any]:
        """What opens this thing of that side; nothing where an address has no thing."""
        return self.things[side][kind] if kind else {}

    def filled_in(self, data: dict[str, str], side: str) -> dict[str, str]:
        """What a form sends, with the keys of the side's things and of people."""
        things = {kind: next(iter(said.values())) for kind, said in self.things[side].items()}
        people = {f"{role}_user": each.user.pk for role, each in self.crowd.items()}
        return {key: value.format(**things, **people) for key, value in data.items()}

    def wake(self, role: str) -> None:
        """The sign-in of this role was just now; one that nobody has stays none."""
        if role in UNKNOWN:
            return
        user = self.crowd[role].user
        records = with_one_factor_at if role == ONE_FACTOR else given_at
        records(self.browsers[role], user, time.time())


@contextmanager
def built() -> Iterator[World]:
    """The world inside of one transaction, which leaves nothing."""
    with transaction.atomic():
        yield _build()
        transaction.set_rollback(True)


def _build() -> World:
    people = arrive()
    publish_standard()
    publish_rules()
    crowd = gather(people)
    things = {"a": things_of(_bornheim(people, crowd)), "b": things_of(_siegburg(people, crowd))}
    browsers = log_in(crowd)
    leave(crowd)
    return World(people, crowd, browsers, {**things, NOWHERE: missing()})


def _bornheim(people: People, crowd: dict[str, Person]) -> Side:
    return Side(
        office=people.bornheim,
        partner=people.school,
        lives=BORNHEIM,
        reporter=crowd["reporter"],
        worker=crowd["caseworker"],
        head=crowd["head"],
        on_call=crowd["break_glass"],
        second=crowd["second"],
        answering=crowd["on_call"],
        kept_out=crowd["blocked"],
        keeper=crowd["account_admin"],
        words=A,
        desk=CallDesk.FALLBACK,
    )


def _siegburg(people: People, crowd: dict[str, Person]) -> Side:
    """The other side has its own head and more, who ask for nothing."""
    office = people.siegburg
    return Side(
        office=office,
        partner=people.other_school,
        lives=SIEGBURG,
        reporter=crowd["other_partner"],
        worker=crowd["other_caseworker"],
        head=person("Hilde Herbst", Role.OFFICE_HEAD, office),
        on_call=person("Olaf Ost", Role.ON_CALL_WORKER, office),
        second=person("Sonja See", Role.SECOND_PROFESSIONAL, office),
        answering=person("Oda Ost", Role.ON_CALL_WORKER, office),
        kept_out=person("Bernd Berg", Role.CASE_WORKER, office),
        keeper=person("Karla Kamm", Role.ACCOUNT_ADMIN, office),
        words=B,
        desk=CallDesk.OFFICE,
    )
