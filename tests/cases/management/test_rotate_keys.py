"""Everything comes under the newest key while others go on; the old one is needed no more."""

import base64
import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from cases.models import CaseKey, Child, Concern, Draft
from cases.services.erasing import shred
from kinderschutz.lib import roles, rotation
from kinderschutz.lib.crypto import CASE_ENVELOPE, UnreadableValue
from kinderschutz.lib.key_ring import key_ring
from kinderschutz.lib.sealed import EncryptedTextField
from network.access import SYSTEM, acting_as
from network.management.backups import this_database
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.people import People, arrive

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


@pytest.fixture
def draft(people: People) -> Draft:
    now = timezone.now()
    with acting_as(SYSTEM):
        return Draft.objects.create(
            user=people.ada.user,
            entries={"text": "Kanarienentwurf"},
            created_at=now,
            updated_at=now,
        )


def both_keys() -> override_settings:
    return override_settings(FIELD_KEYS=f"{settings.FIELD_KEYS},{NEW}")


def rotate(**options: bool) -> str:
    said = io.StringIO()
    call_command("rotate_keys", stdout=said, **options)
    return said.getvalue()


def sealed_by_ring(child: Child) -> None:
    """As a release before the keys of cases has left it."""
    field = Child._meta.get_field("identity")
    assert isinstance(field, EncryptedTextField)
    old = key_ring().encrypt('{"name":"Kanarienkind früher"}', place=field.place)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_child SET identity = %s WHERE id = %s", [old, child.pk])


def sealed_account_by_ring(concern: Concern) -> None:
    old = key_ring().encrypt("Kanarienbericht früher", place="cases_concern.account")
    with roles.as_owner(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL kinderschutz.renewing = 'on'")
        cursor.execute("UPDATE cases_concern SET account = %s WHERE id = %s", [old, concern.pk])


def test_after_a_rotation_the_old_key_is_needed_no_more(concern: Concern, draft: Draft) -> None:
    with both_keys():
        rotate()
        rotate(check=True)

    with override_settings(FIELD_KEYS=NEW), acting_as(SYSTEM):
        assert Concern.objects.get(pk=concern.pk).account == make.ACCOUNT
        assert Draft.objects.get(pk=draft.pk).entries == {"text": "Kanarienentwurf"}


def test_before_it_the_check_says_what_still_needs_the_old_key(
    concern: Concern, draft: Draft
) -> None:
    with both_keys(), pytest.raises(CommandError) as told:
        rotate(check=True)

    assert "Fallschlüssel: 1 unter Schlüssel 1" in str(told.value)
    assert "cases_draft.entries: 1 unter Schlüssel 1" in str(told.value)


def test_what_the_ring_sealed_for_a_case_goes_under_its_key(concern: Concern) -> None:
    with acting_as(SYSTEM):
        child = concern.children.get()
        sealed_by_ring(child)
    sealed_account_by_ring(concern)

    said = rotate()

    assert "cases_child.identity: 1 neu versiegelt." in said
    assert "cases_concern.account: 1 neu versiegelt." in said
    with acting_as(SYSTEM):
        assert Child.objects.get(pk=child.pk).identity == {"name": "Kanarienkind früher"}
        assert Concern.objects.get(pk=concern.pk).account == "Kanarienbericht früher"
        with connection.cursor() as cursor:
            cursor.execute("SELECT get_byte(account, 0) FROM cases_concern")
            assert cursor.fetchall() == [(CASE_ENVELOPE,)]


def test_a_second_run_finds_nothing_to_do(concern: Concern, draft: Draft) -> None:
    with both_keys():
        rotate()
        said = rotate()

    assert "neu versiegelt" not in said
    assert "neu verpackt" not in said


def test_what_somebody_holds_is_left_for_the_next_run(concern: Concern, draft: Draft) -> None:
    with this_database().open() as other, other.transaction(), both_keys():
        other.execute("SELECT 1 FROM cases_casekey FOR UPDATE")
        with pytest.raises(CommandError, match="noch einmal ausführen"):
            rotate()

    with both_keys():
        assert "Fallschlüssel: 1 neu verpackt." in rotate()


def test_a_broken_off_run_goes_on(people: People) -> None:
    with acting_as(SYSTEM):
        for _ in range(3):
            make.make_concern(people)

    with both_keys(), roles.as_owner(connection):
        rotation_batches = rotation.wrap_anew()
        assert next(rotation_batches) == 3
        rotation_batches.close()
    with both_keys():
        rotate()
        rotate(check=True)


def test_what_was_overlooked_of_a_shredded_case_is_gone(concern: Concern) -> None:
    with acting_as(SYSTEM):
        child = concern.children.get()
        sealed_by_ring(child)
        shred([concern.pk], at=timezone.now())

    rotate()

    with acting_as(SYSTEM):
        assert Child.objects.get(pk=child.pk).identity == {}


def test_an_unknown_key_ends_the_run_and_changes_nothing(concern: Concern) -> None:
    before = bytes(CaseKey.objects.get().wrapped or b"")

    with (
        override_settings(FIELD_KEYS=NEW),
        pytest.raises(CommandError, match="nichts ist verloren"),
    ):
        rotate()

    assert bytes(CaseKey.objects.get().wrapped or b"") == before


RENEW = "SET LOCAL kinderschutz.renewing = 'on'; UPDATE cases_concern SET {}"


def test_nobody_seals_anew_but_the_owner(concern: Concern) -> None:
    with acting_as(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError):
            cursor.execute(RENEW.format("account = account"))
        transaction.set_rollback(True)


def test_the_owner_changes_ciphertext_only(concern: Concern) -> None:
    with roles.as_owner(connection), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(RENEW.format("account = account"))
        with pytest.raises(ProgrammingError, match="nur fortgeschrieben"):
            cursor.execute(RENEW.format("received_at = now()"))
        transaction.set_rollback(True)


def test_a_destroyed_key_is_not_brought_back(concern: Concern) -> None:
    key = CaseKey.objects.get()
    with acting_as(SYSTEM):
        shred([concern.pk], at=timezone.now())

    with (
        acting_as(SYSTEM),
        pytest.raises(Exception, match="nie zurückgebracht"),
        transaction.atomic(),
    ):
        CaseKey.objects.update(wrapped=key.wrapped, shredded_at=None)


def test_a_value_under_a_removed_key_does_not_read_as_something_else(draft: Draft) -> None:
    with override_settings(FIELD_KEYS=NEW), acting_as(SYSTEM), pytest.raises(UnreadableValue):
        Draft.objects.get(pk=draft.pk)
