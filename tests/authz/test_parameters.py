"""Parameters, headers and parts of pages: none of them opens what the address does not."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.authz.answering import answered
from tests.authz.asking import Answer, ask
from tests.authz.canaries import A, B
from tests.authz.things import MISSING
from tests.authz.world import World

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
    "cases:assigned": "second",
    "cases:duty": "on_call",
    "cases:cost_data": "economic",
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
ELSEWHERE = (
    "https://boese.example/",
    "//boese.example/",
    "/\\boese.example",
    "javascript:alert(1)",
)
PASSWORD = "geheim-genug-fuer-tests"


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
