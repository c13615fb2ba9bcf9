"""What monitoring is told: how much is owed, for how long; nothing about a case or an office."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from cases.models import Draft
from network.models import Delivery, Heartbeat, Partner, YouthOffice
from tests.factories import cases as make
from tests.people import People

TOKEN = "ein-geheimnis-der-ueberwachung"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_token() -> Any:
    with override_settings(METRICS_TOKEN=TOKEN):
        yield


def scraped(client: Client) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer falsch"}, {"Authorization": TOKEN}]
)
def test_without_the_token_there_is_no_such_page(client: Client, header: dict[str, str]) -> None:
    assert client.get("/metrics", headers=header).status_code == 404


def test_where_no_token_is_set_nobody_gets_in(client: Client) -> None:
    with override_settings(METRICS_TOKEN=""):
        answer = client.get("/metrics", headers={"Authorization": "Bearer "})

    assert answer.status_code == 404


def test_letters_are_counted_with_the_age_of_the_oldest(client: Client, people: People) -> None:
    make.make_concern(people)
    make.make_concern(people)
    letters = Delivery.objects.unsettled()
    letters.update(planned_at=timezone.now() - timedelta(minutes=10))
    failed = letters.first()
    assert failed is not None
    failed.state, failed.failed_at = "failed", timezone.now()
    failed.save()

    figures = scraped(client)

    assert figures["kinderschutz_letters_failed_unanswered",] == 1
    assert figures["kinderschutz_letters_waiting",] == letters.count() >= 1
    assert 600 <= figures["kinderschutz_letters_oldest_seconds",] < 660


def test_open_notices_are_counted_by_urgency(client: Client, people: People) -> None:
    before = scraped(client)
    concern = make.make_concern(people, urgency="urgent")
    make.overdue(make.notice_to(concern, "bornheim"))

    figures = scraped(client)

    assert before["kinderschutz_notices_open", "urgent"] == 0
    assert figures["kinderschutz_notices_open", "urgent"] >= 1
    assert figures["kinderschutz_notices_overdue", "urgent"] == 1
    assert figures["kinderschutz_notices_open", "acute"] == 0
    assert figures["kinderschutz_notices_oldest_seconds", "urgent"] > 60


def test_work_by_hand_is_counted(client: Client) -> None:
    figures = scraped(client)

    assert figures["kinderschutz_calls_open",] == 0
    assert figures["kinderschutz_paper_oldest_seconds",] == 0


def test_silent_processes_show_their_age(client: Client) -> None:
    Heartbeat.objects.create(name="relay", at=timezone.now() - timedelta(minutes=3))

    assert 180 <= scraped(client)["kinderschutz_heartbeat_age_seconds", "relay"] < 240


def test_requests_are_counted_by_route(client: Client) -> None:
    name = ("kinderschutz_requests_total", "GET", "network:login", "200")
    before = scraped(client).get(name, 0)

    client.get("/anmelden/")
    client.get("/anmelden/?next=/Kanarienkind")

    after = scraped(client)
    assert after[name] == before + 2
    assert after["kinderschutz_request_seconds_count", "network:login"] >= 2


def test_drafts_are_counted(client: Client, people: People) -> None:
    now = timezone.now()
    Draft.objects.create(user=people.ada.user, entries={}, created_at=now, updated_at=now)

    assert scraped(client)["kinderschutz_drafts",] == 1


def test_no_office_no_person_and_no_case_is_named(client: Client, people: People) -> None:
    concern = make.make_concern(people)

    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    text = answer.content.decode()
    names = [
        *YouthOffice.objects.values_list("name", flat=True),
        *YouthOffice.objects.values_list("key", flat=True),
        *Partner.objects.values_list("name", flat=True),
        people.ben.user.name,
        concern.reference,
        *make.CASE_CANARIES,
    ]
    assert [name for name in names if name in text] == []


def test_a_database_that_is_away_is_told(client: Client) -> None:
    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "set_config" in sql:  # the test's own transaction
            return execute(sql, params, many, context)
        raise OperationalError

    assert scraped(client)["kinderschutz_database_up",] == 1
    with connection.execute_wrapper(away):
        assert scraped(client)["kinderschutz_database_up",] == 0


def test_asking_costs_a_fixed_number_of_queries(
    client: Client, people: People, django_assert_num_queries: Any
) -> None:
    make.make_concern(people)

    with django_assert_num_queries(13):  # four of them belong to the transaction of the test
        scraped(client)
