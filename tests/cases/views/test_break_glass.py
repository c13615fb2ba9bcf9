"""Breaking in, through the pages: one case, to read only, for an hour."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import BreakGlass, Concern, Notice
from network.models import Look
from tests.cases.views.exceptions import head_of_bornheim, keep_out, on_call_in_bornheim, page_of
from tests.cases.views.walking import client_of, text
from tests.factories.cases import ACCOUNT, CHILD_NAME, REPORTER, SIEGBURG, child, make_concern
from tests.people import People, Person

EMERGENCY = reverse("cases:emergency")
WHY = "Kanariengrund: Anruf der Klinik in der Nacht."


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def otto(people: People) -> Person:
    return on_call_in_bornheim(people)


def break_in(client: Any, reference: str, **more: str) -> Any:
    told = {"office": "bornheim", "reference": reference, "reason": WHY, **more}
    return client.post(EMERGENCY, told)


def let_run_out() -> None:
    """As if it had begun two hours ago."""
    ago = timezone.now() - timedelta(hours=2)
    BreakGlass.objects.update(begun_at=ago, expires_at=ago + timedelta(hours=1))


def test_without_it_the_case_is_not_there(concern: Concern, otto: Person) -> None:
    assert client_of(otto).get(page_of(concern)).status_code == 404


def test_it_opens_the_case(concern: Concern, otto: Person) -> None:
    client = client_of(otto)

    page = text(client.get(break_in(client, concern.reference).url))

    assert ACCOUNT in page
    assert f"{CHILD_NAME} A" in page
    assert "Notzugriff bis" in page


def test_who_reported_is_not_on_the_page(people: People, concern: Concern, otto: Person) -> None:
    client = client_of(otto)

    page = text(client.get(break_in(client, concern.reference).url))

    assert [each for each in (*REPORTER, people.ada.user.name) if each in page] == []


def test_the_page_offers_nothing_but_the_end_of_it(concern: Concern, otto: Person) -> None:
    client = client_of(otto)
    url = break_in(client, concern.reference).url
    opened = BreakGlass.objects.get()

    main = text(client.get(url)).split("<main", 1)[1].split("</main>")[0]

    assert main.count('method="post"') == 1
    assert reverse("cases:end_emergency", args=[opened.pk]) in main
    assert "/eingang/" not in main


def test_the_case_is_open_on_that_page_alone(concern: Concern, otto: Person) -> None:
    client = client_of(otto)
    break_in(client, concern.reference)

    answers = {
        view: client.post(page_of(concern, view)).status_code
        for view in ("take_over", "forward", "overrule", "marks", "blocks")
    }
    assert set(answers.values()) == {404}
    assert client.get(page_of(concern)).status_code == 404
    assert Notice.objects.filter(acknowledged_at__isnull=False).count() == 0


def test_after_the_hour_it_is_gone(concern: Concern, otto: Person) -> None:
    client = client_of(otto)
    url = break_in(client, concern.reference).url
    let_run_out()

    assert client.get(url).status_code == 404
    assert concern.reference not in text(client.get(EMERGENCY))


def test_whoever_ends_it_sees_it_no_more(concern: Concern, otto: Person) -> None:
    client = client_of(otto)
    url = break_in(client, concern.reference).url

    answer = client.post(reverse("cases:end_emergency", args=[BreakGlass.objects.get().pk]))

    assert answer.url == EMERGENCY
    assert client.get(url).status_code == 404


def test_it_is_nobody_elses(people: People, concern: Concern, otto: Person) -> None:
    url = break_in(client_of(otto), concern.reference).url

    assert client_of(people.carla).get(url).status_code == 404
    assert client_of(head_of_bornheim(people)).get(url).status_code == 404


@pytest.mark.parametrize("why", ["unknown", "of another office", "blocked"])
def test_nothing_there_reads_the_same(
    people: People, concern: Concern, otto: Person, why: str
) -> None:
    reference = concern.reference
    if why == "unknown":
        reference = "KS-7QDT-M4XB"
    elif why == "of another office":
        reference = make_concern(people, child(lives=SIEGBURG)).reference
    else:
        keep_out(client_of(head_of_bornheim(people)), concern, otto)

    answer = break_in(client_of(otto), reference)

    assert answer.status_code == 422
    assert "keinen Fall für Sie" in text(answer)
    assert WHY in text(answer)
    assert not BreakGlass.objects.exists()


def test_a_block_that_is_set_meanwhile_ends_it(
    people: People, concern: Concern, otto: Person
) -> None:
    client = client_of(otto)
    url = break_in(client, concern.reference).url

    keep_out(client_of(head_of_bornheim(people)), concern, otto)

    assert client.get(url).status_code == 404


def test_opening_the_page_is_on_record_with_its_purpose(concern: Concern, otto: Person) -> None:
    client = client_of(otto)
    client.get(break_in(client, concern.reference).url)

    looks = Look.objects.filter(actor_id=otto.user.pk, purpose="break_glass")
    assert looks.filter(concern_id=concern.pk).exists()


def test_the_head_reads_why_and_marks_it_as_seen(
    people: People, concern: Concern, otto: Person
) -> None:
    break_in(client_of(otto), concern.reference)
    opened, client = BreakGlass.objects.get(), client_of(head_of_bornheim(people))

    page = text(client.get(reverse("cases:lead")))
    client.post(reverse("cases:glass_seen", args=[opened.pk]))

    opened.refresh_from_db()
    assert WHY in page
    assert "Otto Ohm" in page
    assert opened.seen_by is not None
    assert opened.seen_by.name == "Hanna Herr"


def test_who_broke_in_does_not_take_note_of_it(concern: Concern, otto: Person) -> None:
    client = client_of(otto)
    break_in(client, concern.reference)
    opened = BreakGlass.objects.get()

    assert client.post(reverse("cases:glass_seen", args=[opened.pk])).status_code == 404


@pytest.mark.parametrize("who", ["ben", "ada", "dora"])
def test_whoever_has_no_such_role_finds_no_page(people: People, who: str) -> None:
    assert client_of(getattr(people, who)).get(EMERGENCY).status_code == 404


def test_a_reason_is_needed(concern: Concern, otto: Person) -> None:
    answer = break_in(client_of(otto), concern.reference, reason="Eilt")

    assert answer.status_code == 422
    assert not BreakGlass.objects.exists()
