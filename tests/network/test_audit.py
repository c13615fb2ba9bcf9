"""Events: ids only, in the transaction of the deed."""

from uuid import uuid4

import pytest
from django.db import transaction

from network import audit
from network.access import SYSTEM
from network.models import Event
from tests.factories import network as make
from tests.people import People


def test_an_event_holds_who_what_when_and_where(people: People) -> None:
    thing = uuid4()

    event = audit.record(
        "tested",
        by=people.ben.actor,
        at=make.AT,
        on_kind="thing",
        on_id=thing,
        office_id=people.bornheim.pk,
        details={"step": 2, "rule": "S-7"},
    )

    event.refresh_from_db()
    assert (event.what, event.actor_id, event.is_system, event.at) == (
        "tested",
        people.ben.user.pk,
        False,
        make.AT,
    )
    assert (event.on_kind, event.on_id, event.office_id) == ("thing", thing, people.bornheim.pk)
    assert event.details == {"step": 2, "rule": "S-7"}
    assert event.recorded_at


def test_an_event_of_the_system_names_no_person(db: None) -> None:
    event = audit.record("tested", by=SYSTEM, at=make.AT, on_kind="thing", on_id=uuid4())

    assert (event.actor_id, event.is_system) == (None, True)


def test_an_event_disappears_with_a_deed_that_is_undone(db: None) -> None:
    class Undo(Exception):
        pass

    def deed() -> None:
        with transaction.atomic():
            audit.record("tested", by=SYSTEM, at=make.AT, on_kind="thing", on_id=uuid4())
            raise Undo

    with pytest.raises(Undo):
        deed()

    assert not Event.objects.exists()


def test_events_point_to_nothing_that_could_be_deleted() -> None:
    assert [field.name for field in Event._meta.get_fields() if field.is_relation] == []
