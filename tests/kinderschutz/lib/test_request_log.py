"""The line of a request names the route and the person's key, never the address or a name."""

import json
import logging
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from kinderschutz.lib.logs import LineFormatter
from tests.people import People

LOGGER = "kinderschutz.request"
CANARY = "Kanarienkind"


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def lines(written: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(LineFormatter().format(record)) for record in written.records]


def requests(written: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [line for line in lines(written) if line["logger"] == LOGGER]


def test_a_request_is_one_line(
    client: Client, people: People, written: pytest.LogCaptureFixture
) -> None:
    client.force_login(people.ben.user)

    answer = client.get("/")

    (line,) = requests(written)
    assert (line["method"], line["route"], line["status"]) == ("GET", "network:start", 302)
    assert line["actor"] == str(people.ben.user.pk)
    assert line["ms"] > 0
    assert UUID(line["request_id"]) == UUID(answer.headers["X-Request-ID"])


def test_keys_and_queries_of_an_address_are_not_written(
    client: Client, people: People, written: pytest.LogCaptureFixture
) -> None:
    client.force_login(people.ben.user)
    key = uuid4()

    client.get(f"/mitteilungen/{key}/{CANARY}/?q={CANARY}")
    client.get("/", {"next": CANARY})

    text = json.dumps(lines(written))
    assert str(key) not in text
    assert CANARY not in text
    assert requests(written)[0]["route"] == "unmatched"


def test_names_and_addresses_of_people_are_not_written(
    client: Client, people: People, written: pytest.LogCaptureFixture
) -> None:
    client.force_login(people.ben.user)
    client.get("/")
    client.post("/anmelden/", {"username": people.ben.user.email, "password": CANARY})

    text = json.dumps(lines(written), ensure_ascii=False)
    assert people.ben.user.email not in text
    assert people.ben.user.name not in text
    assert CANARY not in text


def test_a_strange_host_is_not_written(client: Client, written: pytest.LogCaptureFixture) -> None:
    client.get("/healthz", headers={"host": f"{CANARY}.example"})
    client.get("/anmelden/", headers={"host": f"{CANARY}.example"})

    assert lines(written)
    assert CANARY not in json.dumps(lines(written))


def test_machines_that_ask_all_the_time_leave_no_lines(
    client: Client, written: pytest.LogCaptureFixture
) -> None:
    client.get("/healthz")

    assert requests(written) == []


def test_strangers_have_no_key(client: Client, db: None, written: pytest.LogCaptureFixture) -> None:
    client.get("/anmelden/")

    assert "actor" not in requests(written)[0]


def test_a_method_that_nobody_knows_is_not_written(
    client: Client, db: None, written: pytest.LogCaptureFixture
) -> None:
    client.generic(CANARY.upper(), "/anmelden/")

    assert CANARY.upper() not in json.dumps(lines(written))
