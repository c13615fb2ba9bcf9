"""What the database holds of a session opens nothing: its key stands in the cookie alone."""

import base64
import subprocess

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from kinderschutz.lib.sessions import SessionStore, fingerprint
from tests.network.views.test_signed_in import signed_in
from tests.people import People
from tests.signing_in import row_of

COOKIE = settings.SESSION_COOKIE_NAME


def key_of(client: Client) -> str:
    return client.cookies[COOKIE].value


def all_that_is_stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(s::text, ' ') FROM django_session s)"
            " || (SELECT string_agg(u::text, ' ') FROM usersessions_usersession u)"
        )
        (text,) = cursor.fetchone() or ("",)
    return str(text)


def test_the_key_of_the_cookie_is_in_no_row(people: People) -> None:
    ben = signed_in(people.ben.user)

    assert len(key_of(ben)) == 32
    assert key_of(ben) not in all_that_is_stored()
    assert fingerprint(key_of(ben)) in all_that_is_stored()


def test_the_stolen_name_of_a_row_is_no_cookie(people: People) -> None:
    ben = signed_in(people.ben.user)
    thief = Client()

    for row in Session.objects.all():
        thief.cookies[COOKIE] = row.session_key
        assert thief.get("/jugendaemter/").status_code == 302

    assert ben.get("/jugendaemter/").status_code == 200


def test_neither_is_the_name_on_the_list_of_sessions(people: People) -> None:
    ben = signed_in(people.ben.user)
    thief = Client()
    thief.cookies[COOKIE] = UserSession.objects.get(user=people.ben.user).session_key

    assert thief.get("/konto/sitzungen/").status_code == 302
    assert ben.get("/konto/sitzungen/").status_code == 200


def test_a_row_named_by_a_plain_key_as_before_opens_nothing(people: People) -> None:
    ben = signed_in(people.ben.user)
    row = Session.objects.get(session_key=row_of(ben))
    Session.objects.create(
        session_key="a" * 32, session_data=row.session_data, expire_date=row.expire_date
    )
    ben.cookies[COOKIE] = "a" * 32

    assert ben.get("/jugendaemter/").status_code == 302


def test_all_256_bits_fit_into_the_column() -> None:
    assert {len(fingerprint(str(each))) for each in range(500)} == {40}
    assert Session._meta.get_field("session_key").max_length == 40


def test_the_fingerprint_is_that_of_another_program() -> None:
    told = subprocess.run(
        ["/usr/bin/sha256sum"], input=b"geheim", capture_output=True, check=True
    ).stdout.split()[0]

    assert base64.b85decode(fingerprint("geheim")).hex() == told.decode()


@pytest.mark.django_db
def test_a_session_is_found_saved_renamed_and_deleted_by_its_key() -> None:
    store = SessionStore()
    store["x"] = 1
    store.save()
    before = store.session_key or ""
    store.cycle_key()
    after = store.session_key or ""

    assert (store.exists(before), store.exists(after)) == (False, True)
    assert SessionStore(after)["x"] == 1
    assert list(Session.objects.values_list("pk", flat=True)) == [fingerprint(after)]
    SessionStore().delete(after)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_deleting_without_a_key_deletes_nothing_and_a_flushed_session_leaves_no_row() -> None:
    store, other = SessionStore(), SessionStore()
    other.save()
    store.save()

    SessionStore().delete()
    store.flush()

    assert list(Session.objects.values_list("pk", flat=True)) == [other.stored_key]


@pytest.mark.django_db
def test_what_is_over_is_cleared_and_what_is_not_stays() -> None:
    over, alive = SessionStore(), SessionStore()
    over.save()
    alive.save()
    Session.objects.filter(pk=over.stored_key).update(expire_date="2020-01-01T00:00Z")

    SessionStore.clear_expired()

    assert list(Session.objects.values_list("pk", flat=True)) == [alive.stored_key]


@pytest.mark.django_db(transaction=True)
def test_the_asynchronous_ways_write_no_key_either() -> None:
    store = SessionStore()
    async_to_sync(store.acreate)()
    async_to_sync(store.asave)()

    assert list(Session.objects.values_list("pk", flat=True)) == [store.stored_key]
    assert async_to_sync(store.aexists)(store.session_key or "")
    async_to_sync(store.adelete)(store.session_key)
    assert not Session.objects.exists()


def test_the_list_knows_a_session_that_got_a_new_key(people: People) -> None:
    ben = signed_in(people.ben.user)
    session = SessionStore(key_of(ben))
    session.cycle_key()

    assert UserSession.objects.get(user=people.ben.user).session_key == session.stored_key


def test_after_a_new_password_this_session_still_stands_on_the_list(people: People) -> None:
    ben = signed_in(people.ben.user)
    new = "ein langer neuer Satz 1"
    ben.post("/konto/passwort/", {"new": new, "again": new})

    page = ben.get("/konto/sitzungen/").content.decode()

    assert "Diese Sitzung" in page
    assert "Sonst sind Sie nirgends angemeldet." in page
