"""Of somebody who left, name, address and ways to sign in go; what they did stays known by key."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as portal
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from cases.models import DeletionRecord
from cases.services.deleting import delete_due
from kinderschutz.lib import roles
from network.access import NOBODY, SYSTEM, Refused, acting_as
from network.domain.terms import Role
from network.models import Event, Invitation, Membership, User
from network.services import leaving
from network.services.accepting import accept_with_new_account
from network.services.accounts import deactivate_account
from network.services.staff import end_role
from tests.factories import network as make
from tests.factories.retention import publish_rules
from tests.people import People, Person, arrive, person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not portal.DATABASE_OWNER, reason="needs a role that deletes"),
]
NAME = "Lea Lebewohl"


@pytest.fixture
def people(transactional_db: None, settings: Any, tmp_path: Path) -> People:
    settings.DELETION_JOURNAL = tmp_path / "deletions.journal"
    small = arrive()
    publish_rules()
    return small


@pytest.fixture
def lea(people: People) -> Person:
    """Somebody with every way to sign in, and a reason in the row of the role."""
    lea = person(NAME, Role.CASE_WORKER, people.bornheim)
    Membership.objects.filter(user=lea.user).update(
        reason="Vertretung für Bert Muster",
        validity=DateRange(localdate(timezone.now()) - timedelta(days=900), None, bounds="[]"),
    )
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for kind in kinds:
        Authenticator.objects.create(user=lea.user, type=kind, data={})
    SocialAccount.objects.create(user=lea.user, provider="organisation", uid="lea-1")
    EmailAddress.objects.create(user=lea.user, email=lea.user.email, verified=True)
    Client().force_login(lea.user)
    return lea


def left(lea: Person, *, days_ago: int) -> None:
    """The account was shut so long ago."""
    then = timezone.now() - timedelta(days=days_ago)
    deactivate_account(user=lea.user, by=SYSTEM, at=then)


def rows_about(lea: Person) -> str:
    """All that the tables of accounts hold of this account, as text."""
    tables = {
        "network_user": "id",
        "mfa_authenticator": "user_id",
        "socialaccount_socialaccount": "user_id",
        "account_emailaddress": "user_id",
        "usersessions_usersession": "user_id",
        "network_membership": "user_id",
    }
    found = []
    with roles.as_owner(connection), connection.cursor() as cursor:
        for table, column in tables.items():
            cursor.execute(
                f"SELECT t::text FROM {table} t WHERE {column} = %s",
                [lea.user.pk],
            )
            found += [text for (text,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_year_after_leaving_name_address_and_ways_to_sign_in_are_gone(
    people: People, lea: Person
) -> None:
    left(lea, days_ago=367)

    run = delete_due()

    after = User.objects.get(pk=lea.user.pk)
    assert run.others["account"] == 2  # the account, and its address at allauth
    assert after.name == f"Ausgeschiedene Person ({str(after.pk)[:8]})"
    assert after.email == f"{after.pk}@ausgeschieden.invalid"
    assert after.forgotten_at is not None
    for told in (NAME, "Lea", lea.user.email, "Vertretung", "lea-1"):
        assert told not in rows_about(lea)


def test_the_day_before_nothing_goes(people: People, lea: Person) -> None:
    left(lea, days_ago=363)

    delete_due()

    assert User.objects.get(pk=lea.user.pk).name == NAME


def test_whoever_works_here_is_untouched(people: People, lea: Person) -> None:
    before = rows_about(lea)

    assert delete_due().others["account"] == 0
    assert rows_about(lea) == before
    assert NAME in before


def test_an_account_whose_last_role_ended_a_year_ago_goes_with_its_factors_and_sessions(
    people: People, lea: Person
) -> None:
    today = localdate(timezone.now())
    days = DateRange(today - timedelta(days=900), today - timedelta(days=367), bounds="[]")
    Membership.objects.filter(user=lea.user).update(validity=days)

    delete_due()

    after = User.objects.get(pk=lea.user.pk)
    assert (after.is_active, after.has_usable_password()) == (False, False)
    assert not Authenticator.objects.filter(user=after).exists()
    assert not SocialAccount.objects.filter(user=after).exists()
    assert not EmailAddress.objects.filter(user=after).exists()
    assert not [
        each for each in Session.objects.all() if str(after.pk) in json.dumps(each.get_decoded())
    ]


def test_one_with_another_role_that_goes_on_stays(people: People, lea: Person) -> None:
    today = localdate(timezone.now())
    days = DateRange(today - timedelta(days=900), today - timedelta(days=367), bounds="[]")
    Membership.objects.filter(user=lea.user).update(validity=days)
    make.join(lea.user, Role.CASE_WORKER, people.siegburg)

    delete_due()

    assert User.objects.get(pk=lea.user.pk).name == NAME


def test_an_account_that_never_had_a_role_is_left_alone(people: People) -> None:
    User.objects.create_user("technik@leute.example", name="Tina Technik")

    delete_due()

    assert User.objects.get(email="technik@leute.example").name == "Tina Technik"


def test_the_logs_keep_the_key_and_a_record_without_content_stays(
    people: People, lea: Person
) -> None:
    left(lea, days_ago=400)
    before = Event.objects.filter(on_id=lea.user.pk).count()

    delete_due()

    lines = Event.objects.filter(on_id=lea.user.pk)
    record = DeletionRecord.objects.get(kind="account")
    assert lines.count() == before + 1
    assert lines.get(what="account_forgotten").details == {}
    assert record.counts["network_user"] == 1
    assert record.counts["mfa_authenticator"] == 0  # taken when the account was shut
    assert str(lea.user.pk) not in json.dumps(record.counts)


def test_a_second_run_finds_nothing_more(people: People, lea: Person) -> None:
    left(lea, days_ago=400)
    delete_due()

    assert delete_due().others["account"] == 0


def test_somebody_who_comes_back_in_time_is_not_forgotten(people: People, lea: Person) -> None:
    left(lea, days_ago=400)
    now = timezone.now()
    Invitation.objects.create(
        office=people.bornheim,
        email=lea.user.email,
        role=Role.CASE_WORKER,
        made_at=now,
        expires_at=now + timedelta(days=7),
        fingerprint="f" * 64,
    )
    accept_with_new_account(
        fingerprint="f" * 64, name=NAME, password="ein langer neuer Satz", at=now
    )

    delete_due()

    assert User.objects.get(pk=lea.user.pk).left_at is None
    assert User.objects.get(pk=lea.user.pk).name == NAME


def test_the_address_is_free_for_a_new_account_afterwards(people: People, lea: Person) -> None:
    left(lea, days_ago=400)
    delete_due()

    assert User.objects.create_user(lea.user.email, name="Lea Neu").pk != lea.user.pk


def test_one_role_that_ended_today_is_no_farewell(people: People, lea: Person) -> None:
    keeper = person("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)
    end_role(membership=lea.user.memberships.get(), by=keeper.actor, at=timezone.now())

    delete_due()

    assert User.objects.get(pk=lea.user.pk).name == NAME


def test_nobody_but_the_portal_itself_forgets_accounts(people: People) -> None:
    for by in (NOBODY, people.ben.actor):
        with pytest.raises(Refused):
            leaving.forget_accounts(left_before=timezone.now(), by=by, at=timezone.now(), at_most=1)


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE network_user SET is_superuser = true",
        "UPDATE network_user SET password = 'x'",
        "DELETE FROM mfa_authenticator",
        "UPDATE network_membership SET validity = validity",
    ],
)
def test_the_role_of_deletion_changes_no_account_and_takes_no_factor(
    people: People, lea: Person, deed: str
) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with roles.as_deletion(connection), connection.cursor() as cursor, refused:
        cursor.execute(deed)


def test_the_database_forgets_nobody_who_works_here(people: People, lea: Person) -> None:
    before = rows_about(lea)

    with roles.as_deletion(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_forget(%s, now() - interval '31 days')", [people.ben.user.pk]
        )
        cursor.execute("SELECT account_forget(%s, now() - interval '31 days')", [lea.user.pk])

    assert rows_about(lea) == before


def test_nor_anybody_sooner_than_30_days_after_leaving(people: People, lea: Person) -> None:
    left(lea, days_ago=40)
    refused = pytest.raises(ProgrammingError, match="wenigstens 30 Tage")

    with roles.as_deletion(connection), connection.cursor() as cursor, refused:
        cursor.execute("SELECT account_forget(%s, now() - interval '29 days')", [lea.user.pk])


def test_the_application_forgets_nobody(people: People, lea: Person) -> None:
    left(lea, days_ago=400)
    refused = pytest.raises(ProgrammingError, match="permission denied")

    with acting_as(SYSTEM), connection.cursor() as cursor, refused:
        cursor.execute("SELECT account_forget(%s, now() - interval '31 days')", [lea.user.pk])


def test_those_who_work_here_do_not_fill_the_batch(people: People, lea: Person) -> None:
    now = timezone.now()
    today = localdate(now)
    days = DateRange(today - timedelta(days=900), today - timedelta(days=367), bounds="[]")
    Membership.objects.filter(user=lea.user).update(validity=days)

    with roles.as_deletion(connection):
        gone = leaving.forget_accounts(
            left_before=now - timedelta(days=366), by=SYSTEM, at=now, at_most=1
        )

    assert gone["network_user"] == 1
    assert User.objects.get(pk=lea.user.pk).forgotten_at is not None
