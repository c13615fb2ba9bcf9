"""Reading facts: what is accepted, and that every fault is found, named and comes with its cure."""

import json
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest

from cases.domain.facts import FaultyFacts, read_facts
from cases.domain.types import (
    ChildFacts,
    Custody,
    Elsewhere,
    Foster,
    Here,
    LivesWith,
    NoPlace,
    Parent,
    Unaccompanied,
)
from network.domain.geography import Area, Register
from network.domain.terms import Topic
from tests.factories.register import rhein_sieg

REGISTER = rhein_sieg()
BORNHEIM = REGISTER.areas_for_postal_code("53332")[0]


def facts(**changes: Any) -> dict[str, Any]:
    """A plain report about one child; `child` holds changes to the child."""
    child = {"ref": "A", "born_on": "2018-04-01"} | changes.pop("child", {})
    return {
        "received_by": None,
        "received_at": "2026-11-21T22:40:00+01:00",
        "urgency": "urgent",
        "reporter": "school",
        "topics": ["neglect"],
        "children": [child],
    } | changes


def read_child(**child: Any) -> ChildFacts:
    return read_facts(facts(child=child), REGISTER).children[0]


def faults(data: Any, register: Register = REGISTER) -> dict[str, str]:
    with pytest.raises(FaultyFacts) as caught:
        read_facts(data, register)
    return {fault.field: fault.message for fault in caught.value.faults}


def test_what_is_missing_is_unknown_and_nobody_is_denied() -> None:
    child = read_child()

    assert child == ChildFacts(ref="A", born_on=date(2018, 4, 1))
    assert child.mother == Parent(NoPlace.UNKNOWN, Custody.UNKNOWN, True, True)
    assert child.whereabouts is child.residence is NoPlace.UNKNOWN
    assert child.residence_with is LivesWith.UNKNOWN


def test_null_counts_as_missing() -> None:
    nothing = dict.fromkeys(
        ("born_on", "whereabouts", "residence", "mother", "foster", "benefit", "doubts")
    )

    assert read_child(**nothing) == ChildFacts(ref="A")


def test_topics_may_be_empty_and_repeat() -> None:
    assert read_facts(facts(topics=[]), REGISTER).topics == frozenset()
    assert read_facts(facts(topics=["neglect", "neglect"]), REGISTER).topics == {Topic.NEGLECT}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"ags": "05382012"}, Here(BORNHEIM)),
        ({"plz": "53332"}, Here(BORNHEIM)),
        ({"district": "05315"}, Elsewhere("05315")),
        ({"district": "99999"}, Elsewhere("99999")),
        ({"ags": "05315000"}, Elsewhere("05315")),
        ({"ags": "09162000"}, Elsewhere("09162")),
        ("unknown", NoPlace.UNKNOWN),
        ("none", NoPlace.NONE),
        ("abroad", NoPlace.ABROAD),
        (None, NoPlace.UNKNOWN),
    ],
)
def test_a_place_is_read_in_each_of_its_forms(place: Any, expected: Any) -> None:
    assert read_child(whereabouts=place).whereabouts == expected


@pytest.mark.parametrize(
    ("place", "field", "cure"),
    [
        ({"plz": "50667"}, ".plz", "Kreis"),
        ({"plz": "5333"}, ".plz", "fünf Ziffern"),
        ({"plz": 53332}, ".plz", "fünf Ziffern"),
        ({"plz": "٥٣٣٣٢"}, ".plz", "fünf Ziffern"),
        ({"ags": "05382999"}, ".ags", "gibt es im Netzwerk nicht"),
        ({"ags": "5382012"}, ".ags", "acht Ziffern"),
        ({"district": "05382"}, ".district", "Gemeinde"),
        ({"district": "0531"}, ".district", "fünf Ziffern"),
        ({"district": None}, "", "leer"),
        ({"ags": "05382012", "plz": "53332"}, "", "genau eine"),
        ({"agz": "05382012"}, ".agz", "gemeint ist wohl ags"),
        ({}, "", "genau eine"),
        ("Bornheim", "", "unbekannt"),
        ("", "", "unbekannt"),
        (True, "", "genau eine"),
        (["unknown"], "", "genau eine"),
    ],
)
def test_a_faulty_place_says_what_it_needs(place: Any, field: str, cure: str) -> None:
    found = faults(facts(child={"whereabouts": place}))

    assert list(found) == [f"children[0].whereabouts{field}"]
    assert cure in found[f"children[0].whereabouts{field}"]


