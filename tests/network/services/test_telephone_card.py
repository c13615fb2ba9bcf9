"""The card with numbers for the hour when the database is away."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from network.models import ContactPoint, YouthOffice
from network.models.contact import ContactKind
from network.queries.switchboards import Switchboard
from network.services.telephone_card import card_path, read_card, write_card
from tests.factories.network import AT
from tests.people import People


@pytest.fixture(autouse=True)
def own_place(settings: Settings, tmp_path: Path) -> None:
    """The card of a test lies in the test's own directory."""
    settings.KINDERSCHUTZ_DATA = tmp_path / "data"


def number(office: YouthOffice, address: str, **more: Any) -> None:
    """A telephone of an office, verified unless said otherwise."""
    row: dict[str, Any] = {
        "kind": ContactKind.PHONE,
        "label": "Zentrale",
        "verified_at": AT,
        **more,
    }
    if row["verified_at"]:
        row["verified_by"] = "Kanzlei"
    ContactPoint.objects.create(office=office, address=address, **row)


def test_the_card_names_verified_numbers_of_offices_the_fallback_office_first(
    people: People,
) -> None:
    number(people.bornheim, "02222 4710 1")
    number(people.kreis, "02241 4710 1")
    number(people.siegburg, "02241 4710 9", verified_at=None)
    number(people.siegburg, "02241 4710 8", role="office_head")

    write_card()

    assert read_card() == [
        Switchboard("Kreisjugendamt", ("02241 4710 1",)),
        Switchboard(people.bornheim.name, ("02222 4710 1",)),
    ]


def test_a_card_that_was_never_written_names_nobody() -> None:
    assert read_card() == []


def test_a_damaged_card_names_nobody_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    card_path().parent.mkdir()
    card_path().write_text('[{"name": ', encoding="utf-8")

    assert read_card() == []
    assert caplog.messages == ["Die Telefonkarte ist nicht lesbar (JSONDecodeError)"]
