"""From the first login the head and the data-protection officer find who has opened what."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.management.demo import seed_concerns
from network.access import SYSTEM, acting_as
from network.models import Look
from tests.cases.views.walking import client_of, text
from tests.fixtures.district import DEMO, District
from tests.people import Person

HEAD = "deniz.musterberg@jugendamt-bornheim.example"
OFFICER = "datenschutz@jugendamt-siegburg.example"


@pytest.fixture
def seeded(district: District, tmp_path: Path) -> Path:
    """The first concerns, and the one into which somebody broke."""
    entries = json.loads((DEMO / "concerns.json").read_text("utf-8"))
    told = [each for each in entries if "exceptions" in each] + entries[:4]
    told = [each for number, each in enumerate(told) if each not in told[:number]]
    (tmp_path / "concerns.json").write_text(json.dumps(told), "utf-8")
    with acting_as(SYSTEM):
        seed_concerns(tmp_path, at=timezone.now())
    return tmp_path


def log_of(district: District, email: str) -> str:
    today = timezone.localdate()
    person = Person(user=district.user(email), actor=district.actor(email))
    days = {"von": f"{today - timedelta(days=30):%d.%m.%Y}", "bis": f"{today:%d.%m.%Y}"}
    page = client_of(person).get(reverse("cases:looks"), {**days, "anlass": "oversight"})
    return text(page)


def test_the_head_reads_who_opened_which_case(district: District, seeded: Path) -> None:
    page = log_of(district, HEAD)

    assert "Ben Muster" in page
    assert "Mitteilung" in page
    assert "KS-" in page


def test_the_head_reads_that_somebody_was_refused(district: District, seeded: Path) -> None:
    refused = Look.objects.get(is_refused=True)

    assert refused.actor_id == district.user("otto.musterbereit@jugendamt-bornheim.example").pk
    assert "Aufruf ohne Berechtigung" in log_of(district, HEAD)


def test_data_protection_reads_its_own_spot_check(district: District, seeded: Path) -> None:
    page = log_of(district, OFFICER)

    assert "Carla Muster" in page
    assert "Selma Musterschutz" in page
    assert "Ben Muster" not in page


def test_nothing_was_opened_tomorrow_or_out_of_order(district: District, seeded: Path) -> None:
    opened = list(Look.objects.filter(is_system=False).order_by("recorded_at", "at"))
    by_page = [each.at for each in opened if each.what in {"inbox.list", "notice.page"}]

    assert len(by_page) > 5
    assert max(by_page) <= timezone.now()
    assert by_page == sorted(by_page)


def test_who_is_kept_out_of_a_case_has_not_opened_it(district: District, seeded: Path) -> None:
    kept_out = district.user("anna.musterfeld@jugendamt-bornheim.example").pk
    blocked = Look.objects.get(is_refused=True).concern_id

    assert not Look.objects.filter(actor_id=kept_out, concern_id=blocked).exists()


def test_a_second_time_nobody_opens_anything(district: District, seeded: Path) -> None:
    before = Look.objects.count()

    with acting_as(SYSTEM):
        seed_concerns(seeded, at=timezone.now())

    assert Look.objects.count() == before
