"""How long a sign-in lasts, how it ends, and what asks for a fresh one."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from kinderschutz.lib.practice import CODE
from network.models import User
from network.views.fresh import fresh_sign_in_required
from tests import signing_in
from tests.people import People

PASSWORD = "geheim-genug-fuer-tests"
ASK_AGAIN = "/anmelden/erneut/"
POLL = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    step = client.post("/anmelden/", {"username": user.email, "password": PASSWORD})
    client.post(step["Location"], {"code": CODE})
    return client


def end_in(client: Client, minutes: float) -> None:
    Session.objects.filter(session_key=signing_in.row_of(client)).update(
        expire_date=timezone.now() + timedelta(minutes=minutes)
    )


def minutes_left(client: Client) -> float:
    row = Session.objects.get(session_key=signing_in.row_of(client))
    return (row.expire_date - timezone.now()).total_seconds() / 60


def began(client: Client, *, hours_ago: float) -> None:
    session = client.session
    session["signed_in_at"] -= hours_ago * 3600
    session.save()


def test_a_session_ends_half_an_hour_after_the_last_deed(people: People) -> None:
    ben = signed_in(people.ben.user)

    assert 29 < minutes_left(ben) <= 30


def test_a_deed_puts_the_end_off(people: People) -> None:
    ben = signed_in(people.ben.user)
    end_in(ben, minutes=3)

    ben.get("/jugendaemter/")

    assert 29 < minutes_left(ben) <= 30


def test_a_list_that_renews_itself_does_not(people: People) -> None:
    ben = signed_in(people.ben.user)
    end_in(ben, minutes=3)

    for _ in range(3):
        ben.get("/eingang/", {"teil": "liste"}, headers=POLL)

    assert minutes_left(ben) <= 3


def test_after_that_the_next_click_leads_to_the_log_in_page(people: People) -> None:
    ben = signed_in(people.ben.user)
    end_in(ben, minutes=-0.1)

    assert ben.get("/jugendaemter/")["Location"].startswith("/anmelden/")


def test_no_session_outlasts_eight_hours_of_work(people: People) -> None:
    ben = signed_in(people.ben.user)
    began(ben, hours_ago=7.9)
    end_in(ben, minutes=2)

    ben.get("/jugendaemter/")

    assert minutes_left(ben) <= 6.1


def test_signing_in_again_for_a_deed_does_not_lengthen_the_eight_hours(people: People) -> None:
    ben = signed_in(people.ben.user)
    began(ben, hours_ago=7.9)

    ben.post(ASK_AGAIN, {"password": PASSWORD, "next": "/jugendaemter/"})

    assert minutes_left(ben) <= 6.1


def test_the_end_is_told_by_the_clock_of_the_database(people: People) -> None:
    ben = signed_in(people.ben.user)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_session SET expire_date = clock_timestamp()")

    assert ben.get("/jugendaemter/").status_code == 302


def test_an_ended_account_is_refused_with_its_next_request(people: People) -> None:
    ben = signed_in(people.ben.user)
    User.objects.filter(pk=people.ben.user.pk).update(is_active=False)

    assert ben.get("/jugendaemter/")["Location"].startswith("/anmelden/")


def test_the_list_shows_both_places_and_ends_one(people: People) -> None:
    here, there = signed_in(people.ben.user), signed_in(people.ben.user)
    page = here.get("/konto/sitzungen/").content.decode()
    other = UserSession.objects.get(session_key=signing_in.row_of(there))

    here.post("/konto/sitzungen/", {"sitzung": str(other.pk)})

    assert "Diese Sitzung" in page
    assert "Andere Sitzung" in page
    assert there.get("/jugendaemter/").status_code == 302
    assert here.get("/jugendaemter/").status_code == 200


def test_all_others_end_at_once(people: People) -> None:
    here, *others = (signed_in(people.ben.user) for _ in range(3))

    here.post("/konto/sitzungen/", {"sitzung": "andere"})

    assert [each.get("/jugendaemter/").status_code for each in others] == [302, 302]
    assert here.get("/jugendaemter/").status_code == 200


@pytest.mark.parametrize("wanted", ["", "x", "99999999999999999999", "-1"])
def test_nobody_ends_what_is_not_theirs(people: People, wanted: str) -> None:
    ben, carla = signed_in(people.ben.user), signed_in(people.carla.user)
    carlas = UserSession.objects.get(session_key=signing_in.row_of(carla))

    for each in (wanted, str(carlas.pk)):
        assert ben.post("/konto/sitzungen/", {"sitzung": each}).status_code == 302

    assert carla.get("/jugendaemter/").status_code == 200
    assert ben.get("/jugendaemter/").status_code == 200


def test_a_deed_that_matters_asks_again_after_five_minutes(people: People) -> None:
    ben = signed_in(people.ben.user)
    assert ben.get("/konto/passwort/").status_code == 200
    signing_in.let_it_grow_old(ben, people.ben.user, seconds=301)

    asked = ben.get("/konto/passwort/")

    assert unquote(asked["Location"]) == f"{ASK_AGAIN}?next=/konto/passwort/"


@pytest.mark.parametrize("given", [{"password": PASSWORD}, {"code": CODE}])
def test_either_factor_answers_and_leads_back(people: People, given: dict[str, str]) -> None:
    ben = signed_in(people.ben.user)
    signing_in.let_it_grow_old(ben, people.ben.user)

    answer = ben.post(ASK_AGAIN, {**given, "next": "/konto/passwort/"})

    assert answer["Location"] == "/konto/passwort/"
    assert ben.get("/konto/passwort/").status_code == 200


@pytest.mark.parametrize("given", [{"password": "falsch"}, {"code": "000000"}, {}])
def test_a_wrong_answer_is_none(people: People, given: dict[str, str]) -> None:
    ben = signed_in(people.ben.user)
    signing_in.let_it_grow_old(ben, people.ben.user)

    answer = ben.post(ASK_AGAIN, {**given, "next": "/konto/passwort/"})

    assert answer.status_code == 422
    assert ben.get("/konto/passwort/").status_code == 302


def test_asking_again_leads_to_no_other_place(people: People) -> None:
    ben = signed_in(people.ben.user)

    for bad in ("https://boese.example/", "//boese.example", "javascript:alert(1)"):
        assert ben.post(ASK_AGAIN, {"password": PASSWORD, "next": bad})["Location"] == "/"


def test_what_a_form_sent_waits_and_is_offered_to_be_sent(people: People) -> None:
    ben = signed_in(people.ben.user)
    signing_in.let_it_grow_old(ben, people.ben.user)
    typed = {"new": "Ein ganzer Satz\nmit „Zeichen“ & mehr", "again": "anders"}

    asked = ben.post("/konto/passwort/", typed)
    stored = str(ben.session.items())
    page = ben.post(asked["Location"], {"password": PASSWORD, "next": "/konto/passwort/"})

    assert "Ein ganzer Satz" not in stored
    assert ("new", typed["new"]) in page.context["fields"]
    assert 'action="/konto/passwort/"' in page.content.decode()
    assert "typed" not in ben.session


def test_part_of_a_page_sends_the_whole_page_to_the_question(people: People) -> None:
    ben = signed_in(people.ben.user)
    signing_in.let_it_grow_old(ben, people.ben.user)

    answer = ben.get(
        "/konto/passwort/",
        headers={**POLL, "HX-Current-URL": "http://testserver/jugendaemter/?x=1"},
    )

    assert unquote(answer["HX-Redirect"]) == f"{ASK_AGAIN}?next=/jugendaemter/?x=1"


def test_the_view_is_not_called_before(people: People, rf: RequestFactory) -> None:
    called: list[str] = []

    @fresh_sign_in_required
    def reveal(request: HttpRequest) -> HttpResponse:
        called.append("called")
        return HttpResponse("x")

    ben = signed_in(people.ben.user)
    signing_in.let_it_grow_old(ben, people.ben.user)
    request = rf.get("/x/")
    request.user, request.session = people.ben.user, ben.session

    assert reveal(request).status_code == 302
    assert called == []