def shared_code(*areas: Area) -> Register:
    return Register(
        district="05382", fallback="kreis", areas=areas, offices={"kreis": "Kreis", "b": "B"}
    )


def test_a_postal_code_shared_by_two_offices_asks_for_the_municipality() -> None:
    register = shared_code(
        Area("05382001", "Eins", ("53000",), "kreis", "ag", "pp"),
        Area("05382002", "Zwei", ("53000",), "b", "ag", "pp"),
    )

    found = faults(facts(child={"residence": {"plz": "53000"}}), register)

    assert "Gemeinde" in found["children[0].residence.plz"]
    assert "Eins 05382001, Zwei 05382002" in found["children[0].residence.plz"]


def test_a_postal_code_shared_within_one_office_is_enough_but_court_and_police_may_stay_open() -> (
    None
):
    register = shared_code(
        Area("05382001", "Eins", ("53000",), "kreis", "ag-a", "pp"),
        Area("05382002", "Zwei", ("53000",), "kreis", "ag-b", "pp"),
    )

    place = read_facts(facts(child={"residence": {"plz": "53000"}}), register).children[0].residence

    assert isinstance(place, Here)
    assert (place.area.office, place.area.family_court, place.area.police) == ("kreis", None, "pp")


@pytest.mark.parametrize("key", ["kreis", "siegburg", "outside:05315", "outside:09162"])
def test_an_office_is_a_member_or_any_district_outside(key: str) -> None:
    benefit = {"since": "2025-01-01", "office": key}

    child = read_child(benefit=benefit, court_case=benefit, unaccompanied={"allocated_to": key})

    assert child.benefit
    assert child.court_case
    assert child.benefit.office == child.court_case.office == key
    assert child.unaccompanied == Unaccompanied(key)


@pytest.mark.parametrize(
    "key", ["bonn", "sitz-13", "outside:", "outside:0531", "outside:05382", "Kreis", 5, ["kreis"]]
)
def test_an_unknown_office_is_a_fault_wherever_it_stands(key: Any) -> None:
    running = {"since": "2025-01-01", "office": key}
    child = {"benefit": running, "court_case": running, "unaccompanied": {"allocated_to": key}}

    assert list(faults(facts(received_by=key, child=child))) == [
        "children[0].benefit.office",
        "children[0].court_case.office",
        "children[0].unaccompanied.allocated_to",
        "received_by",
    ]


def test_a_divorce_court_is_a_family_court() -> None:
    assert read_child(divorce_court="ag-bonn").divorce_court == "ag-bonn"
    assert read_child(divorce_court="outside:05315").divorce_court == "outside:05315"
    for wrong in ("pp-bonn", "bonn", "outside:05382", 1):
        assert list(faults(facts(child={"divorce_court": wrong}))) == ["children[0].divorce_court"]


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-21T22:40:00",
        "2026-11-21",
        "gestern",
        "",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        1795300800,
        None,
        True,
    ],
)
def test_the_instant_of_the_report_needs_its_offset(at: Any) -> None:
    assert list(faults(facts(received_at=at))) == ["received_at"]


def test_an_instant_is_read_with_its_offset() -> None:
    read = read_facts(facts(received_at="2026-11-21T21:40:00Z"), REGISTER)

    assert read.received_at == datetime.fromisoformat("2026-11-21T22:40:00+01:00")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"urgency": "sofort"}, "urgency"),
        ({"urgency": None}, "urgency"),
        ({"reporter": ["school"]}, "reporter"),
        ({"topics": "neglect"}, "topics"),
        ({"topics": ["neglect", "hunger"]}, "topics[1]"),
        ({"topics": [{}]}, "topics[0]"),
        ({"topics": None}, "topics"),
        ({"children": []}, "children"),
        ({"children": {}}, "children"),
        ({"children": None}, "children"),
        ({"children": ["A"]}, "children[0]"),
        ({"recieved_by": "kreis"}, "recieved_by"),
    ],
)
def test_a_fault_of_the_report_is_named(change: dict[str, Any], field: str) -> None:
    assert list(faults(facts(**change))) == [field]


