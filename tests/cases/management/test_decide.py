"""`manage.py decide`: the contract of the dry run."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agreements.services.publishing import publish
from network.access import SYSTEM
from network.models import Event
from tests.factories.agreements import make_rule, make_rules, publish_standard
from tests.people import People, arrive

pytestmark = pytest.mark.django_db

SCENARIOS = Path(__file__).parents[2] / "scenarios"

FACTS: dict[str, Any] = {
    "received_by": None,
    "received_at": "2026-11-23T10:30:00+01:00",
    "urgency": "acute",
    "reporter": "school",
    "topics": ["physical_abuse"],
    "children": [
        {
            "ref": "A",
            "born_on": "2018-05-04",
            "whereabouts": {"ags": "05382060"},
            "residence": {"plz": "53332"},
            "residence_with": "both",
            "mother": {"residence": {"plz": "53332"}, "custody": "joint"},
            "father": {"residence": {"plz": "53332"}, "custody": "joint"},
        }
    ],
}


def run(given: object, *options: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    raw = given if isinstance(given, bytes) else json.dumps(given).encode()
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("decide", *options, stdin=BytesIO(raw), stdout=out, stderr=err)
    except SystemExit as exit_:
        code = int(str(exit_.code))
    return code, out.getvalue(), err.getvalue()


def test_one_report_gives_one_object_with_duties_and_notices(people: People) -> None:
    code, out, err = run(FACTS)

    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert list(answer) == ["rules", "children", "notices"]
    assert answer["rules"] == "2026-02"
    (child,) = answer["children"]
    lead = next(duty for duty in child["duties"] if duty["duty"] == "lead")
    assert lead["office"] == "bornheim"
    assert lead["confidence"] == "certain"
    assert set(lead) == {"duty", "office", "norm", "confidence", "reason", "open_questions"}


def test_a_notice_says_to_whom_why_how_and_until_when(people: People) -> None:
    _, out, _ = run(FACTS)

    acting, lead, *others = json.loads(out)["notices"]
    assert acting["recipient"] == "siegburg"
    assert acting["kind"] == "office"
    assert (acting["child"], acting["children"]) == ("A", ["A"])
    assert (acting["content"], acting["release"]) == ("full", "automatic")
    assert acting["channels"] == ["portal", "email"]
    assert acting["ack_within_minutes"] == 15
    assert acting["ladder"] == [
        "mit Ablauf der Frist: Erinnerung",
        "5 Minuten nach Ablauf der Frist: Vertretung",
        "15 Minuten nach Ablauf der Frist: Leitung",
        "20 Minuten nach Ablauf der Frist: Erinnerung",
        "30 Minuten nach Ablauf der Frist: Auffangstelle",
    ]
    assert acting["because"].startswith("Jugendamt Siegburg muss jetzt handeln")
    assert "§ 8a Abs. 1 Satz 1 SGB VIII" in acting["legal_basis"]
    assert (lead["recipient"], lead["ack_within_minutes"]) == ("bornheim", 60)
    assert {(each["recipient"], each["release"], str(each["channels"])) for each in others} == {
        ("ag-bonn", "confirm", "['email']"),
        ("kpb-rhein-sieg", "confirm", "['email']"),
    }


def test_noon_of_the_next_working_day_is_told_in_whole_minutes(people: People) -> None:
    _, out, _ = run({**FACTS, "urgency": "standard"})

    acting = json.loads(out)["notices"][0]
    assert acting["ack_within_minutes"] == 25 * 60 + 30


def test_outside_office_hours_another_ladder_applies(people: People) -> None:
    _, out, _ = run({**FACTS, "received_at": "2026-11-21T22:40:00+01:00"})

    acting = json.loads(out)["notices"][0]
    assert acting["ladder"][-1] == "20 Minuten nach Ablauf der Frist: Auffangstelle"


def test_siblings_are_one_notice_that_names_them(people: People) -> None:
    sibling = {**FACTS["children"][0], "ref": "B"}

    _, out, _ = run({**FACTS, "children": [*FACTS["children"], sibling]})

    acting = json.loads(out)["notices"][0]
    assert (acting["child"], acting["children"]) == ("A, B", ["A", "B"])


def test_without_rules_in_force_the_fallback_office_would_be_told() -> None:
    arrive()

    code, out, _ = run(FACTS)

    answer = json.loads(out)
    assert code == 0
    assert answer["rules"] == ""
    assert ("kreis", True) in [
        (each["recipient"], each["is_fallback"]) for each in answer["notices"]
    ]


def test_nothing_is_stored(people: People) -> None:
    before = Event.objects.count()

    run(FACTS)

    assert Event.objects.count() == before


def test_bad_input_names_each_field_and_writes_nothing_else(people: People) -> None:
    child = {**FACTS["children"][0], "born_on": "gestern"}

    code, out, err = run({**FACTS, "urgency": "eilig", "children": [child]})

    assert (code, out) == (2, "")
    fields = sorted(line.split(": ")[0] for line in err.splitlines())
    assert fields == ["children[0].born_on", "urgency"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "Eingabe: kein gültiges JSON (Zeile 1, Spalte 1)"),
        (b'{"urgency": ', "Eingabe: kein gültiges JSON (Zeile 1, Spalte 13)"),
        (b"\xff\xfe", "Eingabe: bitte als UTF-8 schicken"),
        (b'{"a": 1, "a": 2}', "Eingabe: das Feld „a“ steht doppelt da"),
        (b'{"a": NaN}', "Eingabe: NaN ist in JSON keine Zahl"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Eingabe: eine Zahl ist zu lang"),
        (b"[" * 100_000, "Eingabe: zu tief verschachtelt"),
    ],
)
def test_what_is_no_json_is_said(people: People, raw: bytes, message: str) -> None:
    code, out, err = run(raw)

    assert (code, out, err.strip()) == (2, "", message)


@pytest.mark.parametrize("value", [None, [], "Text", 3, {}])
def test_json_that_is_no_report_is_a_fault(people: People, value: object) -> None:
    code, out, err = run(value)

    assert (code, out) == (2, "")
    assert err


def test_lines_are_answered_in_order_and_a_faulty_one_does_not_stop_the_rest(
    people: People,
) -> None:
    lines = [FACTS, {"urgency": "eilig"}, {**FACTS, "received_by": "bornheim"}]
    raw = "\n".join(json.dumps(line) for line in lines).encode()

    code, out, err = run(raw, "--lines")

    first, second, third = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (2, "")
    assert first["notices"][0]["recipient"] == "siegburg"
    assert list(second) == ["errors"]
    assert any(fault.startswith("urgency: ") for fault in second["errors"])
    assert third["notices"][0]["recipient"] == "bornheim"


def test_good_lines_end_well(people: People) -> None:
    raw = json.dumps(FACTS).encode() + b"\n"

    code, out, _ = run(raw * 3, "--lines")

    assert (code, len(out.splitlines())) == (0, 3)


def test_a_version_to_come_can_be_tried(people: People) -> None:
    later = make_rules(make_rule(), version="2027-01")
    in_force_from = datetime(2999, 1, 1, tzinfo=UTC)
    publish(rule_set=replace(later, in_force_from=in_force_from), by=SYSTEM, at=datetime.now(UTC))

    _, today, _ = run(FACTS)
    _, then, _ = run(FACTS, "--rules", "draft:2027-01")

    assert json.loads(today)["rules"] == "2026-02"
    assert json.loads(then)["rules"] == "2027-01"
    assert [each["recipient"] for each in json.loads(then)["notices"]] == ["siegburg"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [("draft:2030-01", "keine Fassung „2030-01“"), ("2026-02", "als draft:FASSUNG")],
)
def test_a_version_that_is_not_there_is_a_fault(people: People, wanted: str, message: str) -> None:
    with pytest.raises(CommandError, match=message) as caught:
        run(FACTS, "--rules", wanted)

    assert caught.value.returncode == 2


def test_before_a_network_is_loaded_the_cure_is_named() -> None:
    with pytest.raises(CommandError, match="load_network"):
        run(FACTS)


def test_all_agreed_scenarios_go_through_the_command_with_the_district_loaded() -> None:
    call_command("load_network", stdout=StringIO())
    publish_standard()
    for path in sorted(SCENARIOS.glob("*.json")):
        scenario = json.loads(path.read_text(encoding="utf-8"))

        code, out, err = run(scenario["facts"])

        assert (code, err) == (0, "")
        answer = json.loads(out)
        duties = {
            (child["ref"], duty["duty"]): duty
            for child in answer["children"]
            for duty in child["duties"]
        }
        for expected in scenario["expect"]:
            duty = duties[expected["child"], expected["duty"]]
            assert expected["office"] in (None, duty["office"])
            assert duty["norm"].startswith(expected["norm"] or "")
            assert expected["confidence"] in (None, duty["confidence"])
        assert answer["notices"][0]["release"] == "automatic"
        assert not any(notice["is_fallback"] for notice in answer["notices"])
