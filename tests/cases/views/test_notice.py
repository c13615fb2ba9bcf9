"""One notice as its recipient and its sender see it, and what can be done with it."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Acknowledgement, Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from cases.services.forwarding import forward
from cases.services.overruling import overrule
from network.domain.terms import Duty, Role
from network.models import ContactKind, Event, Look
from tests.factories import network as make
from tests.factories.cases import (
    ACCOUNT,
    BONN,
    REPORTER,
    SIEGBURG,
    child,
    make_concern,
    notice_to,
    overdue,
)
from tests.factories.retention import delete_reporter
from tests.people import People, Person, person

ACTIONS = ("take_over", "reporter", "forward", "overrule", "release", "withhold")
POSTED_ONLY = ("take_over", "release", "withhold", "confirm_by_phone")


@pytest.fixture
def notice(people: People) -> Notice:
    """Bornheim must act."""
    return notice_to(make_concern(people), "bornheim")


@pytest.fixture
def waiting(people: People) -> Notice:
    """Something that Bornheim has to release."""
    concern = make_concern(people, urgency="acute", topics=("sexual_violence",))
    return Notice.objects.waiting_for_release().filter(concern=concern).order_by("id")[0]


def client_of(someone: Person) -> Client:
    client = Client()
    client.force_login(someone.user)
    return client


def url(notice: Notice, name: str = "notice") -> str:
    return reverse(f"cases:{name}", args=[notice.pk])


def page(someone: Person, notice: Notice) -> str:
    answer = client_of(someone).get(url(notice))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def without_tokens(answer: Any) -> str:
    """The page without what is new in every answer: nonces, form tokens, the address itself."""
    return re.sub(r"[A-Za-z0-9_+/=-]{20,}", "", answer.content.decode())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_recipient_reads_what_was_told_why_and_by_when(people: People, notice: Notice) -> None:
    text = page(people.ben, notice)

    for expected in (
        ACCOUNT,
        "Kind A: Kanarienkind A",
        "Kanarienmutter",
        "Wurde mit dem Kind gesprochen?",
        notice.because,
        notice.legal_basis,
        "Dringend: heute",
        "Zu übernehmen",
        "noch 59 Minuten",
    ):
        assert expected in text


def test_the_reporter_is_not_on_the_page(people: People, notice: Notice) -> None:
    text = page(people.ben, notice)

    assert not [word for word in (*REPORTER, "Ada Anker", people.school.name) if word in text]


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_foreign_and_missing_answer_alike(people: People, notice: Notice, who: str) -> None:
    client = client_of(getattr(people, who))

    foreign, missing = client.get(url(notice)), client.get(f"/eingang/{uuid4()}/")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert without_tokens(foreign) == without_tokens(missing)


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_strangers_find_no_deed(people: People, notice: Notice, who: str, name: str) -> None:
    events = Event.objects.count()

    answer = client_of(getattr(people, who)).post(
        url(notice, name), {"purpose": "callback", "reason": "Rückfrage zum genauen Ort."}
    )

    assert answer.status_code == 404
    assert Event.objects.count() == events


def test_opening_is_recorded_once_with_ids_only(people: People, notice: Notice) -> None:
    page(people.ben, notice)

    look = Look.objects.get()
    assert (look.what, look.actor_id, look.on_id, look.concern_id, look.office_id) == (
        "notice.page",
        people.ben.user.pk,
        notice.pk,
        notice.concern_id,
        people.bornheim.pk,
    )


@pytest.mark.parametrize("name", ["notice", "reporter", "forward", "overrule"])
def test_reading_changes_nothing_of_the_case(people: People, notice: Notice, name: str) -> None:
    before = list(Notice.objects.values())

    assert client_of(people.ben).get(url(notice, name)).status_code == 200

    assert list(Notice.objects.values()) == before
    assert not Acknowledgement.objects.exists()
    assert not Event.objects.filter(what="reporter.revealed").exists()


@pytest.mark.parametrize("name", POSTED_ONLY)
def test_deeds_are_posted(people: People, notice: Notice, name: str) -> None:
    assert client_of(people.ben).get(url(notice, name)).status_code == 405


@pytest.mark.parametrize("name", POSTED_ONLY)
def test_deeds_need_the_token_of_the_form(people: People, notice: Notice, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.ben.user)

    assert strict.post(url(notice, name)).status_code == 403


def test_taking_over_puts_the_name_on_the_page(people: People, notice: Notice) -> None:
    answer = client_of(people.ben).post(url(notice, "take_over"))

    text = page(people.ben, notice)
    assert answer["Location"] == url(notice)
    assert said(answer) == ["Sie haben übernommen. Ihr Name steht jetzt bei der Mitteilung."]
    assert "Übernommen von Ben Bach" in text
    assert url(notice, "take_over") not in text


def test_a_second_click_is_harmless_and_says_so(people: People, notice: Notice) -> None:
    ben = client_of(people.ben)
    ben.post(url(notice, "take_over"))

    again = ben.post(url(notice, "take_over"))

    assert said(again)[-1] == "Sie haben diese Mitteilung schon übernommen."
    assert Acknowledgement.objects.count() == 1


def test_a_colleague_who_comes_second_reads_who_was_first(people: People, notice: Notice) -> None:
    colleague = person("Bea Busch", Role.CASE_WORKER, people.bornheim)
    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    answer = client_of(colleague).post(url(notice, "take_over"))

    assert said(answer) == ["Ben Bach hat diese Mitteilung schon übernommen."]


def test_calling_asks_why_and_shows_the_reporter_once(people: People, notice: Notice) -> None:
    ben = client_of(people.ben)
    asked = ben.get(url(notice, "reporter")).content.decode()

    answer = ben.post(
        url(notice, "reporter"), {"purpose": "callback", "reason": "Rückfrage zum genauen Ort."}
    )

    text = unescape(answer.content.decode())
    assert REPORTER[0] not in asked
    assert REPORTER[0] in text
    assert people.school.name in text
    assert 'href="tel:022414710815"' in text
    assert "§ 64 Abs. 4 SGB VIII" in text
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.get(what="reporter.revealed").details["reason"] == "callback"


def test_a_reason_that_is_no_code_shows_nobody(people: People, notice: Notice) -> None:
    answer = client_of(people.ben).post(
        url(notice, "reporter"), {"purpose": "nur so", "reason": "Rückfrage zum genauen Ort."}
    )

    assert answer.status_code == 422
    assert REPORTER[0] not in answer.content.decode()
    assert not Event.objects.filter(what="reporter.revealed").exists()


def test_forwarding_tells_the_other_office_and_keeps_the_case(
    people: People, notice: Notice
) -> None:
    ben = client_of(people.ben)
    form = unescape(ben.get(url(notice, "forward")).content.decode())

    answer = ben.post(url(notice, "forward"), {"to": "siegburg", "reason": "Zieht morgen um."})

    assert "Jugendamt Bornheim bleibt verantwortlich" in form
    assert answer["Location"] == url(notice)
    assert "Zieht morgen um." in page(people.carla, notice_to(notice.concern, "siegburg"))


@pytest.mark.parametrize(
    "entered",
    [
        {"to": "", "reason": "Grund"},
        {"to": "siegburg", "reason": ""},
        {"to": "siegburg", "reason": "   "},
        {"to": "bornheim", "reason": "Grund"},
        {"to": "pp-bonn", "reason": "Grund"},
        {"to": "siegburg", "reason": "Null\0zeichen"},
    ],
)
def test_a_faulty_forward_stores_nothing(
    people: People, notice: Notice, entered: dict[str, str]
) -> None:
    before = Notice.objects.count()

    answer = client_of(people.ben).post(url(notice, "forward"), entered)

    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Angaben" in answer.content.decode()
    assert Notice.objects.count() == before


def test_an_office_that_was_told_of_the_child_is_no_choice_any_more(people: People) -> None:
    """Siegburg knows the sister by its own right; of the brother it is told once."""
    concern = make_concern(people, child("A"), child("B", lives=SIEGBURG))
    notice = notice_to(concern, "bornheim")
    forward(
        concern=concern,
        by=people.ben.actor,
        sender=people.bornheim,
        to="siegburg",
        reason="Grund",
        at=timezone.now(),
    )
    before = Notice.objects.count()

    answer = client_of(people.ben).post(
        url(notice, "forward"), {"to": "siegburg", "reason": "Grund"}
    )

    assert answer.status_code == 422
    assert Notice.objects.count() == before


def test_deciding_otherwise_keeps_the_old_decision_readable(people: People, notice: Notice) -> None:
    reason = "Die Mutter ist nach Siegburg gezogen."
    entered = {"ref": "A", "duty": "lead", "office": "siegburg", "reason": reason}

    answer = client_of(people.ben).post(url(notice, "overrule"), entered)

    text = page(people.ben, notice)
    assert answer["Location"] == url(notice)
    assert "Entschieden von <strong>Ben Bach</strong>" in text
    assert reason in text
    assert "Frühere Entscheidungen (1)" in text
    assert "Vorschlag des Portals" in text


@pytest.mark.parametrize(
    ("entered", "status"),
    [
        ({"reason": ""}, 422),
        ({"ref": "Z"}, 422),
        ({"duty": "act_now"}, 422),
        ({"office": "nirgends"}, 422),
        ({"office": "bornheim"}, 409),
    ],
)
def test_a_faulty_decision_stores_nothing(
    people: People, notice: Notice, entered: dict[str, str], status: int
) -> None:
    reason = "Anders entschieden."
    usual = {"ref": "A", "duty": "lead", "office": "siegburg", "reason": reason}
    decide(people, notice)

    answer = client_of(people.ben).post(
        url(notice, "overrule"), usual | {"office": "kreis"} | entered
    )

    assert answer.status_code == status
    assert notice.concern.decisions.count() == 2


def decide(people: People, notice: Notice) -> None:
    overrule(
        concern=notice.concern,
        by=people.ben.actor,
        ref="A",
        duty=Duty.LEAD,
        office="bornheim",
        reason="Anders entschieden.",
        at=timezone.now(),
    )


def test_the_owner_sees_every_answer_with_its_norm_and_reason(
    people: People, notice: Notice
) -> None:
    text = page(people.ben, notice)

    for expected in ("Muss jetzt tätig werden", "Federführung", "§ 86 Abs. 1 Satz 1 SGB VIII"):
        assert expected in text
    assert "Regelwerk 2026-02 · Rechtsstand 2026-08" in text
    assert "Zugrunde gelegt" in text


def test_siblings_elsewhere_are_a_number_and_an_office(people: People) -> None:
    concern = make_concern(people, child("A"), child("B", lives=SIEGBURG))

    text = page(people.ben, notice_to(concern, "bornheim"))

    assert "Kanarienkind B" not in text
    assert "Kind B" not in text
    assert "Ein Geschwisterkind liegt bei: Jugendamt Siegburg" in text


def test_what_was_decided_about_a_sibling_elsewhere_stays_there(people: People) -> None:
    concern = make_concern(people, child("A"), child("B", lives=SIEGBURG))
    overrule(
        concern=concern,
        by=people.carla.actor,
        ref="B",
        duty=Duty.LEAD,
        office="kreis",
        reason="Kanariengrund",
        at=timezone.now(),
    )

    text = page(people.ben, notice_to(concern, "bornheim"))

    assert "Kanariengrund" in page(people.carla, notice_to(concern, "siegburg"))
    assert not [word for word in ("Kanariengrund", "Carla", "Anders entschieden") if word in text]


def test_who_got_it_by_forwarding_sees_only_what_was_told(people: People, notice: Notice) -> None:
    forward(
        concern=notice.concern,
        by=people.ben.actor,
        sender=people.bornheim,
        to="siegburg",
        reason="Zieht um.",
        at=timezone.now(),
    )
    make.make_contact("02222 4710", office=people.bornheim, kind=ContactKind.PHONE)

    text = page(people.carla, notice_to(notice.concern, "siegburg"))

    assert ACCOUNT in text
    for hidden in ("Verlauf", "Wer zuständig ist", "Anders entscheiden", "Weiterleiten<"):
        assert hidden not in text
    assert 'href="tel:022224710"' in text


def test_what_waits_is_shown_exactly_as_it_would_go(people: People, waiting: Notice) -> None:
    own = notice_to(waiting.concern, "bornheim")

    for text in (page(people.ben, own), page(people.ben, waiting)):
        assert waiting.recipient_name in text
        assert waiting.because in text
        assert waiting.headline in text
        assert url(waiting, "release") in text
        assert url(waiting, "withhold") in text


def test_releasing_leads_back_to_the_case(people: People, waiting: Notice) -> None:
    answer = client_of(people.ben).post(url(waiting, "release"))

    waiting.refresh_from_db()
    assert answer["Location"] == url(notice_to(waiting.concern, "bornheim"))
    assert waiting.released_by == people.ben.user


def test_withholding_is_said_on_the_page(people: People, waiting: Notice) -> None:
    client_of(people.ben).post(url(waiting, "withhold"))

    text = page(people.ben, waiting)
    assert "nicht gesendet" in text
    assert url(waiting, "release") not in text


@pytest.mark.parametrize("name", ["release", "withhold"])
def test_deciding_twice_is_a_conflict_and_changes_nothing(
    people: People, waiting: Notice, name: str
) -> None:
    ben = client_of(people.ben)
    ben.post(url(waiting, "withhold"))
    before = Notice.objects.filter(pk=waiting.pk).values().get()

    answer = ben.post(url(waiting, name))

    assert answer.status_code == 409
    assert "hat schon jemand entschieden" in answer.content.decode()
    assert Notice.objects.filter(pk=waiting.pk).values().get() == before


def test_an_outside_office_is_called_and_confirmed_by_name(people: People) -> None:
    concern = make_concern(people, child(whereabouts=BONN), urgency="acute")
    outside = Notice.objects.get(concern=concern, recipient_kind="outside")
    assert outside.recipient_outside
    make.make_contact("0228 4711", outside=outside.recipient_outside, kind=ContactKind.PHONE)
    ben = client_of(people.ben)
    before = page(people.ben, outside)

    faulty = ben.post(url(outside, "confirm_by_phone"), {"spoke_with": " "})
    ben.post(url(outside, "confirm_by_phone"), {"spoke_with": "Frau Rot"})

    assert 'href="tel:02284711"' in before
    assert faulty.status_code == 422
    assert "Frau Rot (telefonisch bestätigt" in page(people.ben, outside)


def test_an_office_of_the_network_is_not_confirmed_by_phone(people: People, notice: Notice) -> None:
    answer = client_of(people.ben).post(url(notice, "confirm_by_phone"), {"spoke_with": "Frau Rot"})

    assert answer.status_code == 404


def test_the_page_of_a_silent_office_is_red(people: People, notice: Notice) -> None:
    overdue(notice, minutes=1000)
    escalate_due()

    text = page(people.ben, notice)

    assert "Niemand hat diese Mitteilung entgegengenommen" in text
    assert "Alle Stufen sind durchlaufen" in text


def test_the_fallback_office_reads_the_alarm_and_whom_to_call(
    people: People, notice: Notice
) -> None:
    make.make_contact("02222 4710", office=people.bornheim, kind=ContactKind.PHONE)
    overdue(notice, minutes=1000)
    escalate_due()
    kim = person("Kim Kreis", Role.CASE_WORKER, people.kreis)
    alarm = Notice.objects.get(cause="alarm")

    text = page(kim, alarm)

    assert "Nicht entgegengenommen: Jugendamt Bornheim" in text
    assert 'href="tel:022224710"' in text
    assert ACCOUNT not in text


def test_nothing_typed_becomes_markup(people: People, notice: Notice) -> None:
    reason = '<script>alert(1)</script>"><b>'

    client_of(people.ben).post(url(notice, "forward"), {"to": "siegburg", "reason": reason})

    told = notice_to(notice.concern, "siegburg")
    raw = client_of(people.carla).get(url(told)).content.decode()
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_a_long_history_asks_no_more_queries_than_a_short_one(people: People) -> None:
    short, long = make_concern(people), make_concern(people, child("A"), child("B"))
    decide(people, notice_to(short, "bornheim"))
    for office in ("siegburg", "kreis", "bornheim"):
        overrule(
            concern=long,
            by=people.ben.actor,
            ref="A",
            duty=Duty.LEAD,
            office=office,
            reason="Grund",
            at=timezone.now(),
        )
    overdue(notice_to(long, "bornheim"), minutes=1000)
    escalate_due()
    ben, asked = client_of(people.ben), []
    for concern in (short, short, long):  # the first warms the process up
        with CaptureQueriesContext(connection) as queries:
            ben.get(url(notice_to(concern, "bornheim")))
        asked.append(len(queries.captured_queries))

    # The long one has calls to make: what was tried, and the directory's stamp for the numbers.
    assert (asked[2] - asked[1], asked[2] <= 49) == (2, True)


@pytest.mark.django_db(transaction=True)
def test_a_reporter_whose_time_was_over_is_told_as_deleted(people: People, notice: Notice) -> None:
    delete_reporter(notice.concern)

    answer = client_of(people.ben).post(
        url(notice, "reporter"), {"purpose": "callback", "reason": "Rückfrage zum genauen Ort."}
    )

    assert answer.status_code == 410
    assert "Die Angaben zur mitteilenden Person sind gelöscht" in unescape(answer.content.decode())
