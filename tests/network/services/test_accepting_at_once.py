"""Two invitations to one new address that are taken up at the same moment: one account."""

from collections.abc import Callable
from threading import Thread
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from kinderschutz.lib.tokens import fingerprint
from network.access import SYSTEM
from network.domain.terms import Role
from network.messages import invitation_token
from network.models import Invitation, Membership, User, YouthOffice
from network.services import accepting, invitations
from tests.people import arrive

EMAIL = "nina@neu.example"
PAGE = reverse("network:invitation")
PASSWORD = "Sieben kleine Igel baden"
PATIENCE = 20
"""Seconds until the second one must have reached the first."""

pytestmark = pytest.mark.django_db(transaction=True)


def invited(office: YouthOffice) -> str:
    made = invitations.invite(
        email=EMAIL, role=Role.CASE_WORKER, organisation=office, by=SYSTEM, at=now()
    )
    return invitation_token(made.pk, made.letters)


def opened(token: str) -> Client:
    client = Client(raise_request_exception=False)
    client.get(PAGE, {"code": token})
    return client


def someone_waits() -> bool:
    """Whether another connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def while_the_first_is_not_done(first: Callable[[], object], second: Callable[[], object]) -> None:
    """The second begins when the first has written and not committed, and waits for it."""

    def run() -> None:
        try:
            second()
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        end = monotonic() + PATIENCE
        while not someone_waits():
            assert monotonic() < end
            sleep(0.02)
    thread.join()


def test_the_second_of_two_at_once_is_asked_to_sign_in_and_gets_the_other_role_so() -> None:
    people = arrive()
    first, second = invited(people.bornheim), invited(people.siegburg)
    client = opened(second)
    answers: list[tuple[int, str]] = []

    def take() -> None:
        accepting.accept_with_new_account(
            fingerprint=fingerprint(first), name="Nina Neu", password=PASSWORD, at=now()
        )

    typed = {"name": "Nina Neu", "new": PASSWORD, "again": PASSWORD}

    def take_too() -> None:
        answer = client.post(PAGE, typed)
        answers.append((answer.status_code, answer["Location"]))

    while_the_first_is_not_done(take, take_too)

    assert answers == [(302, PAGE)]
    assert "melden Sie sich" in client.get(PAGE).content.decode()
    nina = User.objects.get(email=EMAIL)
    assert Membership.objects.filter(user=nina).count() == 1
    assert Invitation.objects.filter(email=EMAIL, accepted_at=None).count() == 1
    client.force_login(nina, backend="django.contrib.auth.backends.ModelBackend")
    client.get(PAGE, {"code": second})
    client.post(PAGE)
    offices = Membership.objects.filter(user=nina).values_list("office__key", flat=True)
    assert set(offices) == {"bornheim", "siegburg"}
