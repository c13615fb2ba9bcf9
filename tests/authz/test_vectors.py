"""Ways into a foreign case that are no address of their own: parameters, lists of keys, search.

Each must be answered as if the foreign thing did not exist.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.authz.asking import Answer, answer_of, ask, changed, written
from tests.authz.canaries import A, B
from tests.authz.things import MISSING, NO_NUMBER, NO_REFERENCE
from tests.authz.world import World
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db

LISTS = {
    "cases:inbox": "caseworker",
    "cases:calls": "caseworker",
    "cases:letters": "caseworker",
    "cases:my_reports": "reporter",
    "cases:paper_kits": "caseworker",
    "cases:lead": "head",
    "cases:search": "caseworker",
    "cases:desk": "fallback",
    "cases:network_board": "coordination",
    "network:accounts": "technician",
    "network:seats": "reporter",
}
UNKNOWN_PARAMETERS = (
    {"order_by": "reporter__name"},
    {"sort": "-concern__reporter__phone"},
    {"fields": "reporter,account"},
    {"reporter__name__startswith": "Kanarien"},
    {"concern__office": "siegburg", "office_id": str(MISSING)},
    {"format": "json", "include": "reporter", "expand": "children"},
)
ELSEWHERE = ("https://boese.example/", "//boese.example/", "/\\boese.example", "javascript:alert(1)")
PASSWORD = "geheim-genug-fuer-tests"  # noqa: S105 - of everybody in tests


def answered(
    world: World,
    role: str,
    name: str,
    *,
    kwargs: Mapping[str, Any] | None = None,
    query: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """The answer to a GET, or a POST where there is `data`, without the values that were sent."""
    world.wake(role)
    url = reverse(name, kwargs=dict(kwargs or {}))
    url = f"{url}?{urlencode(query)}" if query else url
    more: dict[str, Any] = {"headers": dict(headers or {})}
    if data is not None:
        more["data"] = dict(data)
    method = "GET" if data is None else "POST"
    answer = ask(world.browsers[role], method, url, **more)
    sent = [*(kwargs or {}).values(), *(data or {}).values()]
    return answer_of(answer, [each for each in sent if isinstance(each, str) or each])


@pytest.mark.parametrize("asked", UNKNOWN_PARAMETERS, ids=lambda asked: next(iter(asked)))
@pytest.mark.parametrize("name", sorted(LISTS))
def test_parameters_that_nobody_knows_change_nothing(
    world: World, name: str, asked: dict[str, str]
) -> None:
    plain = answered(world, LISTS[name], name)
    more = answered(world, LISTS[name], name, query=asked)

    assert plain.status == more.status == 200
    assert without_way_back(more, asked) == without_way_back(plain, asked)


def without_way_back(answer: Answer, asked: Mapping[str, str]) -> str:
    """The page without the address of itself, to which its forms and links lead back."""
    whole = answer.whole
    for query in (urlencode(asked), urlencode(asked).replace("&", "&amp;")):
        whole = whole.replace(f"?{query}", "")
    return whole


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_again_leads_to_no_other_site(world: World, wanted: str) -> None:
    browser = world.browsers["reporter"]
    world.wake("reporter")
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': wanted})}"

    answer = ask(browser, "POST", address, data={"password": PASSWORD, "next": wanted})

    assert answer.status_code in {302, 422}
    assert "boese" not in answer.headers.get("Location", "")
    assert "javascript" not in answer.headers.get("Location", "")


def test_signing_in_again_for_a_foreign_page_says_nothing_of_it(world: World) -> None:
    """The way there is the same for a page that does not exist."""
    foreign, missing = (
        answered(
            world,
            "reporter",
            "account_reauthenticate",
            query={"next": reverse("cases:notice", kwargs=world.arguments("notice", side))},
        ).whole.replace(str(world.arguments("notice", side)["pk"]), "ID")
        for side in ("b", "missing")
    )

    assert foreign == missing


@pytest.mark.parametrize("role", ["other_caseworker", "blocked", "fallback"])
@pytest.mark.parametrize("name", [A.child, "Kanarienkind", "Amsel"])
def test_search_finds_no_child_of_others(world: World, role: str, name: str) -> None:
    found = answered(world, role, "cases:search", data={"name": name})
    nobody = answered(world, role, "cases:search", data={"name": "Xaver Niegesehen"})

    assert found.status == nobody.status == 200
    assert found.whole == nobody.whole


def test_search_finds_the_child_of_the_own_office(world: World) -> None:
    page = answered(world, "caseworker", "cases:search", data={"name": A.child}).text

    assert reverse("cases:notice", kwargs=world.arguments("notice", "a")) in page


def test_a_foreign_letter_in_the_pile_is_not_printed(world: World) -> None:
    own, foreign = (str(world.arguments("letter", side)["pk"]) for side in ("a", "b"))
    world.wake("caseworker")

    pile = ask(
        world.browsers["caseworker"],
        "POST",
        reverse("cases:letters_print"),
        data={"brief": [own, foreign, str(MISSING), "x"]},
    )

    printed = text_of(pile.content)
    assert world.arguments("reference", "a")["reference"].replace(" ", "") in printed
    assert world.arguments("reference", "b")["reference"] not in printed


def test_foreign_letters_alone_are_answered_like_none(world: World) -> None:
    before = written()
    foreign, missing = (
        answered(world, "caseworker", "cases:letters_print", data={"brief": key})
        for key in (str(world.arguments("letter", "b")["pk"]), str(MISSING))
    )

    assert foreign.whole == missing.whole
    assert changed(before) == []


def test_a_foreign_role_in_the_list_to_confirm_is_not_confirmed(world: World) -> None:
    office = world.arguments("office", "a")
    foreign, missing = (
        answered(
            world, "account_admin", "network:accounts_confirm", kwargs=office, data={"rolle": key}
        )
        for key in (str(world.arguments("membership", "b")["pk"]), str(MISSING))
    )

    assert foreign.whole == missing.whole


PAIRS = {
    "cases:unblock": ("head", "block_id", "block"),
    "cases:notice_call": ("caseworker", "call", "call_of_notice"),
    "cases:receipt_call": ("reporter", "pk", "call_of_receipt"),
}


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_a_foreign_thing_under_an_own_case_looks_missing(world: World, name: str) -> None:
    role, key, kind = PAIRS[name]
    before = written()
    foreign, missing = (
        answered(
            world,
            role,
            name,
            kwargs=world.arguments(kind, "a") | {key: world.arguments(kind, side)[key]},
            data={},
        )
        for side in ("b", "missing")
    )

    assert (foreign.status, foreign.whole) == (404, missing.whole)
    assert changed(before) == []


def test_a_foreign_file_is_not_taken_out_of_an_own_draft(world: World) -> None:
    before = written()
    foreign, missing = (
        answered(
            world,
            "reporter",
            "cases:uploads",
            kwargs=world.arguments("draft", "a"),
            data={"entfernen": key},
        )
        for key in (str(world.arguments("upload", "b")["pk"]), str(MISSING))
    )

    assert foreign.whole == missing.whole
    assert changed(before) == []


def test_somebody_elses_session_is_not_ended(world: World) -> None:
    before = written()
    foreign, missing = (
        answered(world, "technician", "usersessions_list", data={"sitzung": key})
        for key in (world.arguments("session", "a")["sitzung"], str(NO_NUMBER))
    )

    assert foreign.whole == missing.whole
    assert written().get("usersessions_usersession") == before.get("usersessions_usersession")


def test_an_emergency_opens_no_case_of_another_office(world: World) -> None:
    told = {"office": "bornheim", "reason": "Die Klinik ruft mitten in der Nacht an."}
    foreign, missing = (
        answered(world, "break_glass", "cases:emergency", data={**told, "reference": reference})
        for reference in (world.arguments("reference", "b")["reference"], NO_REFERENCE)
    )

    assert (foreign.status, foreign.whole) == (422, missing.whole)


def test_the_read_log_of_a_foreign_case_is_as_empty_as_that_of_none(world: World) -> None:
    days = {"von": "01.01.2020", "bis": "31.12.2099", "anlass": "oversight"}
    foreign, missing = (
        answered(world, "head", "cases:looks", query={**days, "kennung": reference}).whole.replace(
            reference, "ID"
        )
        for reference in (world.arguments("reference", "b")["reference"], NO_REFERENCE)
    )

    assert foreign == missing


def test_the_ladder_of_another_office_looks_missing(world: World) -> None:
    foreign = answered(world, "head", "cases:ladder", query={"amt": "siegburg"})
    missing = answered(world, "head", "cases:ladder", query={"amt": "gibt-es-nicht"})

    assert (foreign.status, foreign.whole) == (404, missing.whole)


HEADERS = ({"HX-Request": "true"}, {"Accept": "application/json"}, {"HX-PTag": "x", "Range": "0-9"})
PARTS = {
    "cases:receipt": ("reference", "stand", ("colleague", "partner_admin", "caseworker")),
    "cases:notice": ("notice", "stand", ("reporter", "blocked", "other_caseworker")),
    "cases:call": ("call", "liste", ("reporter", "blocked", "other_caseworker")),
}


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: next(iter(headers)))
@pytest.mark.parametrize("name", sorted(PARTS))
def test_parts_of_a_foreign_page_look_missing(
    world: World, name: str, headers: dict[str, str]
) -> None:
    kind, part, roles = PARTS[name]
    for role in roles:
        foreign, missing = (
            answered(
                world,
                role,
                name,
                kwargs=world.arguments(kind, side),
                query={"teil": part},
                headers=headers,
            )
            for side in ("a", "missing")
        )

        assert (role, foreign.status, foreign.whole) == (role, 404, missing.whole)


@pytest.mark.parametrize("name", ["cases:inbox", "cases:calls", "cases:letters"])
@pytest.mark.parametrize("role", ["blocked", "other_caseworker", "fallback"])
def test_a_list_that_renews_itself_tells_nothing_of_others(
    world: World, name: str, role: str
) -> None:
    headers = {"HX-Request": "true", "HX-PTag": "x"}

    page = answered(world, role, name, query={"teil": "liste"}, headers=headers)

    foreign = A.of_case if role != "fallback" else (*A.of_case, *B.of_case)
    assert page.status == 200
    assert [word for word in foreign if word in page.text] == []