@pytest.mark.parametrize(
    "name", ["received_by", "received_at", "urgency", "reporter", "topics", "children"]
)
def test_a_part_of_the_report_that_is_left_out_is_named(name: str) -> None:
    data = facts()
    del data[name]

    assert list(faults(data)) == [name]


@pytest.mark.parametrize(
    ("child", "field"),
    [
        ({"ref": None}, "ref"),
        ({"ref": ""}, "ref"),
        ({"ref": "  "}, "ref"),
        ({"ref": 1}, "ref"),
        ({"ref": "A" * 65}, "ref"),
        ({"ref": "A\u0000"}, "ref"),
        ({"ref": "\ud800"}, "ref"),
        ({"ref": "A‮B"}, "ref"),
        ({"born_on": "2018-02-30"}, "born_on"),
        ({"born_on": "01.04.2018"}, "born_on"),
        ({"born_on": "20180401"}, "born_on"),
        ({"born_on": "2018-04-01T00:00:00"}, "born_on"),
        ({"born_on": 2018}, "born_on"),
        ({"born_on": float("nan")}, "born_on"),
        ({"born_on": 10**5000}, "born_on"),
        ({"unborn": "true"}, "unborn"),
        ({"unborn": 0}, "unborn"),
        ({"residence_with": "grandma"}, "residence_with"),
        ({"last_stay_with": "both"}, "last_stay_with"),
        ({"mother": "Ada"}, "mother"),
        ({"mother": {"custody": "half"}}, "mother.custody"),
        ({"mother": {"alive": "yes"}}, "mother.alive"),
        ({"mother": {"costody": "sole"}}, "mother.costody"),
        ({"father": {"paternity_established": 1}}, "father.paternity_established"),
        ({"father": {"residence": {"plz": "1"}}}, "father.residence.plz"),
        ({"foster": {"since": "2020-01-01"}}, "foster.permanent"),
        ({"foster": {"permanent": True}}, "foster.since"),
        ({"foster": {"since": "2020-01-01", "permanent": "yes"}}, "foster.permanent"),
        ({"benefit": {"since": "2025-01-01"}}, "benefit.office"),
        ({"benefit": {"since": None, "office": "kreis"}}, "benefit.since"),
        ({"benefit": []}, "benefit"),
        ({"court_case": {"office": "kreis"}}, "court_case.since"),
        ({"unaccompanied": True}, "unaccompanied"),
        ({"doubts": "shelter"}, "doubts"),
        ({"doubts": ["shelter", "none"]}, "doubts[1]"),
        ({"born": "2018-04-01"}, "born"),
        ({"": 1}, ""),
    ],
)
def test_a_fault_of_a_child_is_named(child: dict[str, Any], field: str) -> None:
    assert list(faults(facts(child=child))) == [f"children[0].{field}"]


def test_a_child_without_a_ref_is_named() -> None:
    assert faults(facts(children=[{}])) == {"children[0].ref": "fehlt; bitte angeben."}


def test_all_faults_are_found_at_once() -> None:
    child = {"ref": "A", "born_on": "x", "whereabouts": {"plz": "1"}, "mother": {"custody": 3}}

    assert set(faults(facts(urgency="x", children=[child, {"ref": "A"}]))) == {
        "urgency",
        "children[0].born_on",
        "children[0].whereabouts.plz",
        "children[0].mother.custody",
        "children[1].ref",
    }


@pytest.mark.parametrize("data", [None, [], "facts", 1, True, float("nan")])
def test_what_is_no_object_at_all_is_a_fault(data: Any) -> None:
    assert list(faults(data)) == ["(Eingabe)"]


TWO_PARENTS = {"mother": {"custody": "joint"}, "father": {"custody": "none"}}
DEAD = {"alive": False, "custody": "sole"}
PARTED = {"since": "2025-02-01", "office": "kreis", "parents_apart_since": "2025-01-31"}
LIVING_IN = {"permanent": True, "residence": "unknown"}


