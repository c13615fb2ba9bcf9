"""Practice data show exceptions from the first login of a head."""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.management.demo import seed_concerns
from cases.models import BreakGlass, CaseBlock, Concern, ItemMark
from network.access import SYSTEM, acting_as
from tests.cases.views.exceptions import page_of
from tests.cases.views.walking import client_of, text
from tests.fixtures.district import DEMO, District
from tests.people import Person

HEAD = "deniz.musterberg@jugendamt-bornheim.example"


@pytest.fixture
def concern(district: District, tmp_path: Path) -> Concern:
    """The one that has exceptions, alone."""
    entries = json.loads((DEMO / "concerns.json").read_text("utf-8"))
    told = [each for each in entries if "exceptions" in each]
    (tmp_path / "concerns.json").write_text(json.dumps(told), "utf-8")
    with acting_as(SYSTEM):
        seed_concerns(tmp_path, at=timezone.now())
    return Concern.objects.get()


@pytest.fixture
def head(district: District) -> Person:
    return Person(user=district.user(HEAD), actor=district.actor(HEAD))


def test_the_head_finds_all_that_waits(concern: Concern, head: Person) -> None:
    page = text(client_of(head).get(reverse("cases:lead")))

    assert "Otto Musterbereit" in page
    assert "Rückruf an die Klinik" in page
    assert "Auskünfte, die auf Freigabe warten (1)" in page


def test_the_head_finds_who_is_kept_out(concern: Concern, head: Person) -> None:
    assert "Anna Musterfeld" in text(client_of(head).get(page_of(concern, "blocks")))
    assert CaseBlock.objects.in_force().count() == 1


def test_the_emergency_is_over_and_not_seen(concern: Concern) -> None:
    opened = BreakGlass.objects.get()

    assert opened.ended_at is not None
    assert opened.ended_at <= timezone.now()
    assert opened.seen_at is None


def test_the_account_is_marked_by_a_person(concern: Concern) -> None:
    assert ItemMark.objects.filter(marked_by__isnull=False, item="account").exists()
