"""The receipt at every moment: who knows, who keeps silent, whom nobody has reached."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Notice
from cases.services.acknowledgement import take_over
from cases.services.forwarding import forward
from cases.services.release import release_notice, withhold_notice
from network.domain.terms import PartnerCategory
from network.models import ContactPoint, Partner
from tests.cases.views.walking import client_of, text
from tests.factories import network as make
from tests.factories.cases import CASE_CANARIES, make_concern, notice_to, overdue
from tests.people import People


@pytest.fixture
def ada(people: People) -> Any:
    """Ada's browser."""
    return client_of(people.ada)


def url(notice: Notice) -> str:
    return reverse("cases:receipt", args=[notice.reference])


def told(people: People, **facts: Any) -> Notice:
    return notice_to(make_concern(people, **facts), "bornheim")


def test_told_and_silent_says_until_when_and_what_follows(people: People, ada: Any) -> None:
    notice = told(people)

    page = text(ada.get(url(notice)))

    assert "Benachrichtigt im Portal am" in page
    assert "Noch hat niemand mit Namen geantwortet." in page
    assert f"{timezone.localtime(notice.ack_by):%H:%M} Uhr</strong>" in page
    assert "Antwortet bis dahin niemand, werden benachrichtigt" in page


def test_time_that_is_over_is_said(people: People, ada: Any) -> None:
    notice = overdue(told(people), minutes=1)

    assert "Niemand hat rechtzeitig übernommen." in text(ada.get(url(notice)))


def test_whoever_took_over_is_named(people: People, ada: Any) -> None:
    notice = told(people)
    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    page = text(ada.get(url(notice)))

    assert "Erreicht: Ben Bach, im Portal am" in page
    assert "muss übernehmen" not in page


def test_an_office_without_a_checked_mailbox_is_not_reached(people: People, ada: Any) -> None:
    ContactPoint.objects.filter(office=people.bornheim).delete()
    Partner.objects.filter(pk=people.school.pk).update(category=PartnerCategory.HOSPITAL)
    make.changed_directory()
    notice = told(people)

    page = text(ada.get(url(notice)))

    assert "Nicht erreicht: Nichts belegt, dass dort jemand davon weiß." in page
    assert "Rufen Sie jetzt an" in page
    assert "Es ist keine Telefonnummer hinterlegt." in page


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (release_notice, "Ag Bonn"),
        (withhold_notice, "Das Jugendamt hat entschieden, nichts weiterzugeben."),
    ],
)
def test_what_waits_changes_with_the_decision(
    people: People, ada: Any, decide: Any, said: str
) -> None:
    notice = told(people, urgency="acute", topics=("sexual_violence",))
    waiting = Notice.objects.waiting_for_release().filter(concern=notice.concern)
    before = text(ada.get(url(notice))).count("wartet auf Freigabe")
    decide(notice=waiting.get(recipient_partner__key="ag-bonn"), by=people.ben.actor, at=_now())

    page = text(ada.get(url(notice)))

    assert page.count("wartet auf Freigabe") == before - 1
    assert said in page


def test_whom_the_office_tells_later_is_not_the_reporters_to_know(people: People, ada: Any) -> None:
    notice = told(people)
    forward(
        concern=notice.concern,
        by=people.ben.actor,
        sender=people.bornheim,
        to="siegburg",
        reason="Die Familie zieht um.",
        at=_now(),
    )

    page = text(ada.get(url(notice)))

    assert "Jugendamt Siegburg" not in page
    assert not [word for word in CASE_CANARIES if word in page]


def test_an_unchanged_receipt_is_not_sent_again(people: People, ada: Any) -> None:
    notice = told(people)
    first = ada.get(url(notice), {"teil": "stand"})
    mark = {"HX-PTag": first["HX-PTag"]}
    Notice.objects.update(created_at=_now())

    same = ada.get(url(notice), {"teil": "stand"}, headers=mark)
    take_over(notice=notice, by=people.ben.actor, at=_now())
    changed = ada.get(url(notice), {"teil": "stand"}, headers=mark)

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)
    assert "Ben Bach" in text(changed)
    assert "<html" not in text(changed)


def _now() -> Any:
    return timezone.now() + timedelta(milliseconds=1)
