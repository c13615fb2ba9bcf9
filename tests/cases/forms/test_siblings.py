"""Children come and go; what was typed stays with its child."""

from typing import Any

import pytest

from cases.forms.siblings import with_another_child, without_child

THREE: dict[str, Any] = {
    "anzahl": "3",
    "kind-0-name": "Erstes",
    "kind-1-name": "Zweites",
    "kind-2-name": "Drittes",
    "kind-2-own_family": "on",
}
FAMILY = {"familie-A-mother_name": "Gemeinsame", "familie-C-mother_name": "Eigene"}


def test_a_new_child_lives_where_the_first_one_lives_but_may_be_elsewhere_now() -> None:
    first = {
        "anzahl": "1",
        "kind-0-residence": "ags:05382012",
        "kind-0-lives_with": "mother",
        "kind-0-whereabouts": "district:05314",
    }

    assert with_another_child(first) == {
        **first,
        "anzahl": "2",
        "kind-1-residence": "ags:05382012",
        "kind-1-lives_with": "mother",
    }


def test_taking_out_the_second_child_moves_the_third_up_with_its_family() -> None:
    assert without_child({"kinder": THREE, "familie": FAMILY}, "1") == {
        "kinder": {
            "anzahl": "2",
            "kind-0-name": "Erstes",
            "kind-1-name": "Drittes",
            "kind-1-own_family": "on",
        },
        "familie": {"familie-A-mother_name": "Gemeinsame", "familie-B-mother_name": "Eigene"},
    }


def test_taking_out_the_first_child_keeps_the_common_family() -> None:
    changed = without_child({"kinder": THREE, "familie": FAMILY}, "0")

    assert changed["kinder"]["kind-0-name"] == "Zweites"
    assert changed["familie"] == {
        "familie-A-mother_name": "Gemeinsame",
        "familie-B-mother_name": "Eigene",
    }


def test_a_first_child_with_a_family_of_its_own_leaves_the_others_theirs() -> None:
    children = {
        "anzahl": "3",
        "kind-0-name": "Erstes",
        "kind-1-name": "Zweites",
        "kind-1-own_family": "on",
        "kind-2-name": "Drittes",
    }
    family = {"familie-A-mother_name": "Gemeinsame", "familie-B-mother_name": "Eigene"}

    changed = without_child({"kinder": children, "familie": family}, "0")

    assert changed == {
        "kinder": {
            "anzahl": "2",
            "kind-0-name": "Zweites",
            "kind-1-name": "Drittes",
            "kind-1-own_family": "on",
        },
        "familie": {"familie-A-mother_name": "Eigene", "familie-B-mother_name": "Gemeinsame"},
    }


@pytest.mark.parametrize("position", ["3", "-1", "", "abc", "٠", "9" * 50])
def test_a_position_that_is_none_changes_nothing(position: str) -> None:
    assert without_child({"kinder": THREE}, position) == {"kinder": THREE}


def test_the_last_child_stays() -> None:
    assert without_child({"kinder": {"anzahl": "1"}}, "0") == {"kinder": {"anzahl": "1"}}
