"""The reporter is seen for a purpose, by the office with the case, and never unnoticed."""

import pytest
from django.utils import timezone

from cases.models import Concern, ReporterReveal
from cases.services.reporter import (
    ReporterGone,
    ShownReporter,
    mark_reveal_as_seen,
    reveal_reporter,
)
from cases.wording import REVEAL_REASON
from network.access import Actor, Refused
from network.domain.terms import Role
from network.models import Delivery, Event, Look
from tests.factories.cases import REPORTER, make_concern
from tests.factories.retention import delete_reporter
from tests.people import People, person

REASON = "Kanariengrund: Rückfrage zum Ort."


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


def reveal(concern: Concern, by: Actor, purpose: str = "callback") -> ShownReporter:
    return reveal_reporter(
        concern=concern, by=by, purpose=purpose, reason=REASON, at=timezone.now()
    )


@pytest.mark.parametrize("purpose", sorted(REVEAL_REASON))
def test_the_look_is_recorded_with_its_purpose(
    people: People, concern: Concern, purpose: str
) -> None:
    shown = reveal(concern, people.ben.actor, purpose)

    event = Event.objects.get(what="reporter.revealed")
    look = Look.objects.get(what="reporter.page")
    assert (shown.entry.name, shown.institution) == (REPORTER[0], people.school.name)
    assert (event.actor_id, event.details["reason"]) == (people.ben.user.pk, purpose)
    assert (look.actor_id, look.concern_id, look.purpose) == (
        people.ben.user.pk,
        concern.pk,
        purpose,
    )


def test_the_written_reason_is_sealed(people: People, concern: Concern) -> None:
    reveal(concern, people.ben.actor)

    assert ReporterReveal.objects.get().reason == REASON
    assert REASON not in str(list(Event.objects.values_list("details", flat=True)))


def test_free_text_is_no_purpose(people: People, concern: Concern) -> None:
    with pytest.raises(LookupError):
        reveal(concern, people.ben.actor, "nur so")

    assert not Event.objects.filter(what="reporter.revealed").exists()


def test_the_head_is_told_without_content(people: People, concern: Concern) -> None:
    head = person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)
    reveal(concern, people.ben.actor)

    letter = Delivery.objects.get(kind="reveal")
    assert (letter.address, letter.path) == (head.user.email, "/leitung/")
    assert letter.reference == concern.reference


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_nobody_else_sees_the_reporter(people: People, concern: Concern, who: str) -> None:
    with pytest.raises(Refused):
        reveal(concern, getattr(people, who).actor)

    assert not Event.objects.filter(what="reporter.revealed").exists()
    assert not ReporterReveal.objects.exists()


def test_a_head_takes_note_of_it(people: People, concern: Concern) -> None:
    head = person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)
    reveal(concern, people.ben.actor)
    mark_reveal_as_seen(shown=ReporterReveal.objects.get(), by=head.actor, at=timezone.now())

    assert ReporterReveal.objects.get().seen_by_id == head.user.pk


def test_nobody_takes_note_of_the_own_look(people: People, concern: Concern) -> None:
    head = person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)
    reveal(concern, head.actor)

    with pytest.raises(Refused):
        mark_reveal_as_seen(shown=ReporterReveal.objects.get(), by=head.actor, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_what_was_deleted_by_its_rule_is_told_as_gone_and_leaves_no_look(
    people: People, concern: Concern
) -> None:
    delete_reporter(concern)

    with pytest.raises(ReporterGone):
        reveal(concern, people.ben.actor)

    assert not ReporterReveal.objects.exists()
    assert not Event.objects.filter(what="reporter.revealed").exists()
