"""What the settings promise to the browser and to the brokers."""

import re

import pytest
from django.conf import settings
from django.test import Client


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(client: Client) -> None:
    policy = client.get("/gibt-es-nicht/").headers["Content-Security-Policy"]

    without_nonce = re.sub(r" 'nonce-[^']+'", "", policy)
    parts = dict(part.strip().split(" ", 1) for part in without_nonce.split(";"))
    assert parts == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_transactions_belong_to_the_services() -> None:
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


def test_a_broker_that_does_not_answer_costs_less_than_a_second() -> None:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    assert options["socket_timeout"] <= 0.5
    assert options["socket_connect_timeout"] <= 0.5
    assert settings.CELERY_TASK_PUBLISH_RETRY is False


def test_a_task_is_never_handed_out_twice_while_it_runs() -> None:
    visible_again = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    assert visible_again > settings.CELERY_TASK_TIME_LIMIT


def test_tasks_carry_json_only() -> None:
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
