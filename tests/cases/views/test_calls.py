"""Calls to make: who is asked, what came of it, double touches, conflicts, faults in German."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Concern
from network.domain.by_hand import CallDesk, CallOutcome
from network.domain.terms import PartnerCategory, Role
from network.models import Call, CallAttempt, ContactKind, Partner
from network.services.calls import move_due
from tests.cases.views.walking import client_of, text
from tests.factories import network as make
from tests.factories.cases import BONN, CASE_CANARIES, REPORTER, child, make_concern, notice_to
from tests.people import People, Person, person

CALLS = reverse("cases:calls")
NUMBER = "02222 4710 5"


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada's house may know who is on call; she reports danger now: Bornheim must be called."""
    Partner.objects.filter(pk=people.school.pk).update(category=PartnerCategory.HOSPITAL)
    make.make_contact(NUMBER, office=people.bornheim, kind=ContactKind.PHONE, label="Zentrale")
    return make_concern(people, urgency="acute")


@pytest.fixture
def call(concern: Concern) -> Call:
    """The call that Ada is asked to make first."""
    return Call.objects.get(message_id=notice_to(concern, "bornheim").pk)


@pytest.fixture
def greta(people: People) -> Person:
    """Works in the office that catches what falls to nobody."""
    return person("Greta Grün", Role.CASE_WORKER, people.kreis)


@pytest.fixture
def outside(people: People) -> Call:
    """Bornheim has to call the district in which the child is; Bonn has no account here."""
    make_concern(people, child(whereabouts=BONN), urgency="acute")
    return Call.objects.get(recipient_outside__isnull=False)


def receipt(concern: Concern, call: Call | None = None) -> str:
    if call is None:
        return reverse("cases:receipt", args=[concern.reference])
    return reverse("cases:receipt_call", args=[concern.reference, call.pk])


def page_of(call: Call) -> str:
    return reverse("cases:call", args=[call.pk])


def given(call: Call, **typed: str) -> dict[str, str]:
    """What the form of this call sends."""
    prefix = f"a{call.pk.hex[:8]}"
    told = {"number": NUMBER, "outcome": "no_answer", **typed}
    return {f"{prefix}-{name}": value for name, value in told.items()}


def move() -> None:
    Call.objects.update(next_desk_at=timezone.now() - timedelta(seconds=1))
    move_due(limit=50)


def test_the_reporter_reads_the_number_and_why(people: People, concern: Concern) -> None:
    page = text(client_of(people.ada).get(receipt(concern)))

    assert "Rufen Sie jetzt an" in page
    assert 'href="tel:0222247105"' in page
    assert "Anrufen soll jetzt: <strong>Sie selbst</strong>" in page
    assert not [word for word in CASE_CANARIES if word in page]


def test_a_reporter_who_reaches_nobody_hands_the_call_on(
    people: People, concern: Concern, call: Call
) -> None:
    ada = client_of(people.ada)

    answer = ada.post(receipt(concern, call), given(call))

    assert answer.url == receipt(concern)
    attempt = CallAttempt.objects.get()
    assert (attempt.outcome, attempt.number, attempt.called) == ("no_answer", NUMBER, "Zentrale")
    move_due(limit=10)
    page = text(ada.get(receipt(concern)))
    assert "Anrufen soll jetzt: <strong>Auffangstelle</strong>" in page
    assert "Andere sind gebeten anzurufen" in page
    assert "Rufen Sie jetzt an" not in page


def test_a_reporter_who_reaches_somebody_ends_the_call(
    people: People, concern: Concern, call: Call
) -> None:
    ada = client_of(people.ada)

    ada.post(receipt(concern, call), given(call, outcome="reached", spoke_with="Birte Bereit"))

    page = text(ada.get(receipt(concern)))
    assert "Erreicht: Birte Bereit, am Telefon am" in page
    assert "Rufen Sie jetzt an" not in page
    call.refresh_from_db()
    assert call.settled_at is not None


