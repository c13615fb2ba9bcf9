"""One child of the input and what belongs to it."""

from cases.domain.facts.nodes import Node
from cases.domain.facts.places import read_court, read_office, read_place
from cases.domain.types import (
    Benefit,
    ChildFacts,
    CourtCase,
    Custody,
    Doubt,
    Foster,
    LivesWith,
    Parent,
    Unaccompanied,
)
from network.domain.geography import Register

LONGEST_REF = 64

CHILD = (
    "ref",
    "born_on",
    "unborn",
    "whereabouts",
    "residence",
    "residence_with",
    "last_stay_with",
    "mother",
    "father",
    "foster",
    "benefit",
    "court_case",
    "divorce_court",
    "unaccompanied",
    "doubts",
)


def read_child(node: Node, register: Register) -> ChildFacts:
    """The facts of one child. Faults are noted; what is faulty is read as if it were unknown."""
    parts = node.fields(*CHILD, needed=("ref",))
    born_on, unborn = parts.get("born_on"), parts.get("unborn")
    living, court = parts.get("residence_with"), parts.get("divorce_court")
    doubts = parts.get("doubts")
    return ChildFacts(
        ref=_ref(parts.get("ref")),
        born_on=born_on.day() if born_on else None,
        unborn=bool(unborn and unborn.flag()),
        whereabouts=read_place(parts.get("whereabouts"), register),
        residence=read_place(parts.get("residence"), register),
        residence_with=(living.choice(LivesWith) if living else None) or LivesWith.UNKNOWN,
        last_stay_with=_last_stay(parts.get("last_stay_with")),
        mother=_parent(parts.get("mother"), register),
        father=_parent(parts.get("father"), register),
        foster=_foster(parts.get("foster"), register),
        benefit=_benefit(parts.get("benefit"), register),
        court_case=_court_case(parts.get("court_case"), register),
        divorce_court=read_court(court, register) if court else None,
        unaccompanied=_unaccompanied(parts.get("unaccompanied"), register),
        doubts=doubts.choices(Doubt) if doubts else frozenset(),
    )


def _ref(node: Node | None) -> str:
    """A short printable mark by which the answers name the child."""
    if node is None:
        return ""
    ref = node.value
    if not isinstance(ref, str) or not ref.strip():
        node.fault("erwartet eine kurze Bezeichnung des Kindes, etwa „A“.")
        return ""
    if len(ref) > LONGEST_REF or not ref.isprintable():
        node.fault(f"erwartet höchstens {LONGEST_REF} druckbare Zeichen.")
        return ""
    return ref


def _last_stay(node: Node | None) -> LivesWith | None:
    if node is None:
        return None
    if node.value in ("mother", "father"):
        return LivesWith(str(node.value))
    node.fault("bei welchem Elternteil zuletzt; bitte mother oder father.")
    return None


def _parent(node: Node | None, register: Register) -> Parent:
    """A missing parent is an unknown one, never one who does not exist."""
    if node is None:
        return Parent()
    parts = node.fields("residence", "custody", "alive", "paternity_established")
    custody = parts.get("custody")
    return Parent(
        residence=read_place(parts.get("residence"), register),
        custody=(custody.choice(Custody) if custody else None) or Custody.UNKNOWN,
        alive=_flag(parts.get("alive"), default=True),
        paternity_established=_flag(parts.get("paternity_established"), default=True),
    )


def _flag(node: Node | None, *, default: bool) -> bool:
    read = node.flag() if node else None
    return default if read is None else read


def _foster(node: Node | None, register: Register) -> Foster | None:
    if node is None:
        return None
    parts = node.fields("since", "permanent", "residence", present=("since", "permanent"))
    since, permanent = parts.get("since"), parts.get("permanent")
    return Foster(
        since=since.day() if since else None,
        permanent=permanent.flag() if permanent else None,
        residence=read_place(parts.get("residence"), register),
    )


def _benefit(node: Node | None, register: Register) -> Benefit | None:
    if node is None:
        return None
    parts = node.fields("since", "office", "parents_apart_since", needed=("since", "office"))
    since = parts["since"].day() if "since" in parts else None
    office = read_office(parts["office"], register) if "office" in parts else None
    apart = parts["parents_apart_since"].day() if "parents_apart_since" in parts else None
    return Benefit(since, office, apart) if since and office else None


def _court_case(node: Node | None, register: Register) -> CourtCase | None:
    if node is None:
        return None
    parts = node.fields("since", "office", needed=("since", "office"))
    since = parts["since"].day() if "since" in parts else None
    office = read_office(parts["office"], register) if "office" in parts else None
    return CourtCase(since, office) if since and office else None


def _unaccompanied(node: Node | None, register: Register) -> Unaccompanied | None:
    if node is None:
        return None
    office = node.fields("allocated_to").get("allocated_to")
    return Unaccompanied(read_office(office, register) if office else None)
