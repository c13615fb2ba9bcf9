"""What the portal did by itself when nothing arrived stands in the timeline too."""

from datetime import timedelta

from django.utils import timezone

from cases.models import Concern, Notice
from cases.queries.concern import case_of
from cases.queries.happening import Happening
from cases.queries.timeline import timeline
from cases.services.escalation import escalate_due
from network.models import Delivery
from tests.factories import network as make
from tests.factories.cases import BONN, child, make_concern, notice_to
from tests.people import People


def titles(people: People, concern: Concern) -> dict[str, Happening]:
    case = case_of(notice_to(concern, "bornheim"), people.ben.actor)
    assert case
    return {each.title: each for each in timeline(case)}


def test_a_late_letter_and_its_late_arrival_are_told(people: People) -> None:
    concern = make_concern(people)
    notice = notice_to(concern, "bornheim")
    mails = Delivery.objects.filter(message_id=notice.pk, channel="email")
    mails.update(planned_at=timezone.now() - timedelta(minutes=11))
    escalate_due()
    late = titles(people, concern)["Nachricht verspätet: Jugendamt Bornheim"]

    mails.update(state="sent", sent_at=timezone.now())
    escalate_due()

    arrived = titles(people, concern)["Doch noch gesendet: Jugendamt Bornheim"]
    assert (late.kind, arrived.kind) == ("warning", "success")
    assert late.at < arrived.at


def test_a_release_that_is_awaited_is_told(people: People) -> None:
    concern = make_concern(people, child(whereabouts=BONN))
    waiting = Notice.objects.get(concern=concern, recipient_kind="outside")
    Notice.objects.filter(pk=waiting.pk).update(next_step_at=timezone.now() - timedelta(seconds=1))

    escalate_due()

    asked = titles(people, concern)["An die Freigabe erinnert: Jugendamt Bonn (außerhalb)"]
    assert asked.who == "Portal"


def test_one_message_to_two_addresses_is_one_line(people: People) -> None:
    label = "Zweites Postfach"
    make.make_contact("zwei@jugendamt-bornheim.example", office=people.bornheim, label=label)
    concern = make_concern(people, urgency="standard")
    case = case_of(notice_to(concern, "bornheim"), people.ben.actor)
    assert case

    mails = [each for each in timeline(case) if each.title.startswith("E-Mail unterwegs")]

    assert [each.text.rpartition(", ")[2] for each in mails] == ["an 2 Anschriften"]