def test_that_somebody_takes_over_is_not_the_reporters_to_record(
    people: People, concern: Concern, call: Call
) -> None:
    answer = client_of(people.ada).post(
        receipt(concern, call), given(call, outcome="takes_over", spoke_with="Birte Bereit")
    )

    assert answer.status_code == 422
    assert not CallAttempt.objects.exists()


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"outcome": ""}, "Bitte wählen Sie aus, was der Anruf ergeben hat."),
        ({"outcome": "reached"}, "Bitte nennen Sie den Namen: Zu einem Gespräch gehört ein Name."),
        ({"number": "other"}, "Bitte geben Sie die Nummer an, zum Beispiel 02241 123456."),
        (
            {"number": "other", "other_number": "die Wache"},
            "Bitte geben Sie die Nummer an, zum Beispiel 02241 123456.",
        ),
        ({"clock": "halb elf"}, "Bitte geben Sie eine Uhrzeit als HH:MM an, zum Beispiel 14:30."),
        ({"spoke_with": "B" * 81}, "Bitte kürzen Sie auf höchstens 80 Zeichen"),
    ],
)
def test_faults_name_the_field_and_the_cure_and_keep_what_was_typed(
    people: People, concern: Concern, call: Call, typed: dict[str, str], fault: str
) -> None:
    answer = client_of(people.ada).post(receipt(concern, call), given(call, **typed))

    page = text(answer)
    assert answer.status_code == 422
    assert fault in page
    assert "<title>Fehler: " in page
    assert all(f'value="{value}"' in page for value in typed.values() if value)
    assert not CallAttempt.objects.exists()


def test_a_time_before_the_call_was_due_is_refused(
    people: People, concern: Concern, call: Call
) -> None:
    early = timezone.localtime(call.planned_at - timedelta(hours=2))

    answer = client_of(people.ada).post(receipt(concern, call), given(call, clock=f"{early:%H:%M}"))

    assert answer.status_code == 422
    assert "Dieser Anruf steht erst seit" in text(answer)


def test_a_time_that_is_told_counts(people: People, concern: Concern, call: Call) -> None:
    Call.objects.update(planned_at=timezone.now() - timedelta(hours=3))
    told = timezone.localtime(timezone.now() - timedelta(hours=1)).replace(second=0, microsecond=0)

    client_of(people.ada).post(receipt(concern, call), given(call, clock=f"{told:%H:%M}"))

    assert CallAttempt.objects.get().at == told


def test_two_touches_are_one_attempt(people: People, concern: Concern, call: Call) -> None:
    ada = client_of(people.ada)

    for _ in range(2):
        ada.post(receipt(concern, call), given(call))

    assert CallAttempt.objects.count() == 1


def test_the_same_name_twice_is_no_conflict(people: People, concern: Concern, call: Call) -> None:
    ada = client_of(people.ada)
    told = given(call, outcome="reached", spoke_with="Birte Bereit")

    ada.post(receipt(concern, call), told)
    again = ada.post(receipt(concern, call), told)

    assert again.status_code == 200
    assert "das haben Sie festgehalten" in text(again)
    assert CallAttempt.objects.count() == 1


def test_whoever_comes_second_reads_who_was_first(
    people: People, call: Call, greta: Person
) -> None:
    move()
    hanna = client_of(person("Hanna Helle", Role.CASE_WORKER, people.kreis))
    hanna.post(page_of(call), given(call, outcome="reached", spoke_with="Birte Bereit"))

    late = client_of(greta).post(page_of(call), given(call))

    assert late.status_code == 409
    assert "<strong>Birte Bereit</strong> wurde am" in text(late)
    assert "von Hanna Helle" in text(late)
    assert CallAttempt.objects.count() == 1


def test_whoever_comes_after_the_reporter_does_not_read_the_reporters_name(
    people: People, concern: Concern, call: Call, greta: Person
) -> None:
    ada = client_of(people.ada)
    ada.post(receipt(concern, call), given(call))
    move()
    ada.post(receipt(concern, call), given(call, outcome="reached", spoke_with="Birte Bereit"))

    page = text(client_of(greta).get(page_of(call)))

    assert "<strong>Birte Bereit</strong> wurde am" in page
    assert "von der mitteilenden Person" in page
    assert not [word for word in (*REPORTER, "Ada Anker") if word in page]


