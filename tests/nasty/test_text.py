"""Nasty inputs 1 to 16: signs, markup and commands in what people write and look for."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Child, Concern, Draft, Notice
from network.models import Attempt, Delivery
from tests.cases.views.walking import begin, client_of, fill, send, url
from tests.house.test_urls import ALL, address
from tests.nasty.outcome import (
    QUIET,
    assert_orderly,
    assert_quiet,
    changed,
    faults_named,
    nothing_stored,
    written,
)
from tests.people import People

INVISIBLE = {
    "zero width": "\u200b\u200c\u200d\ufeff",
    "filler": "\u3164\u2800",
    "bidi only": "\u202e\u2066\u2069",
    "soft hyphens": "\u00ad\u00ad",
    "line separators": "\u2028\u2029\x85",
    "marks without a letter": "\u0301\u0301",
}
HARMLESS = {
    "right to left": ("Anna\u202egnp.exe", "Annagnp.exe"),
    "isolates": ("\u2066Anna\u2069", "Anna"),
    "stacked marks": ("Z" + "\u0335" * 199, "Z" + "\u0335" * 4),
    "line separator": ("Anna\u2028Muster", "Anna Muster"),
    "line break": ("Anna\r\nBcc: x@boese.example", "Anna Bcc: x@boese.example"),
    "bell and escape": ("An\x07\x1b[31mna", "An[31mna"),
}
MARKUP = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "svg": "<svg onload=alert(1)><script>1</script></svg>",
    "link": "[hier](javascript:alert(1)) javascript:alert(1)",
    "template": "{{ 7*7 }}{% load static %}${7*7}#{7*7}",
    "entity": "&lt;b&gt;&#60;i&#62;",
    "quotes": "' OR 1=1-- \" ; DROP TABLE cases_concern; --",
    "comment": "--></textarea><!-- {# x #}",
}
SEARCHES = {
    "NUL": "\x00",
    "quote": "' OR 1=1--",
    "wildcards": "%_\\",
    "surrogate": "\ud800",
    "markup": "<script>",
    "template": "{{7*7}}",
    "huge number": "9" * 5000,
    "infinity": "1e400",
    "not a number": "NaN",
    "minus": "-1",
    "arabic digit": "٣",
    "list": "['a']",
    "lookup": "reporter__name",
    "bidi": "\u202eKS",
}
MACHINES = {"network:readyz", "network:healthz", "cases:watchdog"}
"""They tell how the processes are; 503 is their usual answer in a test."""
PARAMETERS = (
    "q", "ort", "page", "seite", "stand", "dringlichkeit", "amt", "teil", "von", "akut", "konto",
    "next", "order_by", "fields", "reporter__name__startswith", "fehler", "pruefen", "brief",
)  # fmt: skip


def child(**more: str) -> dict[str, str]:
    return {"anzahl": "1", "kind-0-residence": "ags:05382012", **more}


@pytest.mark.parametrize("step", ["lage", "kinder", "kontakt"])
def test_1_nul_in_a_field_is_refused_with_the_field_and_the_cure(
    people: People, heard: Any, step: str
) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    told = {
        "lage": {"urgency": "urgent", "account": "Kanarien\x00bericht"},
        "kinder": child(**{"kind-0-name": "Kanarien\x00kind"}),
        "kontakt": {"name": "Kanarien\x00name"},
    }[step]

    page = assert_orderly(fill(ada, key, step, told), 422)

    (fault,) = [each for each in faults_named(page) if "Nullzeichen" in each]
    assert "Bitte löschen Sie es." in fault
    assert not Concern.objects.exists()
    assert_quiet(heard, "Kanarien")


@pytest.mark.parametrize("kind", sorted(SEARCHES))
def test_2_3_14_15_no_search_and_no_address_makes_a_page_break(
    people: People, heard: Any, kind: str
) -> None:
    value = SEARCHES[kind]
    raw = value.encode("utf-8", "surrogatepass")
    query = "&".join(f"{name}=" + "".join(f"%{byte:02X}" for byte in raw) for name in PARAMETERS)
    pages = [name for name in sorted(set(ALL) - MACHINES) if "<" not in str(ALL[name].pattern)]
    clients = [Client(), *map(client_of, (people.ada, people.ben, people.dora))]
    before = written()

    for client in clients:
        for name in pages:
            answer = client.get(address(name), QUERY_STRING=query)
            refused = kind in {"NUL", "huge number"}
            assert_orderly(answer, *((400,) if refused else (200, 302, 404, 405, 410, 422)))

    assert changed(before) == []
    assert_quiet(heard, value if len(value) > 4 else "\x00\x00\x00\x00")


def test_14_wildcards_in_a_search_open_nothing_that_is_closed(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {"urgency": "urgent", "account": "x"})
    fill(ada, key, "kinder", child())
    send(ada, key)
    notice = Notice.objects.get(recipient_office=people.bornheim)
    (reference,) = Concern.objects.values_list("reference", flat=True)
    inbox = reverse("cases:inbox")

    assert reference in client_of(people.ben).get(inbox, {"q": reference}).content.decode()
    for query in (reference, "%", "_", "KS-%", "' OR '1'='1", "\\"):
        page = client_of(people.carla).get(inbox, {"q": query, "stand": "alle"}).content.decode()
        assert reverse("cases:notice", args=[notice.pk]) not in page


def test_15_a_hidden_column_cannot_be_asked_for_by_sorting_or_filtering(people: People) -> None:
    ben = client_of(people.ben)
    plain = ben.get(reverse("cases:inbox")).content.decode()

    for query in ({"order_by": "reporter__name"}, {"fields": "account"}, {"reporter__name": "K"}):
        page = ben.get(reverse("cases:inbox"), query).content.decode()
        assert _without_chance(page) == _without_chance(plain)


@pytest.mark.parametrize("kind", sorted(INVISIBLE))
def test_4_text_nobody_can_see_is_empty(people: People, kind: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    page = assert_orderly(
        fill(ada, key, "lage", {"urgency": "urgent", "account": INVISIBLE[kind]}), 422
    )

    assert any("Bitte schreiben Sie, was passiert ist." in each for each in faults_named(page))


@pytest.mark.parametrize("kind", sorted(HARMLESS))
def test_5_6_7_8_16_signs_that_confuse_are_gone_before_anything_is_stored(
    people: People, kind: str
) -> None:
    typed, kept = HARMLESS[kind]
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {"urgency": "urgent", "account": "x"})
    fill(ada, key, "kinder", child(**{"kind-0-name": typed}))

    assert send(ada, key).status_code == 302

    assert Child.objects.get().identity["name"] == kept


@pytest.mark.parametrize("kind", sorted(MARKUP))
def test_9_10_11_12_13_markup_is_shown_as_it_was_typed(
    people: People, heard: Any, kind: str
) -> None:
    typed = MARKUP[kind]
    ada, ben = client_of(people.ada), client_of(people.ben)
    key = begin(ada)
    fill(ada, key, "lage", {"urgency": "urgent", "account": typed})
    fill(ada, key, "kinder", child(**{"kind-0-name": typed, "kind-0-note": typed}))
    fill(ada, key, "kontakt", {"name": typed})
    check = ada.get(url(key, "pruefen"))
    receipt = send(ada, key)
    notice = Notice.objects.get(recipient_office=people.bornheim)

    shown = [
        check,
        ada.get(receipt.url),
        ada.get(reverse("cases:my_reports")),
        ben.get(reverse("cases:inbox")),
        ben.get(reverse("cases:notice", args=[notice.pk])),
    ]

    for answer in shown:
        page = assert_orderly(answer, 200)
        assert Smuggled(page).found == []
    assert _escaped(typed) in shown[0].content.decode()
    assert_quiet(heard, typed)


def test_16_no_sign_of_a_report_reaches_the_heads_of_a_letter(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    evil = "Anna\r\nBcc: x@boese.example\r\n\r\nText"
    fill(ada, key, "lage", {"urgency": "urgent", "account": evil})
    fill(ada, key, "kinder", child(**{"kind-0-name": evil}))
    send(ada, key)

    planned = [str(vars(each)) for each in Delivery.objects.all()]

    assert planned
    assert not Attempt.objects.exists()
    assert [each for each in planned if "boese" in each or "Anna" in each] == []


@pytest.mark.parametrize("name", ["username", "password"])
@pytest.mark.parametrize("value", ["\x00", "\u200b", "' OR 1=1--", "\u202e", "x" * 5000])
def test_the_account_page_refuses_in_german(
    people: People, heard: Any, name: str, value: str
) -> None:
    told = {"username": "ada@leute.example", "password": "falsch", name: value}

    with nothing_stored(but=QUIET | {"network_event", "network_unsealed"}):  # a line of the log
        page = assert_orderly(Client().post(reverse("network:login"), told), 422)

    assert faults_named(page) != []
    assert_quiet(heard, value)


@pytest.mark.parametrize(
    "alphabet", ["unicode_escape", "utf-16", "utf-7", "cp037", "gibt-es-nicht"]
)
def test_3_a_body_in_another_alphabet_is_refused(people: People, alphabet: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    body = '--x\r\nContent-Disposition: form-data; name="account"\r\n\r\na\\ud800\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={alphabet}"

    with nothing_stored():
        answer = ada.generic("POST", url(key, "lage"), body.encode(), content_type=kind)

    assert_orderly(answer, 400)
    assert Draft.objects.get().entries == {}


def test_8_a_line_separator_in_json_is_escaped(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    where = reverse("cases:step_autosave", kwargs={"draft_id": key, "slug": "lage"})

    answer = ada.post(
        where,
        {"account": "a\u2028</script>b", "fassung": 0, "zug": 1, "seite": "x"},
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 200
    assert "\u2028" not in answer.content.decode()
    assert "</script>" not in answer.content.decode()


def _escaped(text: str) -> str:
    for sign, written_as in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#x27;")):
        text = text.replace(sign, written_as)
    return text.replace('"', "&quot;")


class Smuggled(HTMLParser):
    """Collects elements and attributes that run something and are not ours."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A script of ours has a nonce; handlers, drawings and script addresses have no place."""
        said = {name: value or "" for name, value in attrs}
        if tag in {"svg", "iframe", "object", "embed"} or (tag == "script" and "nonce" not in said):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in said if name.startswith("on")]
        self.found += [tag for value in said.values() if value.strip().startswith("javascript:")]


def _without_chance(page: str) -> str:
    text = re.sub(r'nonce="[^"]+"', "", page)
    text = re.sub(r"[A-Za-z0-9]{64}", "TOKEN", text)
    return re.sub(r'"/eingang/\?[^"]*"|"/eingang/"', "", text)
