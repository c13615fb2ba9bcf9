"""Whoever asks, in whatever roles, at whatever time: the database opens exactly what an oracle in
plain Python opens, in every table about a case.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from cases.models import Child, Concern, Decision, Draft, Notice, Reporter
from kinderschutz.lib.aliases import aliases_of
from network.access import Actor, acting_as, deed
from network.domain.terms import Role
from network.models import Call, Delivery, Membership, Network, PostalLetter
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.factories.network import AT, make_user
from tests.people import People, person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]
Row = dict[str, Any]
OFFICES, PARTNERS = ("kreis", "bornheim", "siegburg"), ("school", "other_school")
SPANS = {"past": (-90, -1), "today": (0, 1), "now": (-90, 90), "future": (1, 90)}


@dataclass(frozen=True)
class World:
    """Rows as the portal itself sees them."""

    rows: dict[str, list[Row]]
    fallback: UUID

    def concern(self, key: UUID) -> Row:
        return next(each for each in self.rows["concern"] if each["id"] == key)


@dataclass(frozen=True)
class Asker:
    """What the rules say of somebody."""

    person: UUID | None
    offices: frozenset[UUID]
    partners: frozenset[UUID]
    deed: UUID | None

    def holds(self, world: World, concern: UUID) -> bool:
        children = [each for each in world.rows["child"] if each["concern_id"] == concern]
        told_by = [each for each in world.rows["reporter"] if each["concern_id"] == concern]
        return (
            world.concern(concern)["office_id"] in self.offices
            or any(each["office_id"] in self.offices for each in children)
            or any(self.reported(each) for each in told_by)
        )

    def reported(self, row: Row) -> bool:
        return self.person is not None and row["alias"] in aliases_of(self.person)

    def reporter(self, world: World, row: Row) -> bool:
        return row["concern_id"] == self.deed or self.reported(row)

    def of_a_case(self, world: World, row: Row) -> bool:
        concern = row.get("concern_id") or row["id"]
        return (
            concern == self.deed or row["office_id"] in self.offices or self.holds(world, concern)
        )

    def notice(self, world: World, row: Row) -> bool:
        is_told = row["released_at"] is not None and (
            row["recipient_office_id"] in self.offices
            or row["recipient_partner_id"] in self.partners
        )
        return is_told or self.of_a_case(world, row)

    def about(self, world: World, row: Row) -> Row | None:
        return next((n for n in world.rows["notice"] if n["id"] == row["message_id"]), None)

    def in_deed(self, world: World, row: Row) -> bool:
        notice = self.about(world, row)
        return self.deed is not None and notice is not None and notice["concern_id"] == self.deed

    def delivery(self, world: World, row: Row) -> bool:
        notice = self.about(world, row)
        return (
            self.in_deed(world, row)
            or row["office_id"] in self.offices
            or row["recipient_office_id"] in self.offices
            or row.get("recipient_partner_id") in self.partners
            or (notice is not None and self.notice(world, notice))
        )

    def call(self, world: World, row: Row) -> bool:
        is_ours = row["desk"] == "fallback" and world.fallback in self.offices
        return is_ours or self.delivery(world, {**row, "recipient_partner_id": None})

    def letter(self, world: World, row: Row) -> bool:
        return self.in_deed(world, row) or row["office_id"] in self.offices

    def draft(self, world: World, row: Row) -> bool:
        return self.person is not None and row["user_id"] == self.person


TABLES: dict[str, tuple[Any, Callable[[Asker, World, Row], bool]]] = {
    "concern": (Concern, Asker.of_a_case),
    "child": (Child, Asker.of_a_case),
    "decision": (Decision, Asker.of_a_case),
    "reporter": (Reporter, Asker.reporter),
    "notice": (Notice, Asker.notice),
    "delivery": (Delivery, Asker.delivery),
    "call": (Call, Asker.call),
    "letter": (PostalLetter, Asker.letter),
    "draft": (Draft, Asker.draft),
}
COLUMNS = (
    "id", "concern_id", "office_id", "user_id", "alias", "message_id", "desk", "released_at",
    "recipient_office_id", "recipient_partner_id",
)  # fmt: skip


def rows_of(model: Any) -> list[Row]:
    """The columns that decide, without opening a sealed text."""
    names = {field.attname for field in model._meta.concrete_fields} & set(COLUMNS)
    return list(model.objects.values(*names))


@pytest.fixture
def district(people: People) -> People:
    """Five concerns from two partners and an intake, and a draft of each reporter."""
    agreements_make.publish_standard()
    eva = person("Eva Esch", Role.PARTNER_REPORTER, people.other_school)
    for lives in (make.BORNHEIM, make.SIEGBURG):
        make.make_concern(people, make.child(lives=lives))
    make.make_concern(people, make.child(lives=make.ALFTER), urgency="acute")
    two = (make.child("A"), make.child("B", lives=make.SIEGBURG))
    make.make_concern(people, *two, by=people.ben.actor, received_by="bornheim")
    for user in (people.ada.user, eva.user):
        Draft.objects.create(
            user=user, partner=people.school, entries={}, created_at=AT, updated_at=AT
        )
    return people


joins = st.lists(
    st.tuples(
        st.sampled_from([*OFFICES, *PARTNERS]),
        st.booleans(),
        st.sampled_from(sorted(SPANS)),
    ),
    max_size=3,
)


@trials(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    joins=joins,
    is_active=st.booleans() | st.just(True),
    who=st.sampled_from(["new", "ada"]),
    held_back=st.sets(st.integers(0, 12)),
    moved=st.sampled_from([None, *OFFICES]),
    of_deed=st.none() | st.integers(0, 3),
)
def test_the_database_opens_what_the_oracle_opens(
    district: People,
    joins: list[tuple[str, bool, str]],
    is_active: bool,
    who: str,
    held_back: set[int],
    moved: str | None,
    of_deed: int | None,
) -> None:
    with transaction.atomic(), ExitStack() as after:
        after.callback(transaction.set_rollback, True)
        user = district.ada.user if who == "ada" else make_user("Wer Fragt", email="wer@x.example")
        offices, partners = join(district, user, joins, is_active=is_active)
        if who == "ada" and is_active:
            partners |= {district.school.pk}
        change(district, held_back, moved)
        world = World(
            rows={name: rows_of(model) for name, (model, _) in TABLES.items()},
            fallback=Network.objects.get().fallback_office_id,
        )
        keys = sorted(each["id"] for each in world.rows["concern"])
        about = None if of_deed is None else keys[of_deed]
        asker = Asker(
            user.pk if is_active else None, frozenset(offices), frozenset(partners), about
        )

        actor = Actor(user_id=user.pk, name="Wer Fragt")
        with deed(actor, about) if about else acting_as(actor):
            seen = {name: keys_of(rows_of(model)) for name, (model, _) in TABLES.items()}

        assert seen == {
            name: keys_of(row for row in world.rows[name] if is_open(asker, world, row))
            for name, (_, is_open) in TABLES.items()
        }


def keys_of(rows: Iterable[Row]) -> set[UUID]:
    return {row["id"] for row in rows}


def join(
    district: People, user: Any, joins: list[tuple[str, bool, str]], *, is_active: bool
) -> tuple[set[UUID], set[UUID]]:
    """Write the memberships; the organisations whose cases they open today."""
    today = timezone.localdate()
    offices: set[UUID] = set()
    partners: set[UUID] = set()
    for name, works, span in joins:
        place, is_office = getattr(district, name), name in OFFICES
        role = Role.CASE_WORKER if is_office else Role.PARTNER_REPORTER
        if not works:
            role = Role.DIRECTORY_EDITOR if is_office else Role.PARTNER_ADMIN
        first, last = (today + timedelta(days=days) for days in SPANS[span])
        key = {"office": place} if is_office else {"partner": place}
        same = Membership.objects.filter(user=user, role=role, **key)
        if same.exists():
            continue
        Membership.objects.create(
            user=user, role=role, validity=DateRange(first, last, bounds="[)"), **key
        )
        if works and is_active and span in {"today", "now"}:
            (offices if is_office else partners).add(place.pk)
    type(user).objects.filter(pk=user.pk).update(is_active=is_active)
    return offices, partners


def change(district: People, held_back: set[int], moved: str | None) -> None:
    """Some notices are not released; one child belongs to another office."""
    keys = list(Notice.objects.order_by("id").values_list("pk", flat=True))
    chosen = [key for place, key in enumerate(keys) if place in held_back]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_notice SET released_at = NULL, release = 'confirm', released_by_id = NULL"
            " WHERE id = ANY(%s)",
            [chosen],
        )
    if moved:
        child = Child.objects.order_by("id").values_list("pk", flat=True)[0]
        Child.objects.filter(pk=child).update(office_id=getattr(district, moved).pk)