def test_who_was_still_on_the_telephone_when_the_call_went_on_records_it(
    people: People, concern: Concern, call: Call
) -> None:
    ada = client_of(people.ada)
    move()

    faulty = ada.post(receipt(concern, call), given(call, outcome="reached"))
    done = ada.post(
        receipt(concern, call), given(call, outcome="reached", spoke_with="Birte Bereit")
    )

    assert faulty.status_code == 422
    assert "Zu einem Gespräch gehört ein Name." in text(faulty)
    assert done.url == receipt(concern)
    assert "Erreicht: Birte Bereit, am Telefon am" in text(ada.get(receipt(concern)))


def test_who_took_the_report_in_records_a_call_that_went_on(people: People) -> None:
    concern = make_concern(people, by=people.ben.actor, received_by="bornheim", urgency="acute")
    own = notice_to(concern, "bornheim")
    call = Call.objects.get(message_id=own.pk)
    ben = client_of(people.ben)
    move()

    answer = ben.post(
        reverse("cases:notice_call", args=[own.pk, call.pk]),
        given(call, outcome="reached", spoke_with="Birte Bereit", other_number=NUMBER),
    )

    assert answer.status_code == 302
    assert CallAttempt.objects.get().spoke_with == "Birte Bereit"


def test_the_page_of_a_call_tells_what_was_tried_and_never_who_reported(
    people: People, concern: Concern, call: Call, greta: Person
) -> None:
    client_of(people.ada).post(receipt(concern, call), given(call))
    move()

    page = text(client_of(greta).get(page_of(call)))

    assert "Niemand hat abgenommen" in page
    assert "mitteilende Person" in page
    assert not [word for word in (*CASE_CANARIES, *REPORTER, "Ada Anker") if word in page]


def test_the_office_calls_who_has_no_account_and_records_who_takes_over(
    people: People, outside: Call
) -> None:
    ben = client_of(people.ben)
    assert outside.desk == CallDesk.OFFICE
    assert "Jugendamt Bonn (außerhalb)" in text(ben.get(CALLS))
    told = given(outside, outcome="takes_over", spoke_with="Bodo Bonn", other_number="0228 4710")

    answer = ben.post(page_of(outside) + "?von=anrufe", told)

    assert answer.url == CALLS
    assert CallAttempt.objects.get().outcome == CallOutcome.TAKES_OVER
    assert "Niemand ist anzurufen" in text(ben.get(CALLS))


def test_the_notices_page_offers_the_call_and_keeps_its_faults(
    people: People, outside: Call
) -> None:
    ben = client_of(people.ben)
    own = notice_to(Concern.objects.get(), "bornheim")
    url = reverse("cases:notice_call", args=[own.pk, outside.pk])
    assert url in text(ben.get(reverse("cases:notice", args=[own.pk])))

    faulty = ben.post(url, given(outside, outcome="reached", other_number="0228 4710"))
    done = ben.post(
        url, given(outside, outcome="reached", other_number="0228 4710", spoke_with="Bodo Bonn")
    )

    assert faulty.status_code == 422
    assert "Zu einem Gespräch gehört ein Name." in text(faulty)
    assert done.url == reverse("cases:notice", args=[own.pk])
    assert "Erreicht: Bodo Bonn, am Telefon" in text(ben.get(done.url))


@pytest.mark.parametrize("who", ["ben", "carla", "dora"])
def test_strangers_find_no_call(people: People, concern: Concern, call: Call, who: str) -> None:
    stranger: Any = client_of(getattr(people, who))

    found = stranger.get(page_of(call)), stranger.post(page_of(call), given(call))
    asked = stranger.post(receipt(concern, call), given(call))

    assert {answer.status_code for answer in (*found, asked)} == {404}
    assert stranger.get(reverse("cases:call", args=[uuid4()])).status_code == 404
    assert not CallAttempt.objects.exists()


@pytest.mark.parametrize("who", ["ada", "dora"])
def test_the_list_of_calls_is_for_offices(people: People, who: str) -> None:
    assert client_of(getattr(people, who)).get(CALLS).status_code == 404


def test_three_calls_cost_as_much_as_one(people: People) -> None:
    ben, asked = client_of(people.ben), []
    for number in (1, 2):
        for _ in range(number):
            make_concern(people, child(whereabouts=BONN), urgency="acute")
        ben.get(CALLS)
        with CaptureQueriesContext(connection) as queries:
            ben.get(CALLS)
        asked.append(len(queries.captured_queries))

    assert asked[0] == asked[1] <= 15
