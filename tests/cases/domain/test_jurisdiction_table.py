"""The decision table read from the law: each row of jurisdiction.csv is a test.

It speaks German so that caseworkers can read and extend it; docs/jurisdiction.md says how.
"""

import csv
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.domain.facts import read_facts
from cases.domain.jurisdiction import decide
from cases.domain.norms import Norm
from network.domain.terms import Confidence, Duty
from tests.factories.register import rhein_sieg

REGISTER = rhein_sieg()
TABLE = Path(__file__).with_name("jurisdiction.csv")

NO_PLACE = {"unbekannt": "unknown", "keiner": "none", "Ausland": "abroad"}
AGS = {area.name: area.ags for area in REGISTER.areas} | {"Hennef": "05382020"}
DISTRICTS = {name: district for district, name in REGISTER.neighbours.items()}
PARTNERS = {"KPB": "kpb-rhein-sieg", "PP Bonn": "pp-bonn"} | {
    name.removesuffix(" – Familiengericht").replace("Amtsgericht", "AG"): key
    for key, name in REGISTER.partners.items()
    if key.startswith("ag-")
}
OFFICES = {name.removeprefix("Jugendamt "): key for key, name in REGISTER.offices.items()}
LIVED_WITH = {
    "Mutter": "mother",
    "Vater": "father",
    "beiden": "both",
    "keinem": "neither",
    "unbekannt": "unknown",
}
CUSTODY = {
    "gemeinsam": ("joint", "joint"),
    "Mutter": ("sole", "none"),
    "Vater": ("none", "sole"),
    "niemand": ("none", "none"),
    "Mutter keine": ("none", "unknown"),
    "unbekannt": ("unknown", "unknown"),
}
DOUBTS = {
    "Wechselmodell": "alternating_residence",
    "Frauenhaus": "shelter",
    "Haft": "prison",
    "Psychiatrie": "psychiatry",
    "Sorge unklar": "custody_unclear",
    "Zusammenleben auf Zeit": "temporary_common_home",
}
DUTIES = {
    "Jetzt handeln": Duty.ACT_NOW,
    "Schutz vor Ort": Duty.IMMEDIATE_PROTECTION,
    "Federführung": Duty.LEAD,
    "Vorläufig tätig": Duty.PROVISIONAL,
    "Leistung fortführen": Duty.CONTINUE_BENEFIT,
    "Mitwirkung bei Gericht": Duty.COURT_PARTICIPATION,
    "Familiengericht": Duty.FAMILY_COURT,
    "Polizei": Duty.POLICE,
}
CONFIDENCE = {
    "sicher": Confidence.CERTAIN,
    "vorläufig": Confidence.PROVISIONAL,
    "zu entscheiden": Confidence.NEEDS_DECISION,
}


def day(words: str) -> date:
    """15.03.2026, as people write it."""
    number, month, year = words.split(".")
    return date(int(year), int(month), int(number))


def district(words: str) -> str:
    return words.removeprefix("Kreis ") if words.startswith("Kreis 0") else DISTRICTS[words]


def place(words: str) -> dict[str, str] | str:
    if words in NO_PLACE:
        return NO_PLACE[words]
    return {"ags": AGS[words]} if words in AGS else {"district": district(words)}


def office(words: str) -> str | None:
    """The key of an office or partner by its short name; None where people must decide."""
    if words == "offen":
        return None
    if words == "Kreis":
        return "kreis"
    return OFFICES.get(words) or PARTNERS.get(words) or f"outside:{district(words)}"


def parent(row: dict[str, str], who: str) -> dict[str, Any]:
    custody = CUSTODY[row["Sorge"]][who == "Vater"]
    dead = "beide" in row["Eltern"] or f"{who} verstorben" in row["Eltern"]
    facts: dict[str, Any] = {"residence": place(row[f"gA {who}"]), "custody": custody}
    if dead:
        facts |= {"alive": False, "custody": "none"}
    if who == "Vater" and "Vaterschaft offen" in row["Eltern"]:
        facts |= {"paternity_established": False}
    return facts


