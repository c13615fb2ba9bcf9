"""The first account of a server: real services, a real password, nothing half made."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from network.access import actor_for
from network.domain.terms import Role
from network.models import Event, Membership, User
from tests.people import People

PASSWORD = "ein langer Satz als Passwort"
NEW = ("neu@amt.example", "Nina Neu")


def added(monkeypatch: pytest.MonkeyPatch, *words: str, password: str = PASSWORD) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    said = io.StringIO()
    call_command("add_account", *words, stdout=said)
    return said.getvalue()


def test_the_account_logs_in_and_has_its_role(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = added(monkeypatch, *NEW, "case_worker", "bornheim")

    client: Any = Client()
    assert client.login(username=NEW[0], password=PASSWORD)
    actor = actor_for(User.objects.get(email=NEW[0]), timezone.now())
    assert (actor.offices, actor.roles) == (
        frozenset({people.bornheim.pk}),
        frozenset({Role.CASE_WORKER}),
    )
    assert PASSWORD not in said


def test_it_stands_in_the_protocol(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    added(monkeypatch, *NEW, "technical_admin", "kreis")

    user = User.objects.get(email=NEW[0])
    assert Event.objects.filter(what="account_created", on_id=user.pk).exists()


def test_a_partner_gets_a_person_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    added(monkeypatch, *NEW, "partner_reporter", people.school.key)

    assert Membership.objects.get(user__email=NEW[0]).partner == people.school


@pytest.mark.parametrize(
    ("words", "password", "fault"),
    [
        ((*NEW, "case_worker", "nirgends"), PASSWORD, "hat den Schlüssel nirgends"),
        ((*NEW, "case_worker", "bornheim"), "kurz", "mindestens 12 Zeichen"),
        (("ben@leute.example", "Ben", "case_worker", "bornheim"), PASSWORD, "gibt es schon"),
        (("Ben@Leute.example", "Ben", "case_worker", "bornheim"), PASSWORD, "gibt es schon"),
        (("ben+2@leute.example", "Ben", "case_worker", "bornheim"), PASSWORD, "Pluszeichen"),
    ],
)
def test_what_cannot_be_leaves_nothing(
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    password: str,
    fault: str,
) -> None:
    before = User.objects.count(), Membership.objects.count()

    with pytest.raises(CommandError, match=fault):
        added(monkeypatch, *words, password=password)

    assert (User.objects.count(), Membership.objects.count()) == before
