"""Marks of § 65 SGB VIII and § 76 SGB X: from the steps of a report to the page of its notice."""

from typing import Any

import pytest

from cases.models import Concern, ItemMark, ItemTransfer
from tests.cases.views.exceptions import page_of
from tests.cases.views.walking import BORNHEIM, begin, client_of, fill, send, text, url
from tests.factories.cases import make_concern, notice_to
from tests.people import People

SITUATION = {"urgency": "urgent", "account": "Kanarienbericht: blaue Flecken."}
CHILD = {
    "anzahl": "1",
    "kind-0-name": "Kanarienkind",
    "kind-0-residence": BORNHEIM,
    "kind-0-whereabouts": BORNHEIM,
}


def reported(client: Any, protection: str) -> Concern:
    key = begin(client)
    fill(client, key, "lage", SITUATION)
    fill(client, key, "kinder", CHILD)
    fill(client, key, "vorgehen", {"protection": protection})
    send(client, key)
    return Concern.objects.get(idempotency_key=key)


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def ben(people: People) -> Any:
    return client_of(people.ben)


@pytest.mark.parametrize(
    ("chosen", "marks"),
    [
        ("medical", ["medical"]),
        ("entrusted", ["entrusted"]),
        ("both", ["entrusted", "medical"]),
        ("none", []),
    ],
)
def test_a_report_says_how_it_is_protected(people: People, chosen: str, marks: list[str]) -> None:
    concern = reported(client_of(people.ada), chosen)

    found = ItemMark.objects.filter(concern=concern, item="account").order_by("mark")
    assert list(found.values_list("mark", flat=True)) == marks
    assert set(found.values_list("marked_by", flat=True)) <= {None}


def test_what_was_chosen_stands_before_sending(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    fill(ada, key, "vorgehen", {"protection": "medical"})

    assert "§ 76 SGB X" in text(ada.get(url(key, "pruefen")))


def test_the_notice_shows_the_mark(people: People, ben: Any) -> None:
    concern = reported(client_of(people.ada), "entrusted")

    assert "§ 65" in text(ben.get(page_of(concern))).split("<main", 1)[1]


def test_each_notice_that_left_says_by_which_ground(people: People) -> None:
    concern = reported(client_of(people.ada), "entrusted")

    notice = notice_to(concern, "bornheim")
    found = ItemTransfer.objects.filter(notice=notice, item="account")
    assert [each.ground for each in found] == ["65-1-3"]


def test_a_colleague_marks_an_item(people: People, concern: Concern, ben: Any) -> None:
    answer = ben.post(page_of(concern, "marks"), {"item_0": ["medical"]})

    made = ItemMark.objects.get(concern=concern)
    assert answer.url == page_of(concern, "marks")
    assert (made.item, made.mark, made.marked_by) == ("account", "medical", people.ben.user)


def test_a_colleague_lifts_what_a_colleague_marked(concern: Concern, ben: Any) -> None:
    ben.post(page_of(concern, "marks"), {"item_0": ["medical"]})
    ben.post(page_of(concern, "marks"), {})

    assert not ItemMark.objects.filter(concern=concern, lifted_at=None).exists()


def test_what_the_report_says_stays(people: People, ben: Any) -> None:
    concern = reported(client_of(people.ada), "entrusted")

    answer = ben.post(page_of(concern, "marks"), {}, follow=True)

    assert "bleibt" in text(answer)
    assert ItemMark.objects.filter(concern=concern, lifted_at=None).exists()


@pytest.mark.parametrize(("ground", "status"), [("", 422), ("65-1-4", 302)])
def test_forwarding_asks_for_the_ground(
    concern: Concern, ben: Any, ground: str, status: int
) -> None:
    ben.post(page_of(concern, "marks"), {"item_0": ["entrusted"]})
    told = {"to": "kreis", "reason": "Zieht morgen um.", "ground_entrusted": ground}

    answer = ben.post(page_of(concern, "forward"), told)

    forwarded = ItemTransfer.objects.filter(notice__cause="forward")
    assert answer.status_code == status
    assert set(forwarded.values_list("ground", flat=True)) == {ground} - {""}


def test_other_offices_find_no_page(people: People, concern: Concern) -> None:
    assert client_of(people.carla).get(page_of(concern, "marks")).status_code == 404
