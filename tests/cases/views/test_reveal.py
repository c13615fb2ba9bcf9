"""Looking at who reported, through the pages: fresh sign-in, purpose, sentence; the head knows."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Concern, ReporterReveal
from network.models import Look
from tests.cases.views.exceptions import head_of_bornheim, page_of
from tests.cases.views.walking import client_of, text
from tests.factories.cases import REPORTER, make_concern, notice_to
from tests.people import People
from tests.signing_in import let_it_grow_old

WHY = "Kanariengrund: Rückruf wegen der Adresse."
TOLD = {"purpose": "callback", "reason": WHY}


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def ben(people: People) -> Any:
    return client_of(people.ben)


def test_asking_shows_nobody(concern: Concern, ben: Any) -> None:
    page = text(ben.get(page_of(concern, "reporter")))

    assert [each for each in REPORTER if each in page] == []
    assert not ReporterReveal.objects.exists()


def test_purpose_and_sentence_show_the_reporter_once(concern: Concern, ben: Any) -> None:
    page = text(ben.post(page_of(concern, "reporter"), TOLD))
    after = text(ben.get(page_of(concern, "reporter")))

    assert [each for each in REPORTER if each not in page] == []
    assert REPORTER[0] not in after


def test_an_old_sign_in_is_asked_again_and_shows_nobody(
    people: People, concern: Concern, ben: Any
) -> None:
    let_it_grow_old(ben, people.ben.user)

    answer = ben.post(page_of(concern, "reporter"), TOLD)

    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer.url
    assert not ReporterReveal.objects.exists()


@pytest.mark.parametrize("left_out", ["purpose", "reason"])
def test_without_purpose_or_sentence_nobody_is_shown(
    concern: Concern, ben: Any, left_out: str
) -> None:
    answer = ben.post(page_of(concern, "reporter"), {**TOLD, left_out: ""})

    assert answer.status_code == 422
    assert REPORTER[0] not in text(answer)


def test_it_is_in_the_read_log_with_its_purpose(people: People, concern: Concern, ben: Any) -> None:
    ben.post(page_of(concern, "reporter"), TOLD)

    look = Look.objects.get(what="reporter.page")
    assert (look.actor_id, look.concern_id, look.purpose) == (
        people.ben.user.pk,
        concern.pk,
        "callback",
    )


def test_the_head_reads_the_sentence_and_takes_note(
    people: People, concern: Concern, ben: Any
) -> None:
    ben.post(page_of(concern, "reporter"), TOLD)
    shown, client = ReporterReveal.objects.get(), client_of(head_of_bornheim(people))

    page = text(client.get(reverse("cases:lead")))
    client.post(reverse("cases:reveal_seen", args=[shown.pk]))

    shown.refresh_from_db()
    assert WHY in page
    assert REPORTER[0] not in page
    assert shown.seen_at is not None


def test_another_office_that_was_told_finds_no_page(people: People) -> None:
    concern = make_concern(people)
    told = concern.notices.filter(recipient_office__isnull=False).exclude(
        recipient_office=people.bornheim
    )
    carla = client_of(people.carla)

    assert [
        carla.post(reverse("cases:reporter", args=[each.pk]), TOLD).status_code
        for each in (*told, notice_to(concern, "bornheim"))
    ] == [404] * (told.count() + 1)
