"""Looks: one line for each opening, ids and codes only, never changed."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.utils import timezone

from kinderschutz.lib.log_fields import bound
from network import audit
from network.access import NOBODY, SYSTEM, Actor
from network.models import Look
from tests.people import People


def look(by: Actor, **more: bool) -> None:
    audit.looked(
        "tested",
        by=by,
        at=timezone.now(),
        on_kind="thing",
        on_id=uuid4(),
        concern_id=uuid4(),
        office_id=uuid4(),
        purpose="casework",
        **more,
    )


def test_a_look_says_who_and_what_for(people: People) -> None:
    look(people.ben.actor)

    line = Look.objects.get()
    assert (line.actor_id, line.is_system, line.purpose) == (people.ben.user.pk, False, "casework")
    assert (line.count, line.is_refused, line.request_id) == (1, False, None)
    assert line.recorded_at


def test_a_look_carries_the_key_of_its_request(db: None) -> None:
    key = uuid4()

    with bound(request_id=key):
        look(SYSTEM)

    assert Look.objects.get().request_id == key


def test_a_look_that_was_refused_says_so(people: People) -> None:
    look(people.ben.actor, refused=True)

    assert Look.objects.get().is_refused is True


def test_nobody_leaves_no_line(db: None) -> None:
    look(NOBODY)

    assert not Look.objects.exists()


def test_looks_point_to_nothing_that_could_be_deleted() -> None:
    assert [field.name for field in Look._meta.get_fields() if field.is_relation] == []


@pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL")
def test_the_application_changes_no_look(db: None) -> None:
    look(SYSTEM)

    with pytest.raises(ProgrammingError), transaction.atomic():
        Look.objects.update(purpose="other")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Look.objects.all().delete()
