"""One window sends while another one is still being written into."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cases.domain.versions import Writing
from cases.models import Concern, Draft
from cases.services.drafts import keep_step
from cases.views.check import SEEN, version_of
from tests.cases.views.walking import SITUATION, begin, client_of, fill, text, url
from tests.people import arrive

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.mark.django_db(transaction=True)
def test_what_another_window_wrote_at_the_same_moment_is_neither_sent_unseen_nor_lost() -> None:
    people = arrive()
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    seen = {SEEN: version_of(Draft.objects.get(pk=key))}

    def press() -> Any:
        try:
            return client_of(people.ada).post(url(key, "pruefen"), seen)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other_window:
        with transaction.atomic():
            draft = Draft.objects.get(pk=key)
            keep_step(
                by=people.ada.actor,
                kind=Draft,
                draft_id=key,
                step="lage",
                typed={**draft.entries["lage"], "account": "Zweite Fassung."},
                writing=Writing(base=draft.version),
                at=timezone.now(),
            )
            sending = other_window.submit(press)
            _until_somebody_waits()
        answer = sending.result()

    assert answer.status_code == 409
    assert "inzwischen geändert" in text(answer)
    assert not Concern.objects.exists()
    assert Draft.objects.get(pk=key).entries["lage"]["account"] == "Zweite Fassung."


def _until_somebody_waits() -> None:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the draft")
