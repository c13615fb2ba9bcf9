"""Changes of the directory: each raises the version, an unproved address never counts."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from network.access import Refused
from network.models import ContactPoint, DirectoryVersion, Event
from network.queries import directory_version, unreachable_offices
from network.services import directory
from tests.factories import network as make
from tests.people import People


@pytest.fixture
def mailbox(people: People) -> ContactPoint:
    return ContactPoint.objects.get(office=people.bornheim)


def test_versions_count_upwards(people: People) -> None:
    before = directory_version()

    with transaction.atomic():
        first = directory.bump_version(reason="eins", at=make.AT)
        second = directory.bump_version(reason="zwei", at=make.AT)

    assert (first.number, second.number) == (before + 1, before + 2)
    assert directory_version() == second.number


@pytest.mark.django_db(transaction=True)
def test_a_version_without_its_change_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction of the change"):
        directory.bump_version(reason="ohne", at=make.AT)

    assert not DirectoryVersion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_changes_that_meet_wait_for_each_other() -> None:
    rival = connection.copy()
    try:
        with rival.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [directory.BUMP_LOCK])
            with transaction.atomic(), connection.cursor() as ours:
                ours.execute("SELECT pg_try_advisory_xact_lock(%s)", [directory.BUMP_LOCK])
                assert ours.fetchone() == (False,)
            cursor.execute("ROLLBACK")
    finally:
        rival.close()


def test_a_changed_address_counts_only_once_it_is_verified(
    people: People, mailbox: ContactPoint
) -> None:
    before = directory_version()

    directory.change_address(
        contact_point=mailbox,
        address="neu@jugendamt-bornheim.example",
        by=people.dora.actor,
        at=make.AT,
    )

    assert unreachable_offices(make.AT) == [people.bornheim]
    assert directory_version() == before + 1

    directory.verify_contact(
        contact_point=mailbox, verified_by="Dora Dorn", by=people.dora.actor, at=make.AT
    )

    assert unreachable_offices(make.AT) == []
    assert [event.what for event in Event.objects.filter(on_id=mailbox.pk)] == [
        "contact_changed",
        "contact_verified",
    ]


def test_an_empty_address_is_refused_in_german(people: People, mailbox: ContactPoint) -> None:
    with pytest.raises(ValidationError):
        directory.change_address(
            contact_point=mailbox, address="", by=people.dora.actor, at=make.AT
        )

    mailbox.refresh_from_db()
    assert mailbox.verified_at


def test_only_editors_change_addresses(people: People, mailbox: ContactPoint) -> None:
    with pytest.raises(Refused):
        directory.change_address(
            contact_point=mailbox, address="x@y.example", by=people.ben.actor, at=make.AT
        )
    with pytest.raises(Refused):
        directory.verify_contact(
            contact_point=mailbox, verified_by="Ben", by=people.ben.actor, at=make.AT
        )
