"""The timeline tells everything that happened, newest first, and no address of a person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Concern, Notice
from cases.queries.concern import case_of
from cases.queries.happening import Happening
from cases.queries.timeline import timeline
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from cases.services.forwarding import forward
from cases.services.overruling import overrule
from cases.services.release import release_notice, withhold_notice
from cases.services.reporter import reveal_reporter
from network.domain.post import DeliveryState
from network.domain.terms import Duty, Role
from network.models import Delivery
from tests.factories.cases import BONN, REPORTER, child, make_concern, notice_to, overdue
from tests.people import People, person


@pytest.fixture
def concern(people: People) -> Concern:
    """Acute, the child is outside tonight, something waits for release."""
    return make_concern(
        people, child(whereabouts=BONN), urgency="acute", topics=("sexual_violence",)
    )


def happened(people: People, concern: Concern) -> list[Happening]:
    case = case_of(notice_to(concern, "bornheim"), people.ben.actor)
    assert case
    return timeline(case)


def titles(people: People, concern: Concern) -> list[str]:
    return [each.title for each in happened(people, concern)]


def entry(people: People, concern: Concern, title: str) -> Happening:
    (found,) = [each for each in happened(people, concern) if each.title == title]
    return found


def settle(notice: Notice, *, failed: bool) -> None:
    letter = Delivery.objects.get(message_id=notice.pk, channel="email", kind="notice")
    letter.state = DeliveryState.FAILED if failed else DeliveryState.SENT
    setattr(letter, "failed_at" if failed else "sent_at", timezone.now())
    letter.save()


def test_it_begins_with_the_report_and_its_decision(people: People, concern: Concern) -> None:
    last = titles(people, concern)[::-1]

    assert last[:3] == [
        "Mitteilung eingegangen",
        "Zuständigkeit vorgeschlagen",
        "Mitgeteilt an Jugendamt Bornheim",
    ]


def test_who_took_it_in_by_phone_is_named_but_never_who_reported(people: People) -> None:
    by_portal = make_concern(people)
    by_phone = make_concern(people, by=people.ben.actor, received_by="bornheim")

    assert entry(people, by_portal, "Mitteilung eingegangen").who == ""
    assert entry(people, by_phone, "Mitteilung eingegangen").who == "Ben Bach"
    for concern in (by_portal, by_phone):
        text = repr(happened(people, concern))
        assert not [word for word in (*REPORTER, "Ada Anker") if word in text]


def test_taking_over_names_the_person(people: People, concern: Concern) -> None:
    take_over(notice=notice_to(concern, "bornheim"), by=people.ben.actor, at=timezone.now())

    taken = entry(people, concern, "Übernommen: Jugendamt Bornheim")
    assert (taken.who, taken.kind) == ("Ben Bach", "success")


def test_a_letter_is_told_with_its_fate_and_without_its_address(
    people: People, concern: Concern
) -> None:
    own = notice_to(concern, "bornheim")
    before = titles(people, concern)
    settle(own, failed=False)
    sent = titles(people, concern)
    Delivery.objects.filter(message_id=own.pk).exclude(channel="portal").delete()
    settle_again = make_concern(people)
    settle(notice_to(settle_again, "bornheim"), failed=True)

    assert "E-Mail unterwegs: Jugendamt Bornheim" in before
    assert "E-Mail gesendet: Jugendamt Bornheim" in sent
    assert "E-Mail nicht zustellbar: Jugendamt Bornheim" in titles(people, settle_again)
    assert "@" not in repr(happened(people, settle_again))


def test_ladder_steps_are_told_with_the_role_and_no_address(
    people: People, concern: Concern
) -> None:
    person("Vera Vogt", Role.DEPUTY, people.bornheim)
    overdue(notice_to(concern, "bornheim"), minutes=500)
    escalate_due()

    steps = [
        each.text
        for each in happened(people, concern)
        if each.title == "Noch nicht übernommen: Jugendamt Bornheim"
    ]
    text = repr(happened(people, concern))
    assert steps[::-1] == [
        "Stufe 1, Erinnerung: benachrichtigt",
        "Stufe 2, Vertretung: benachrichtigt",
        "Stufe 3, Leitung: niemand hinterlegt, die nächste Stufe folgt sofort.",
        "Stufe 4, Erinnerung: benachrichtigt",
        "Stufe 5, Auffangstelle: benachrichtigt",
    ]
    assert "Niemand hat entgegengenommen: Jugendamt Bornheim" in text
    assert "Auffangstelle alarmiert: Kreisjugendamt" in text
    assert "vera@" not in text
    assert "Vera" not in text


def test_releasing_and_withholding_name_the_person(people: People, concern: Concern) -> None:
    waiting = Notice.objects.waiting_for_release().filter(concern=concern).order_by("pk")[0]
    to = waiting.recipient_name
    assert f"Zur Freigabe vorgelegt: {to}" in titles(people, concern)

    release_notice(notice=waiting, by=people.ben.actor, at=timezone.now())

    assert entry(people, concern, f"Freigegeben. Mitgeteilt an {to}").who == "Ben Bach"


def test_withholding_names_the_person(people: People, concern: Concern) -> None:
    waiting = Notice.objects.waiting_for_release().filter(concern=concern).order_by("pk")[0]

    withhold_notice(notice=waiting, by=people.ben.actor, at=timezone.now())

    withheld = entry(people, concern, f"Nicht gesendet an {waiting.recipient_name}")
    assert withheld.who == "Ben Bach"


def test_overruling_forwarding_and_looks_at_the_reporter_are_told(
    people: People, concern: Concern
) -> None:
    ben, at = people.ben.actor, timezone.now()
    overrule(
        concern=concern,
        by=ben,
        ref="A",
        duty=Duty.LEAD,
        office="siegburg",
        reason="Umzug nach Siegburg.",
        at=at,
    )
    forward(concern=concern, by=ben, sender=people.bornheim, to="kreis", reason="Kita.", at=at)
    reveal_reporter(
        concern=concern, by=ben, purpose="callback", reason="Rückruf wegen der Kita.", at=at
    )

    otherwise = entry(people, concern, "Anders entschieden")
    assert (otherwise.who, otherwise.text) == ("Ben Bach", "Umzug nach Siegburg.")
    assert entry(people, concern, "Weitergeleitet an Kreisjugendamt").who == "Ben Bach"
    look = entry(people, concern, "Mitteilende Person eingesehen")
    assert (look.who, look.text) == ("Ben Bach", "Rückruf: Die Angaben müssen geklärt werden")


def test_the_newest_comes_first(people: People) -> None:
    concern = make_concern(people, at=timezone.now() - timedelta(hours=1))
    take_over(notice=notice_to(concern, "bornheim"), by=people.ben.actor, at=timezone.now())

    found = happened(people, concern)
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)


def test_a_long_history_costs_as_many_queries_as_a_short_one(people: People) -> None:
    short = make_concern(people, urgency="acute")
    long = make_concern(people, urgency="acute", topics=("sexual_violence",))
    overdue(notice_to(long, "bornheim"), minutes=500)
    escalate_due()
    for office in ("siegburg", "kreis"):
        overrule(
            concern=long,
            by=people.ben.actor,
            ref="A",
            duty=Duty.LEAD,
            office=office,
            reason="Grund.",
            at=timezone.now(),
        )

    asked = []
    for concern in (short, long):
        own = notice_to(concern, "bornheim")
        with CaptureQueriesContext(connection) as queries:
            case = case_of(own, people.ben.actor)
            assert case
            timeline(case)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 14
