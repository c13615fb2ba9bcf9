"""An office that was told of another's concern keeps what it was told, and no more than that."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import Child, Concern, LegalHold, Notice, Reporter, Upload
from cases.services.deleting import delete_due
from cases.services.holding import ask_for_end, confirm_end, hold_copy
from network.access import Refused
from network.domain.terms import Role
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern
from tests.factories.retention import close, publish_rules, settle
from tests.people import People, Person, arrive, person

pytestmark = pytest.mark.django_db(transaction=True)
OLD = timedelta(days=400)


@pytest.fixture
def people(transactional_db: None, settings: Any, tmp_path: Path) -> People:
    settings.DELETION_JOURNAL = tmp_path / "deletions.journal"
    small = arrive()
    publish_standard()
    publish_rules()
    return small


@pytest.fixture
def head(people: People) -> Person:
    """Sina leads Siegburg, which was told."""
    return person("Sina Sommer", Role.OFFICE_HEAD, people.siegburg)


def told(people: People) -> tuple[Concern, Notice]:
    """Bornheim's concern, of which Siegburg took note long ago."""
    concern = make_concern(people)
    settle(concern, people.ben.user, ago=OLD)
    copy = Notice.objects.filter(concern=concern).order_by("created_at")[0]
    copy.pk, copy._state.adding = uuid4(), True
    copy.recipient_office, copy.rank = people.siegburg, 9
    copy.save(force_insert=True)
    return concern, copy


def held(copy: Notice, people: People, head: Person) -> LegalHold:
    return hold_copy(
        notice=copy,
        office=people.siegburg,
        ground="complaint",
        reason="Beschwerde anhängig",
        until=None,
        by=head.actor,
        at=timezone.now(),
    )


def test_the_copy_stays_while_the_office_holds_it(people: People, head: Person) -> None:
    concern, copy = told(people)
    close(concern, people.bornheim, people.ben.user)
    held(copy, people, head)

    delete_due()

    copy.refresh_from_db()
    assert (copy.erased_at, copy.headline != "") == (None, True)


def test_the_time_of_the_office_that_has_the_case_runs_on(people: People, head: Person) -> None:
    concern, copy = told(people)
    close(concern, people.bornheim, people.ben.user)
    held(copy, people, head)

    delete_due()

    assert not Child.objects.filter(concern=concern).exists()
    assert not Reporter.objects.filter(concern=concern).exists()
    assert Concern.objects.get(pk=concern.pk).account == ""


def test_files_that_were_told_with_it_stay_and_the_offices_own_go(
    people: People, head: Person
) -> None:
    concern, copy = told(people)
    of_report, own = (_file(concern, people, from_report=each) for each in (True, False))
    Notice.objects.filter(pk=copy.pk).update(content_level="full")
    Upload.objects.filter(pk=own.pk).update(created_at=timezone.now() - OLD)
    close(concern, people.bornheim, people.ben.user)
    held(copy, people, head)

    delete_due()

    assert list(Upload.objects.filter(concern=concern)) == [of_report]


def test_without_a_hold_the_copy_goes(people: People, head: Person) -> None:
    concern, _ = told(people)
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    assert not Concern.objects.filter(pk=concern.pk).exists()


def test_when_the_hold_has_ended_the_copy_goes_with_the_next_run(
    people: People, head: Person
) -> None:
    concern, copy = told(people)
    close(concern, people.bornheim, people.ben.user)
    hold = held(copy, people, head)
    delete_due()
    ask_for_end(hold=hold, by=head.actor, at=timezone.now())
    hold.refresh_from_db()

    confirm_end(hold=hold, by=people.carla.actor, at=timezone.now())
    delete_due()

    assert not Concern.objects.filter(pk=concern.pk).exists()


def test_it_holds_the_case_once_the_office_has_a_child_of_it(people: People, head: Person) -> None:
    concern, copy = told(people)
    held(copy, people, head)
    Child.objects.filter(concern=concern).update(office=people.siegburg)
    close(concern, people.bornheim, people.ben.user)
    close(concern, people.siegburg, people.carla.user)

    delete_due()

    assert Child.objects.filter(concern=concern).exists()
    assert Concern.objects.get(pk=concern.pk).account != ""


def test_only_the_head_of_the_office_that_was_told_holds_it(people: People, head: Person) -> None:
    _, copy = told(people)
    stranger = person("Hanna Haupt", Role.OFFICE_HEAD, people.bornheim)

    for by in (people.carla.actor, stranger.actor):
        with pytest.raises(Refused):
            hold_copy(
                notice=copy,
                office=people.siegburg,
                ground="court",
                reason="x",
                until=None,
                by=by,
                at=timezone.now(),
            )
    assert not LegalHold.objects.exists()


def _file(concern: Concern, people: People, *, from_report: bool) -> Upload:
    return Upload.objects.create(
        concern=concern,
        office=people.bornheim,
        uploaded_by=people.ben.user,
        from_report=from_report,
        name="Brief.pdf",
        digest="0",
        size=1,
        state="refused",
        reason="x",
        created_at=timezone.now() - OLD,
        settled_at=timezone.now() - OLD,
    )
