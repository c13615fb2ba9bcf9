"""Nobody makes up lines of the logs: raw SQL as the application, under a person's claim."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.models import Concern
from kinderschutz.lib.aliases import alias_of
from network import audit
from network.access import NOBODY, SYSTEM, Actor, acting_as, deed, unnamed
from network.models import Event, Look
from network.services import sign_in_log
from tests.factories import cases as make
from tests.people import People

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]
EVENT = (
    "INSERT INTO network_event (id, at, what, actor_id, is_system, on_kind, on_id, office_id,"
    " details, recorded_at) VALUES (gen_random_uuid(), now(), 'forged', %(actor)s, %(system)s,"
    " 'thing', gen_random_uuid(), %(office)s, '{}', %(recorded)s)"
)
LOOK = (
    "INSERT INTO network_look (id, at, what, actor_id, is_system, on_kind, on_id, office_id,"
    " concern_id, purpose, count, is_refused, recorded_at) VALUES (gen_random_uuid(), now(),"
    " 'forged', %(actor)s, %(system)s, 'thing', gen_random_uuid(), %(office)s, %(concern)s, 'x',"
    " 1, false, %(recorded)s)"
)
LOGS = pytest.mark.parametrize("log", [EVENT, LOOK], ids=["event", "look"])


@pytest.fixture
def concern(people: People) -> Concern:
    return make.make_concern(people)


def is_taken(log: str, **line: Any) -> bool:
    """Whether the database takes a line; what is not said is left to it, or empty."""
    given: dict[str, Any] = {"actor": None, "system": False, "office": None, "concern": None}
    given |= line
    recorded = given.pop("recorded", None)
    text = log if recorded else log.replace("%(recorded)s", "DEFAULT")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text, given | {"recorded": recorded})
    except ProgrammingError as refusal:
        return "row-level security" not in str(refusal)
    return True


@LOGS
def test_a_line_about_oneself_and_the_own_office_is_taken(people: People, log: str) -> None:
    with acting_as(people.ben.actor):
        assert is_taken(log, actor=people.ben.user.pk, office=people.bornheim.pk)


@LOGS
def test_a_line_about_oneself_without_an_office_is_taken(people: People, log: str) -> None:
    with acting_as(people.ada.actor):
        assert is_taken(log, actor=people.ada.user.pk)


@LOGS
def test_a_line_in_somebody_elses_name_is_not(people: People, log: str) -> None:
    with acting_as(people.ben.actor):
        assert not is_taken(log, actor=people.carla.user.pk, office=people.bornheim.pk)


@LOGS
def test_nor_one_in_the_name_of_the_portal(people: People, log: str) -> None:
    with acting_as(people.ben.actor):
        assert not is_taken(log, system=True, office=people.bornheim.pk)
        assert not is_taken(log, system=True, actor=people.ben.user.pk)


@LOGS
def test_nor_one_for_another_office(people: People, log: str) -> None:
    with acting_as(people.ben.actor):
        assert not is_taken(log, actor=people.ben.user.pk, office=people.siegburg.pk)


@LOGS
def test_nor_one_that_is_said_to_be_of_yesterday(people: People, log: str) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    with acting_as(people.ben.actor):
        assert not is_taken(log, actor=people.ben.user.pk, recorded=yesterday)


@LOGS
def test_nobody_at_all_adds_no_line(people: People, log: str) -> None:
    with acting_as(NOBODY):
        assert not is_taken(log, actor=people.ben.user.pk)
        assert not is_taken(log, system=True)


@LOGS
@pytest.mark.parametrize("claim", ["", "v1|everything|-|1|00", "v2|everything|-|1|-|00"])
def test_a_claim_that_was_made_up_adds_none(people: People, log: str, claim: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.claim', %s, true)", [claim])

    assert not is_taken(log, system=True)
    assert not is_taken(log, actor=people.ben.user.pk)


def test_a_look_into_a_case_is_believed_in_a_deed_about_it_only(
    people: People, concern: Concern
) -> None:
    mine: dict[str, Any] = {"actor": people.ben.user.pk, "concern": concern.pk}
    with acting_as(people.ben.actor):
        outside = is_taken(LOOK, office=people.bornheim.pk, **mine)
        with deed(people.ben.actor, concern.pk):
            inside = is_taken(LOOK, office=people.siegburg.pk, **mine)
        with deed(people.ben.actor, uuid4()):
            elsewhere = is_taken(LOOK, **mine)

    assert (outside, inside, elsewhere) == (False, True, False)


def test_a_deed_adds_lines_for_the_offices_it_concerns(people: People, concern: Concern) -> None:
    with deed(people.ada.actor, concern.pk):
        assert is_taken(EVENT, actor=people.ada.user.pk, office=people.bornheim.pk)
        assert is_taken(EVENT, actor=alias_of(people.ada.user.pk), office=people.bornheim.pk)
        assert not is_taken(EVENT, actor=people.ben.user.pk, office=people.bornheim.pk)


@pytest.mark.parametrize("table", ["network_seal", "network_unsealed", "network_checkpoint"])
def test_seals_are_neither_read_nor_made_by_a_person(people: People, table: str) -> None:
    columns = {
        "network_seal": "(number, source, row_id, form, row_hash, chain, sealed_at)"
        " VALUES (1, 'event', gen_random_uuid(), 1, '', '', now())",
        "network_unsealed": "(source, row_id) VALUES ('event', gen_random_uuid())",
        "network_checkpoint": "(id, seal, line) VALUES (gen_random_uuid(), 1, '')",
    }
    audit.record("tested", by=SYSTEM, at=timezone.now(), on_kind="thing", on_id=uuid4())
    with acting_as(people.ben.actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            cursor.execute(f"INSERT INTO {table} {columns[table]}")


LINES: dict[str, Callable[[People], tuple[Actor, UUID | None, UUID | None]]] = {
    "own": lambda people: (people.ben.actor, people.bornheim.pk, None),
    "alias": lambda people: (unnamed(people.ben.actor), people.bornheim.pk, None),
    "of a foreign row": lambda people: (people.ben.actor, people.siegburg.pk, uuid4()),
    "of a case": lambda people: (people.ben.actor, people.bornheim.pk, uuid4()),
    "of the portal": lambda people: (SYSTEM, people.siegburg.pk, None),
    "of somebody else": lambda people: (people.carla.actor, None, None),
}


@pytest.mark.parametrize("which", LINES)
def test_whatever_the_portal_writes_for_a_person_is_taken(people: People, which: str) -> None:
    by, office, concern = LINES[which](people)
    with acting_as(people.ben.actor):
        written(by, office, concern)
        assert claim_of_connection_opens(people)

    assert (Event.objects.count(), Look.objects.count()) == (1, 1)


def written(by: Actor, office: UUID | None, concern: UUID | None) -> None:
    at, on = timezone.now(), uuid4()
    audit.record("tested", by=by, at=at, on_kind="thing", on_id=on, office_id=office)
    audit.looked(
        "tested",
        by=by,
        at=at,
        on_kind="thing",
        on_id=on,
        concern_id=concern,
        office_id=office,
        purpose="casework",
    )


def claim_of_connection_opens(people: People) -> bool:
    """After a line nothing more is open than before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT walls.sees_all(), walls.person()")
        return bool(cursor.fetchone() == (False, people.ben.user.pk))


def test_who_signs_in_and_is_nobody_yet_leaves_lines(people: People) -> None:
    at = timezone.now()
    with acting_as(NOBODY):
        sign_in_log.refused("niemand@leute.example", at=at)
        sign_in_log.second_factor_refused(people.ben.user, at=at)
        sign_in_log.signed_in(people.ben.user, at=at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT walls.sees_all()")
            assert cursor.fetchone() == (False,)

    assert set(Event.objects.values_list("what", "actor_id", "is_system")) == {
        ("sign_in_failed", None, True),
        ("second_factor_failed", None, True),
        ("signed_in", people.ben.user.pk, False),
    }
