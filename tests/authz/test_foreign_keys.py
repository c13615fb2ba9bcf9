"""Keys of foreign things in forms, piles and searches: answered as if they did not exist."""

import pytest
from django.urls import reverse

from tests.authz.answering import answered
from tests.authz.asking import ask, changed, written
from tests.authz.canaries import A
from tests.authz.things import MISSING, NO_NUMBER, NO_REFERENCE
from tests.authz.world import World
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db


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
    foreign, missing = (
        answered(world, "head", "cases:ladder", query={"amt": key}).whole.replace(key, "KEY")
        for key in ("siegburg", "gibtesnicht")
    )

    assert foreign == missing
    assert "Diese Seite gibt es nicht" in foreign
