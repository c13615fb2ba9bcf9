"""A different word in every field of a report and its handling, looked for where none may be.

The words are put into whatever fields the pages show, so that a new field is covered by itself.
"""

import base64
import itertools
import json
import logging
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis
from django.conf import settings as live
from django.db import connection
from django.urls import reverse
from pytest_django import Settings

from cases.models import Notice
from kinderschutz.lib.env import broker_url
from kinderschutz.lib.logs import LineFormatter
from kinderschutz.lib.runtime.waiting import wait_until
from network.services import post
from tests.cases.views.walking import begin, client_of, fill, send, url
from tests.factories.agreements import publish_standard
from tests.fixtures.redis import RedisServer
from tests.fixtures.smtp import SmtpSink
from tests.kinderschutz.lib.test_pdf import inflated
from tests.people import People, arrive

WORD = re.compile(r"Kanari\d{3}")
NO_FREE_TEXT = re.compile(r"(_district|born_on|_on|_from|_until|_time|_date|_key)$|^(fassung|zug)$")
DECLARED = {
    "the office that must act": 10,
    "the office it was forwarded to": 5,
    "the receipt": 0,
    "the inbox": 0,
    "a look at the reporter": 1,
}
"""Where words of the case belong, and how many of them at least; none where it says 0."""
SECRET_TABLES = frozenset({"cases_concern", "cases_child", "cases_adult", "cases_reporter"})


class Fields(HTMLParser):
    """The names of all free-text fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Lines and boxes for text."""
        said = {name: value or "" for name, value in attrs}
        free = tag == "textarea" or (
            tag == "input" and said.get("type", "text") in {"text", "tel", "email", "search"}
        )
        name = said.get("name", "")
        if free and name and not NO_FREE_TEXT.search(name):
            self.names.append(name)


@dataclass
class Words:
    """Which word was typed into which field."""

    typed: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def into(self, page: Any, about: str) -> dict[str, str]:
        """A new word for every free-text field of a page."""
        told: dict[str, str] = {}
        for name in Fields(page.content.decode()).names:
            told[name] = f"Kanari{next(self.numbers):03d} Muster"
            self.typed[told[name][:9]] = f"{about}: {name}"
        return told


@dataclass(frozen=True)
class Done:
    """What a report and its handling have left behind."""

    words: Words
    addresses: list[str]
    notices: list[UUID]
    pages: dict[str, list[bytes]]
    pdfs: list[bytes]


@pytest.fixture
def people(transactional_db: None) -> People:
    """The small network, committed."""
    small = arrive()
    publish_standard()
    return small


