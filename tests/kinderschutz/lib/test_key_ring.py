"""The file with the keys is watched: a new key counts soon; without it nothing is sealed."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import Concern, Draft
from kinderschutz.lib import key_ring as watched
from kinderschutz.lib.crypto import KeysAway
from kinderschutz.lib.key_ring import key_ring, newer_ring
from kinderschutz.lib.outage import is_outage
from network.access import SYSTEM, acting_as
from tests.people import People

NEW = "2:" + base64.b64encode(b"n" * 32).decode()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "field_keys"
    path.write_text(settings.FIELD_KEYS)
    monkeypatch.setattr(watched, "LOOK_AGAIN", 0.0)
    with override_settings(FIELD_KEYS_FILE=str(path)):
        yield path


def test_a_key_added_to_the_file_seals_without_a_restart(file: Path) -> None:
    before = key_ring().newest

    file.write_text(f"{settings.FIELD_KEYS},{NEW}\n")

    assert (before, key_ring().newest) == (1, 2)


def test_a_number_that_another_process_used_first_is_looked_up_at_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_ring()
    monkeypatch.setattr(watched, "LOOK_AGAIN", 3600.0)
    file.write_text(f"{settings.FIELD_KEYS},{NEW}")

    assert key_ring().newest == 1
    assert newer_ring(2).newest == 2


@pytest.mark.parametrize("content", ["", "1:zu-kurz", "1:" + "A" * 20, "ä"])
def test_a_file_that_is_not_whole_is_no_key(file: Path, content: str) -> None:
    file.write_text(content)

    with pytest.raises(KeysAway):
        key_ring()


def test_a_file_that_comes_back_is_used_again(file: Path) -> None:
    key_ring()
    content = file.read_text()
    file.unlink()
    with pytest.raises(KeysAway) as gone:
        key_ring()
    file.write_text(content)

    assert key_ring().newest == 1
    assert is_outage(gone.value)


@pytest.mark.django_db
def test_without_the_keys_a_report_is_not_begun_and_nothing_is_stored(
    file: Path, client: Client, people: People
) -> None:
    client.raise_request_exception = False
    client.force_login(people.ada.user)
    file.unlink()

    answer = client.post(reverse("cases:report"))

    assert answer.status_code == 503
    assert "110" in answer.content.decode()
    with acting_as(SYSTEM):
        assert (Concern.objects.count(), Draft.objects.count()) == (0, 0)