@pytest.mark.parametrize(
    ("child", "field", "other"),
    [
        ({"born_on": "2026-11-22"}, "born_on", "received_at"),
        ({"unborn": True}, "born_on", "children[0].unborn"),
        (TWO_PARENTS, "mother.custody", "children[0].father.custody"),
        (
            {"mother": {"custody": "sole"}, "father": {"custody": "sole"}},
            "mother.custody",
            "children[0].father.custody",
        ),
        ({"mother": DEAD}, "mother.custody", "children[0].mother.alive"),
        ({"father": DEAD}, "father.custody", "children[0].father.alive"),
        (
            {"father": {"custody": "sole", "paternity_established": False}},
            "father.custody",
            "children[0].father.paternity_established",
        ),
        (
            {"mother": {"paternity_established": False}},
            "mother.paternity_established",
            "children[0].father.paternity_established",
        ),
        (
            {"born_on": None, "unborn": True, "foster": {"since": None, **LIVING_IN}},
            "foster",
            "children[0].unborn",
        ),
        (
            {"born_on": None, "unborn": True, "unaccompanied": {"allocated_to": None}},
            "unaccompanied",
            "children[0].unborn",
        ),
        ({"foster": {"since": "2017-01-01", **LIVING_IN}}, "foster.since", "children[0].born_on"),
        ({"foster": {"since": "2026-11-22", **LIVING_IN}}, "foster.since", "received_at"),
        (
            {"benefit": {"since": "2026-11-22", "office": "kreis"}},
            "benefit.since",
            "received_at",
        ),
        (
            {"court_case": {"since": "2026-11-22", "office": "kreis"}},
            "court_case.since",
            "received_at",
        ),
        ({"benefit": PARTED}, "benefit.parents_apart_since", "children[0].benefit.since"),
    ],
)
def test_facts_that_contradict_each_other_name_both(
    child: dict[str, Any], field: str, other: str
) -> None:
    found = faults(facts(child=child))

    assert list(found) == [f"children[0].{field}"]
    assert found[f"children[0].{field}"].startswith(f"widerspricht {other}: ")


def test_two_children_need_two_names() -> None:
    found = faults(facts(children=[{"ref": "A"}, {"ref": "B"}, {"ref": "A"}]))

    assert list(found) == ["children[2].ref"]
    assert "children[0].ref" in found["children[2].ref"]


@pytest.mark.parametrize(
    "child",
    [
        {"born_on": "2026-11-21"},
        {"born_on": "2026-11-22", "unborn": True},
        {"born_on": None, "unborn": True},
        {"born_on": None},
        {"mother": {"custody": "joint"}, "father": {"alive": False, "custody": "none"}},
        {"mother": {"custody": "sole"}, "father": {"custody": "unknown"}},
        {"mother": {"alive": False}, "father": {"alive": False}},
        {"benefit": PARTED | {"parents_apart_since": "2025-02-01"}},
        {"foster": {"since": "2018-04-01", **LIVING_IN}},
        {"residence": "none", "residence_with": "mother"},
        {"ref": "Ä" * 64},
        {"born_on": "2026-11-21", "unborn": True},
        {"benefit": {"since": "2026-11-21", "office": "kreis"}},
    ],
)
def test_unusual_facts_that_can_be_true_are_read(child: dict[str, Any]) -> None:
    assert read_child(**child).ref == child.get("ref", "A")


def test_the_day_of_birth_is_compared_in_german_time() -> None:
    just_after_midnight = facts(
        received_at="2026-11-21T23:30:00+00:00", child={"born_on": "2026-11-22"}
    )

    assert read_facts(just_after_midnight, REGISTER).children[0].born_on == date(2026, 11, 22)


def test_a_foster_person_may_be_known_without_beginning_and_end() -> None:
    child = read_child(foster={"since": None, "permanent": None})

    assert child.foster == Foster(None, None, NoPlace.UNKNOWN)


def test_faults_are_printable_whatever_was_sent() -> None:
    nasty = facts(child={"\ud800\u202e" + "x" * 10_000: 1, "residence_with": "\x1b[31m" * 1000})

    for field, message in faults(nasty).items():
        assert (field + message).isprintable()
        assert (field + message).encode()
        assert len(field + message) < 500


def test_reading_changes_nothing_of_the_input() -> None:
    data = facts(child={"whereabouts": {"plz": "53332"}, "doubts": ["prison"]})
    before = deepcopy(data)

    read_facts(data, REGISTER)

    assert data == before
    assert json.dumps(data)