@pytest.fixture
def workplace(
    settings: Settings, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[RedisServer, Path]:
    """A Redis and a place for temporary files of the test's own."""
    settings.REDIS_URL = redis_server.url
    settings.CELERY_BROKER_URL = broker_url(redis_server.url)
    settings.CACHES = {"default": {**live.CACHES["default"], "LOCATION": redis_server.url}}
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return redis_server, temporary


def reported_and_handled(people: People) -> Done:
    """Two siblings in two offices, taken over, forwarded, the reporter looked at."""
    words, addresses = Words(), list[str]()
    ada, ben = client_of(people.ada), client_of(people.ben)
    key = begin(ada)
    fill(ada, key, "kinder", {"anzahl": "1", "hinzufuegen": "1"})
    fixed: dict[str, dict[str, Any]] = {
        "lage": {"urgency": "urgent", "topics": ["physical_abuse"]},
        "kinder": {
            "anzahl": "2",
            "kind-0-residence": "ags:05382012",
            "kind-1-residence": "ags:05382060",
        },
    }
    for step in ("lage", "kinder", "familie", "vorgehen", "kontakt"):
        page = ada.get(url(key, step))
        answer = fill(ada, key, step, {**words.into(page, step), **fixed.get(step, {})})
        assert answer.status_code == 302, (step, answer.content.decode()[:3000])
        addresses.append(answer.url)
    receipt = send(ada, key)
    addresses.append(receipt.url)
    pdf = ada.get(f"{receipt.url.rstrip('/')}.pdf")
    notice = Notice.objects.get(recipient_office=people.bornheim)
    place = reverse("cases:forward", args=[notice.pk])
    told = words.into(ben.get(place), "forward")
    forwarded = ben.post(place, {**told, "to": "siegburg", "fassung": 0})
    assert forwarded.status_code == 302
    place = reverse("cases:reporter", args=[notice.pk])
    told = words.into(ben.get(place), "reveal")
    told["reason"] += " fragt morgen früh telefonisch nach."
    looked = ben.post(place, {**told, "purpose": "callback"})
    taken = ben.post(reverse("cases:take_over", args=[notice.pk]))
    addresses += [forwarded.url, taken.url]
    ben.get(reverse("cases:inbox"), {"q": "Kanari999"})
    pages = {
        "the office that must act": ben.get(reverse("cases:notice", args=[notice.pk])),
        "the office it was forwarded to": carla_reads(people, notice),
        "the receipt": ada.get(receipt.url),
        "the inbox": ben.get(reverse("cases:inbox")),
        "a look at the reporter": looked,
    }
    contents = {name: [page.content] for name, page in pages.items()}
    return Done(words, addresses, [notice.pk], contents, [pdf.content])


def carla_reads(people: People, notice: Notice) -> Any:
    """What the office reads to which the notice was forwarded."""
    theirs = Notice.objects.filter(recipient_office=people.siegburg).latest("created_at")
    return client_of(people.carla).get(reverse("cases:notice", args=[theirs.pk]))


@pytest.mark.django_db(transaction=True)
def test_no_word_of_a_case_is_found_where_none_is_declared(
    people: People,
    workplace: tuple[RedisServer, Path],
    fresh_publisher: None,
    smtp_sink: SmtpSink,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server, temporary = workplace
    caplog.set_level(logging.DEBUG)

    done = reported_and_handled(people)
    post.drain(by="test", seconds=10)

    assert len(done.words.typed) >= 20
    places = {
        "mails": [each.content for each in smtp_sink.envelopes],
        "log": [LineFormatter().format(each).encode() for each in caplog.records],
        "Redis": list(in_redis(server)),
        "temporary files": [each.read_bytes() for each in temporary.rglob("*") if each.is_file()],
        "addresses": [each.encode() for each in done.addresses],
        "database in plain text": list(in_database(done)),
        "facts about a PDF": [pdf[-3000:] + inflated(pdf) for pdf in done.pdfs],
    }
    found = {
        place: sorted({done.words.typed.get(word, word) for word in words_in(contents)})
        for place, contents in places.items()
    }
    assert {place: where for place, where in found.items() if where} == {}
    counted = {name: len(words_in(contents)) for name, contents in done.pages.items()}
    assert {name: counted[name] for name, least in DECLARED.items() if counted[name] < least} == {}
    assert [name for name, least in DECLARED.items() if not least and counted[name]] == []
    assert all(places[name] for name in ("mails", "log", "Redis", "database in plain text"))


def words_in(contents: list[bytes]) -> set[str]:
    """All canary words in these bytes, also where they are written as base64 or as hex."""
    text = "\n".join(each.decode("utf-8", "replace") for each in contents)
    hidden = [
        base64.b64decode(each + "=" * (-len(each) % 4)).decode("utf-8", "replace")
        for each in re.findall(r"[A-Za-z0-9+/]{12,}={0,2}", text)
        if len(each.rstrip("=")) % 4 != 1
    ]
    hidden += [
        bytes.fromhex(each).decode("utf-8", "replace")
        for each in re.findall(r"\\x((?:[0-9a-f]{2}){6,})", text)
    ]
    return set(WORD.findall("\n".join([text, *hidden])))


def in_redis(server: RedisServer) -> Iterator[bytes]:
    """Every key and value, once a wake-up call has come in."""
    with redis.Redis.from_url(server.url) as client:
        wait_until(lambda: bool(client.keys("*")), seconds=5, every=0.05)
        for key in client.keys("*"):
            yield bytes(key)
            kind = client.type(key)
            if kind == b"list":
                yield from client.lrange(key, 0, -1)
            elif kind == b"string":
                yield client.get(key) or b""
            elif kind == b"set":
                yield from client.smembers(key)
            elif kind == b"zset":
                yield from client.zrange(key, 0, -1)
            elif kind == b"hash":
                yield from itertools.chain(*client.hgetall(key).items())


def in_database(done: Done) -> Iterator[bytes]:
    """Every row of every table as the database shows it to whoever holds all its rights."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace = 'public'::regnamespace"
        )
        tables = [name for (name,) in cursor.fetchall()]
        seen = set()
        for table in tables:
            cursor.execute(f"SELECT row.*::text FROM {table} AS row")
            rows = [str(row[0]).encode() for row in cursor.fetchall()]
            seen |= {table} if rows else set()
            yield from rows
    assert seen >= SECRET_TABLES
    assert done.notices


def test_the_search_finds_a_planted_word() -> None:
    plain, folded = b"x Kanari001 y", base64.b64encode(b'{"name": "Kanari002"}')

    assert words_in([plain, folded, b"\\x" + b"Kanari003".hex().encode()]) == {
        "Kanari001", "Kanari002", "Kanari003",
    }  # fmt: skip
    assert words_in([json.dumps({"a": 1}).encode()]) == set()
