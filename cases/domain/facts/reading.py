"""The whole input: report, children, and whether what they say fits together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.domain.dates import day_of
from cases.domain.facts.children import read_child
from cases.domain.facts.contradictions import note_contradictions
from cases.domain.facts.faults import Fault, FaultyFacts
from cases.domain.facts.nodes import Node
from cases.domain.facts.places import read_office
from cases.domain.types import ChildFacts, ConcernFacts
from network.domain.geography import Register
from network.domain.terms import ReporterKind, Topic, Urgency

FIELDS = ("received_by", "received_at", "urgency", "reporter", "topics", "children")
YEARS = range(1950, 2200)  # outside of them an instant is a slip of the pen


def read_facts(data: Mapping[str, Any], register: Register) -> ConcernFacts:
    """The facts of one concern, as decide.md describes them.

    Takes any JSON value and raises FaultyFacts with every fault found: field path and cure.
    """
    faults: list[Fault] = []
    root = Node(data, "", faults)
    parts = root.fields(*FIELDS, needed=FIELDS[1:], present=FIELDS[:1])
    received_at = _instant(parts.get("received_at"))
    children = _children(parts.get("children"), register)
    if received_at:
        note_contradictions(children, day_of(received_at), faults)
    facts = _facts(parts, received_at, tuple(child for _, child in children), register)
    if facts is None or faults:
        raise FaultyFacts(tuple(faults))
    return facts


def _facts(
    parts: dict[str, Node],
    received_at: datetime | None,
    children: tuple[ChildFacts, ...],
    register: Register,
) -> ConcernFacts | None:
    """Everything put together, None where a needed part is faulty."""
    office, topics = parts.get("received_by"), parts.get("topics")
    urgency = parts["urgency"].choice(Urgency) if "urgency" in parts else None
    reporter = parts["reporter"].choice(ReporterKind) if "reporter" in parts else None
    received_by = read_office(office, register) if office else None
    about = topics.choices(Topic) if topics else frozenset()
    if received_at is None or urgency is None or reporter is None:
        return None
    return ConcernFacts(received_by, received_at, urgency, reporter, about, children)


def _children(node: Node | None, register: Register) -> list[tuple[Node, ChildFacts]]:
    if node is None:
        return []
    children = [(each, read_child(each, register)) for each in node.items("mindestens ein Kind")]
    if isinstance(node.value, list | tuple) and not children:
        node.fault("ist leer; bitte mindestens ein Kind angeben.")
    return children


def _instant(node: Node | None) -> datetime | None:
    """An instant with its offset, as 2026-11-21T22:40:00+01:00."""
    if node is None:
        return None
    try:
        at = datetime.fromisoformat(node.value) if isinstance(node.value, str) else None
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None:
        node.fault("erwartet Datum und Uhrzeit mit Abstand zu UTC: 2026-11-21T22:40:00+01:00.")
        return None
    if at.year not in YEARS:
        node.fault(f"erwartet ein Jahr von {YEARS[0]} bis {YEARS[-1]}.")
        return None
    return at
