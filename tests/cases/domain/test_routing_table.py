"""The standard table as people read it: one row, one case, who is told what and how fast."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.domain.routing import route
from cases.domain.types import (
    ChildDecision,
    ChildFacts,
    Elsewhere,
    Here,
    NoPlace,
    Place,
    PlannedNotice,
)
from network.domain.terms import ContentLevel, Release, ReporterKind, Topic, Urgency
from tests.cases.domain.routing_world import (
    AREAS,
    CLOSED,
    OPEN,
    REGISTER,
    decided,
    make_child,
    make_facts,
)
from tests.factories.agreements import standard

TABLE = Path(__file__).parent / "routing_table.csv"

DUTIES = {
    "schützt": "immediate_protection",
    "leitet": "lead",
    "vorläufig": "provisional",
    "hilft": "continue_benefit",
    "vor Gericht": "court_participation",
    "Gericht": "family_court",
    "Polizei": "police",
}
CONTENT = {
    ContentLevel.FULL: "alles",
    ContentLevel.MINIMAL: "Nötigstes",
    ContentLevel.SIGNAL: "Hinweis",
}
RELEASE = {Release.AUTOMATIC: "sofort", Release.CONFIRM: "Freigabe"}


def rows() -> list[Any]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["fall"]) for row in csv.DictReader(file, delimiter=";")]


@pytest.mark.parametrize("row", rows())
def test_the_standard_table_tells_whom_people_expect(row: Mapping[str, str]) -> None:
    facts = make_facts(
        child_of(row),
        topics=frozenset(Topic(each) for each in row["themen"].split(", ") if each),
        urgency=Urgency(row["dringlich"]),
        reporter=ReporterKind(row["meldend"]),
    )

    notices = route(
        facts,
        (decision_of(row),),
        rules=standard(),
        register=REGISTER,
        clock=OPEN if row["zeit"] == "Tag" else CLOSED,
    )

    assert " | ".join(told(notice) for notice in notices) == row["erfährt"]
    assert not any(notice.is_fallback for notice in notices)


def child_of(row: Mapping[str, str]) -> ChildFacts:
    place = place_of(row["Ort"])
    if row["alter"] == "ungeboren":
        return make_child(born_on=None, unborn=True, whereabouts=place, residence=place)
    if row["alter"] == "unbekannt":
        return make_child(born_on=None, whereabouts=place, residence=place)
    born_on = date(2026 - int(row["alter"]), 11, 23)
    return make_child(born_on=born_on, whereabouts=place, residence=place)


def place_of(text: str) -> Place:
    if text == "unbekannt":
        return NoPlace.UNKNOWN
    return Elsewhere("05314") if text == "Bonn" else Here(AREAS[text])


def decision_of(row: Mapping[str, str]) -> ChildDecision:
    acting = row["handelt"]
    return decided(
        act_now=acting,
        **{
            duty: acting if row[column] == "=" else row[column]
            for column, duty in DUTIES.items()
            if row[column]
        },
    )


def told(notice: PlannedNotice) -> str:
    words = [notice.recipient, CONTENT[notice.content], RELEASE[notice.release]]
    if notice.ack:
        words.append("12 Uhr" if notice.ack.minutes is None else str(notice.ack.minutes))
    return " ".join(words)


def test_the_table_is_no_sample() -> None:
    read = [param.values[0] for param in rows()]

    assert len(read) >= 60
    assert {row["meldend"] for row in read} >= set(ReporterKind) - {ReporterKind.OTHER}
    assert {row["dringlich"] for row in read} == set(Urgency)
