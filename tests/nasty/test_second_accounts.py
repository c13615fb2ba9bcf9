"""Nasty inputs 23 and 24: a second account for one mailbox, and the address of somebody else."""

from datetime import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from network.domain.terms import Role
from network.models import Invitation, OnCallSlot, User
from tests.factories import network as make
from tests.nasty.outcome import assert_orderly, assert_quiet, faults_named
from tests.nasty.test_addresses import NOT_AN_ADDRESS
from tests.network.domain.test_folder import FOLDER
from tests.people import People, Person, person


@pytest.fixture
def keeper(people: People) -> Person:
    return person("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)


@pytest.fixture
def head(people: People) -> Person:
    return person("Hanna Haupt", Role.OFFICE_HEAD, people.bornheim)


def client_of(someone: Person) -> Client:
    client = Client()
    client.force_login(someone.user)
    return client


def invite(people: People, keeper: Person, email: str, role: str = "case_worker") -> Any:
    where = reverse("network:invite", args=[people.bornheim.pk])
    return client_of(keeper).post(where, {"email": email, "role": role})


def accounts(people: People, someone: Person) -> str:
    where = reverse("network:accounts_of", args=[people.bornheim.pk])
    return " ".join(client_of(someone).get(where).content.decode().split())


@pytest.mark.parametrize("kind", sorted(NOT_AN_ADDRESS))
def test_17_to_22_nobody_is_invited_by_an_address_that_is_none(
    people: People, keeper: Person, heard: Any, kind: str
) -> None:
    page = assert_orderly(invite(people, keeper, NOT_AN_ADDRESS[kind]), 422)

    (fault,) = faults_named(page)
    assert "Bitte" in fault
    assert not Invitation.objects.exists()
    assert_quiet(heard, NOT_AN_ADDRESS[kind])


def test_23_an_addition_after_a_plus_sign_makes_no_second_account(
    people: People, keeper: Person, heard: Any
) -> None:
    page = assert_orderly(invite(people, keeper, "ben+zwei@leute.example"), 422)

    (fault,) = faults_named(page)
    assert "E-Mail-Adresse der Person" in fault
    assert "ohne den Zusatz nach dem Pluszeichen" in fault
    assert 'value="ben+zwei@leute.example"' in page
    assert not Invitation.objects.exists()
    assert_quiet(heard, "ben+zwei")


def test_23_capital_letters_make_no_second_account(people: People, keeper: Person) -> None:
    (fault,) = faults_named(assert_orderly(invite(people, keeper, "BEN@Leute.Example"), 422))

    assert "hat diese Rolle schon" in fault


def test_23_the_database_takes_no_account_that_differs_by_capitals_only(people: People) -> None:
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"), transaction.atomic():
        User(email="BEN@leute.example", name="Ben").save()
    with pytest.raises(IntegrityError, match="email"), transaction.atomic():
        User(email="ben@leute.example", name="Ben").save()


def test_24_the_mailbox_of_an_office_becomes_nobodys_account(
    people: People, keeper: Person
) -> None:
    make.make_contact("eingang@siegburg.example", office=people.siegburg)

    (fault,) = faults_named(assert_orderly(invite(people, keeper, "eingang@siegburg.example"), 422))

    assert f"gemeinsame Postfach von {people.siegburg.name}" in fault
    assert not Invitation.objects.exists()


def test_24_the_mailbox_of_those_on_call_becomes_nobodys_account(
    people: People, keeper: Person
) -> None:
    OnCallSlot.objects.create(
        office=people.siegburg,
        weekday=0,
        starts=time(16),
        ends=time(8),
        person="Rufbereitschaft",
        phone="02241 1",
        email="ruf@siegburg.example",
    )

    (fault,) = faults_named(assert_orderly(invite(people, keeper, "ruf@siegburg.example"), 422))

    assert f"gemeinsame Postfach von {people.siegburg.name}" in fault


def test_24_whoever_agrees_is_shown_that_the_address_belongs_to_another_office(
    people: People, keeper: Person, head: Person
) -> None:
    make.make_contact("eingang@stadt-siegburg.example", office=people.siegburg)
    invite(people, keeper, "n.neu@stadt-siegburg.example", role="account_admin")

    page = accounts(people, head)

    assert Invitation.objects.get().seconded_at is None
    assert "Die Adresse gehört zu einer anderen Stelle" in page
    assert f"führt das Verzeichnis: {people.siegburg.name}." in page
    assert page.index("zu einer anderen Stelle") < page.index("Zustimmen")


def test_24_an_address_of_the_own_house_is_no_conflict(
    people: People, keeper: Person, head: Person
) -> None:
    make.make_contact("eingang@gemeinsam.example", office=people.siegburg)
    make.make_contact("post@gemeinsam.example", office=people.bornheim)
    invite(people, keeper, "n.neu@gemeinsam.example", role="account_admin")
    invite(people, keeper, "m.neu@schule.example")

    assert "zu einer anderen Stelle" not in accounts(people, head)


def test_24_whoever_loads_the_directory_is_shown_a_mailbox_of_two_offices(
    people: People, tmp_path: Path
) -> None:
    for file in FOLDER.glob("*.*"):
        text = file.read_text(encoding="utf-8")
        if file.name == "contacts.csv":
            text = text.replace("eingang@jugendamt-hennef.", "eingang@jugendamt-lohmar.")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    said = StringIO()

    call_command("load_network", str(tmp_path), "--check", stdout=said)

    assert "Gleiche Adresse bei hennef, lohmar: eingang@jugendamt-lohmar.example" in said.getvalue()


def test_24_in_the_network_that_comes_along_no_mailbox_belongs_to_two(db: None) -> None:
    said = StringIO()

    call_command("load_network", str(FOLDER), stdout=said)

    assert "Gleiche Adresse" not in said.getvalue()