def foster(words: str) -> dict[str, Any]:
    """seit 01.10.2023 auf Dauer in Bad Honnef"""
    found = re.fullmatch(r"seit (\S+) (auf Dauer|nicht auf Dauer|unklar) in (.+)", words)
    assert found, words
    since, stays, where = found.groups()
    return {
        "since": None if since == "unbekannt" else day(since).isoformat(),
        "permanent": {"auf Dauer": True, "nicht auf Dauer": False, "unklar": None}[stays],
        "residence": place(where),
    }


def benefit(words: str) -> dict[str, Any]:
    """seit 01.02.2025 Kreis, getrennt seit 01.09.2025"""
    found = re.fullmatch(r"seit (\S+) ([^,]+)(?:, getrennt seit (\S+))?", words)
    assert found, words
    since, paid_by, apart = found.groups()
    return {
        "since": day(since).isoformat(),
        "office": office(paid_by),
        "parents_apart_since": day(apart).isoformat() if apart else None,
    }


def circumstances(words: str) -> dict[str, Any]:
    """Verfahren seit 01.06.2026 Bornheim | Scheidung AG Bonn | unbegleitet | Zweifel Haft"""
    if words.startswith("Zweifel "):
        return {"doubts": [DOUBTS[words.removeprefix("Zweifel ")]]}
    if words.startswith("Scheidung "):
        return {"divorce_court": office(words.removeprefix("Scheidung "))}
    if words.startswith("unbegleitet"):
        to = words.removeprefix("unbegleitet").removeprefix(", zugewiesen ")
        return {"unaccompanied": {"allocated_to": office(to) if to else None}}
    if words.startswith("Verfahren seit "):
        since, at = words.removeprefix("Verfahren seit ").split(" ", 1)
        return {"court_case": {"since": day(since).isoformat(), "office": office(at)}}
    assert not words, words
    return {}


def child(row: dict[str, str]) -> dict[str, Any]:
    born = row["Geburt"]
    facts: dict[str, Any] = {
        "ref": "A",
        "born_on": None if born in ("unbekannt", "ungeboren") else day(born).isoformat(),
        "unborn": born == "ungeboren",
        "whereabouts": place(row["Ort jetzt"]),
        "residence": place(row["gA Kind"]),
        "residence_with": LIVED_WITH[row["lebte bei"]],
        "mother": parent(row, "Mutter"),
        "father": parent(row, "Vater"),
        **circumstances(row["Sonstiges"]),
    }
    if row["zuletzt bei"]:
        facts["last_stay_with"] = LIVED_WITH[row["zuletzt bei"]]
    if row["Pflege"]:
        facts["foster"] = foster(row["Pflege"])
    if row["Leistung"]:
        facts["benefit"] = benefit(row["Leistung"])
    return facts


def concern(row: dict[str, str]) -> dict[str, Any]:
    at = datetime.combine(day(row["Tag"]), time(9), ZoneInfo("Europe/Berlin"))
    return {
        "received_by": None if row["Eingang bei"] == "Portal" else office(row["Eingang bei"]),
        "received_at": at.isoformat(),
        "urgency": "urgent",
        "reporter": "school",
        "topics": ["neglect"],
        "children": [child(row)],
    }


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["Fall"]) for row in rows()])
def test_a_row_of_the_table_is_what_the_law_says(row: dict[str, str]) -> None:
    facts = read_facts(concern(row), REGISTER)

    decision = decide(facts.children[0], concern=facts, register=REGISTER)
    answer = decision.answer(DUTIES[row["Aufgabe"]])

    if row["Amt"] == "entfällt":
        assert answer is None
        return
    assert answer is not None
    confidence = CONFIDENCE.get(row["Sicherheit"], answer.confidence)
    assert (answer.office, answer.norm, answer.confidence) == (
        office(row["Amt"]),
        row["Norm"],
        confidence,
    )


def test_the_table_is_wide_enough() -> None:
    table = rows()

    assert len(table) >= 90
    assert len({row["Fall"] for row in table}) == len(table)
    assert {DUTIES[row["Aufgabe"]] for row in table} == set(Duty)


def test_every_norm_that_can_be_cited_is_in_the_table() -> None:
    table = rows()
    cited = {row["Norm"] for row in table if row["Norm"]}

    assert cited == {norm.value for norm in Norm}
