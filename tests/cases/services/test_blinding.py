"""Rows of releases before are blinded; keys change, and everybody still finds the own reports."""

import base64
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from cases.access import own_reports
from cases.models import Concern, Reporter
from kinderschutz.lib import roles
from kinderschutz.lib.aliases import alias_of, aliases_of
from network.access import SYSTEM, Refused, acting_as
from network.domain.terms import Role
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.factories.retention import delete_reporter
from tests.people import People, arrive, person

NEW = "2:" + base64.b64encode(b"n" * 32).decode()

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role"),
]


@pytest.fixture
def people(transactional_db: None) -> People:
    with acting_as(SYSTEM):
        arrived = arrive()
        agreements_make.publish_standard()
    return arrived


@pytest.fixture
def concern(people: People) -> Concern:
    with acting_as(SYSTEM):
        return make.make_concern(people)


def found_by(people: People) -> bool:
    """Whether Ada finds her report behind both walls."""
    with transaction.atomic(), acting_as(people.ada.actor):
        return own_reports(people.ada.actor).exists()


def as_before(concern: Concern, people: People) -> None:
    """As the release before has written it."""
    with roles.as_owner(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL kinderschutz.renewing = 'on'")
        cursor.execute(
            "UPDATE cases_reporter SET user_id = %s, partner_id = %s, account = NULL,"
            " alias = NULL, alias_key = NULL",
            [people.ada.user.pk, people.school.pk],
        )
        cursor.execute("UPDATE cases_concern SET recorded_by_id = %s", [people.ada.user.pk])


def both_keys() -> override_settings:
    return override_settings(FIELD_KEYS=f"{settings.FIELD_KEYS},{NEW}")


def test_rows_of_before_are_found_and_then_name_nobody(people: People, concern: Concern) -> None:
    as_before(concern, people)
    assert found_by(people)

    call_command("blind_reporters")

    with acting_as(SYSTEM):
        row = Reporter.objects.get()
        assert (row.user_id, row.partner_id) == (None, None)
        assert (row.account_id, row.institution_id) == (people.ada.user.pk, people.school.pk)
        assert Concern.objects.get().recorded_by_id is None
    assert found_by(people)


def test_who_took_a_report_in_stays_named(people: People) -> None:
    with acting_as(SYSTEM):
        taken_in = make.make_concern(people, by=people.ben.actor, received_by="bornheim")

    call_command("blind_reporters")

    with acting_as(SYSTEM):
        assert Concern.objects.get(pk=taken_in.pk).recorded_by_id == people.ben.user.pk


def test_a_report_is_found_before_while_and_after_the_keys_change(
    people: People, concern: Concern
) -> None:
    with both_keys():
        assert found_by(people)
        call_command("rotate_keys")
        assert found_by(people)
        with acting_as(SYSTEM):
            assert Reporter.objects.get().alias_key == 2
    with override_settings(FIELD_KEYS=NEW):
        assert found_by(people)


def test_while_an_old_alias_is_needed_the_check_says_so(people: People, concern: Concern) -> None:
    with both_keys(), pytest.raises(Exception, match="unter älteren Decknamen: 1"):
        call_command("rotate_keys", check=True)


def test_an_alias_is_made_with_a_key_that_is_not_in_the_database(people: People) -> None:
    person_id = people.ada.user.pk
    ours = alias_of(person_id)

    with override_settings(FIELD_KEYS=NEW):
        assert alias_of(person_id) != ours
    with both_keys():
        assert aliases_of(person_id)[1] == ours
        assert alias_of(person_id) == aliases_of(person_id)[0]
    assert alias_of(uuid4()) != ours


def test_the_same_report_again_is_known_to_whoever_sent_it_and_to_nobody_else(
    people: People,
) -> None:
    key = uuid4()
    with acting_as(SYSTEM):
        first = make.make_concern(people, key=key)
        assert make.make_concern(people, key=key) == first
        other = person("Otto Ohm", Role.PARTNER_REPORTER, people.school)
        with pytest.raises(Refused):
            make.make_concern(people, by=other.actor, key=key)


def test_once_the_reporter_is_deleted_by_rule_nothing_names_the_account(
    people: People, concern: Concern
) -> None:
    with acting_as(SYSTEM):
        delete_reporter(concern)
        assert Concern.objects.get().recorded_by_id is None
    assert not found_by(people)
