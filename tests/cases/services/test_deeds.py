"""A deed opens the concern that the database names, and asks it first whether the row is open."""

import pytest
from django.conf import settings

from cases.models import Concern, Notice
from cases.services.deeds import a_deed
from network.access import Actor, Refused, acting_as
from tests.factories import cases as make
from tests.people import People

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]


@a_deed(about="row")
def seen(*, row: Concern | Notice, by: Actor) -> set[object]:
    return set(Concern.objects.values_list("pk", flat=True))


def notice_to_siegburg(people: People, concern: Concern) -> Notice:
    """A notice that Carla may read, of a concern that she may not."""
    notice = Notice.objects.filter(concern=concern, recipient_office=people.bornheim)[0]
    Notice.objects.filter(pk=notice.pk).update(recipient_office=people.siegburg)
    notice.refresh_from_db()
    return notice


def test_a_row_that_is_open_opens_its_concern(people: People) -> None:
    concern = make.make_concern(people)
    notice = notice_to_siegburg(people, concern)

    with acting_as(people.carla.actor):
        assert concern.pk in seen(row=notice, by=people.carla.actor)


def test_an_object_that_says_another_concern_than_its_row_opens_none_but_its_own(
    people: People,
) -> None:
    concern, other = make.make_concern(people), make.make_concern(people)
    notice = notice_to_siegburg(people, concern)
    Notice.objects.filter(concern=other, recipient_office=people.siegburg).update(released_at=None)
    notice.concern_id = other.pk

    with acting_as(people.carla.actor):
        found = seen(row=notice, by=people.carla.actor)

    assert concern.pk in found
    assert other.pk not in found


def test_a_row_that_is_shut_opens_nothing(people: People) -> None:
    concern = make.make_concern(people)

    with acting_as(people.dora.actor), pytest.raises(Refused):
        seen(row=concern, by=people.dora.actor)
