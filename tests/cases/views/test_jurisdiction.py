"""Who is responsible: by place for everybody, by facts for professionals; nothing is stored."""

from datetime import UTC, datetime, time

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cases.queries.lookup import places
from network import queries as network
from network.domain.terms import PartnerCategory, Role
from network.models import ContactKind
from tests.cases.views.walking import BORNHEIM, SIEGBURG, client_of, text
from tests.factories import network as make
from tests.people import People, person

LOOKUP, CHECK = "cases:jurisdiction", "cases:jurisdiction_check"
MONDAY_MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model._meta.label != "sessions.Session"
    }


def ask(client: Client, place: str, **more: str) -> str:
    return text(client.get(reverse(LOOKUP), {"ort": place, **more}))


@pytest.mark.parametrize("asked", ["53332", "Bornheim", "bornheim", "53332 Bornheim", " BORN "])
def test_everybody_finds_office_court_and_police(
    people: People, client: Client, asked: str
) -> None:
    page = ask(client, asked)

    assert "Jugendamt Bornheim" in page
    assert "Ag Bonn" in page
    assert "Pp Bonn" in page


def test_an_unknown_place_is_no_dead_end(people: People, client: Client) -> None:
    page = ask(client, "Buxtehude")

    assert "Diesen Ort kennt das Netzwerk nicht." in page
    for name in ("Alfter", "Bornheim", "Siegburg"):
        assert f'href="?ort={name}"' in page


def test_acute_danger_says_110_first_and_keeps_saying_it(people: People, client: Client) -> None:
    page = ask(client, "Bornheim", akut="on")

    assert page.index("Rufen Sie jetzt die 110 an.") < page.index("Jugendamt Bornheim")
    assert 'href="?ort=Alfter&amp;akut=on"' in page


def test_by_day_there_is_a_number_by_night_there_is_110(people: People, client: Client) -> None:
    make.make_contact("02222 4710 1", office=people.bornheim, kind=ContactKind.PHONE)
    make.make_slot(people.bornheim, 6, time(16), time(8), person="Nadja Nacht")

    with time_machine.travel(MONDAY_MORNING, tick=False):
        by_day = ask(client, "Bornheim")
    with time_machine.travel(SUNDAY_NIGHT, tick=False):
        by_night = ask(client, "Bornheim")

    assert "jetzt besetzt" in by_day
    assert "02222 4710 1" in by_day
    assert "jetzt nicht besetzt" in by_night
    assert "Die Polizei erreicht die Rufbereitschaft" in by_night
    assert "Nadja Nacht" not in by_night


def test_who_is_on_call_is_told_to_offices_police_and_hospitals_only(people: People) -> None:
    make.make_slot(people.bornheim, 6, time(16), time(8), person="Nadja Nacht")
    clinic = make.make_partner("klinik", category=PartnerCategory.HOSPITAL)
    doctor = person("Doris Doktor", Role.PARTNER_REPORTER, clinic)

    areas = network.areas_matching("Bornheim", on=SUNDAY_NIGHT.date())

    told = [
        "Nadja Nacht" in str(places(areas, actor=each.actor, at=SUNDAY_NIGHT))
        for each in (doctor, people.carla, people.ada, people.dora)
    ]

    assert told == [True, True, False, False]


@pytest.mark.parametrize("asked", ["x" * 500])
def test_a_faulty_question_gets_a_german_answer(people: People, client: Client, asked: str) -> None:
    response = client.get(reverse(LOOKUP), {"ort": asked})

    assert response.status_code == 400
    assert "Alle Gemeinden" in text(response)


def test_before_anything_was_loaded_110_still_helps(db: None, client: Client) -> None:
    response = client.get(reverse(LOOKUP))

    assert response.status_code == 200
    assert "Das Verzeichnis ist noch leer." in text(response)


def test_asking_by_place_stores_nothing(people: People, client: Client) -> None:
    before = counts()

    ask(client, "Bornheim", akut="on")

    assert counts() == before


def test_the_full_check_is_for_those_who_may_report(people: People, client: Client) -> None:
    path = reverse(CHECK)

    assert client.get(path).status_code == 302
    assert client_of(people.dora).get(path).status_code == 404
    assert client_of(people.ada).get(path).status_code == 200
    assert client_of(people.ben).get(path).status_code == 200


def test_the_full_check_answers_with_reasons_and_stores_nothing(people: People) -> None:
    ada = client_of(people.ada)
    ada.get(reverse(CHECK))
    before = counts()

    page = text(
        ada.post(
            reverse(CHECK),
            {
                "urgency": "acute",
                "reporter_kind": "school",
                "anzahl": "1",
                "kind-0-residence": BORNHEIM,
                "kind-0-whereabouts": SIEGBURG,
                "kind-0-lives_with": "mother",
                "familie-A-mother_residence": "home",
                "familie-A-mother_custody": "sole",
            },
        )
    )

    assert "§ 86 Abs. 2 Satz 1 SGB VIII" in page or "§ 86 Abs. 1" in page
    assert "Jugendamt Siegburg" in page
    assert "Wer würde benachrichtigt und warum" in page
    assert "Rufen Sie zuerst die 110 an." in page
    assert counts() == before


def test_the_full_check_keeps_faults_at_their_fields(people: People) -> None:
    response = client_of(people.ada).post(
        reverse(CHECK), {"urgency": "urgent", "anzahl": "1", "kind-0-born_on": "01.01.2099"}
    )

    assert response.status_code == 422
    assert 'href="#id_kind-0-born_on"' in text(response)


def test_the_full_check_takes_more_children(people: People) -> None:
    ada = client_of(people.ada)
    typed = {"urgency": "urgent", "anzahl": "1", "kind-0-residence": BORNHEIM}

    more = text(ada.post(reverse(CHECK), {**typed, "hinzufuegen": "1"}))
    less = text(ada.post(reverse(CHECK), {**typed, "anzahl": "2", "entfernen": "1"}))

    assert 'name="kind-1-residence"' in more
    assert more.count(f'<option value="{BORNHEIM}" selected>') == 2
    assert 'name="kind-1-residence"' not in less


def test_the_full_check_knows_who_received_it(people: People) -> None:
    page = text(
        client_of(people.ben).post(
            reverse(CHECK),
            {
                "urgency": "urgent",
                "received_by": "siegburg",
                "anzahl": "1",
                "kind-0-residence": BORNHEIM,
            },
        )
    )

    assert "Jugendamt Siegburg muss jetzt handeln." in page
