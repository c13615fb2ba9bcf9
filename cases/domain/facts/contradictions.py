"""Facts that cannot be true together. Each fault stands at one field and names the other."""

from collections.abc import Iterable
from datetime import date

from cases.domain.facts.faults import Fault
from cases.domain.facts.nodes import Node
from cases.domain.types import ChildFacts, Custody, Parent

HOLDS = (Custody.SOLE, Custody.JOINT)
TOGETHER = frozenset(
    {
        (Custody.SOLE, Custody.NONE),
        (Custody.NONE, Custody.SOLE),
        (Custody.JOINT, Custody.JOINT),
        (Custody.NONE, Custody.NONE),
    }
)


def note_contradictions(
    children: list[tuple[Node, ChildFacts]], today: date, faults: list[Fault]
) -> None:
    """Add a fault for each pair of facts that contradict each other."""
    faults.extend(_repeated_refs(children))
    for node, child in children:
        for field, other, message in (
            *_birth(child, today),
            *_custody(child),
            *_dead_or_not_a_father(child),
            *_begin_and_end(child, today),
        ):
            faults.append(_fault(node.path, field, other, message))


def _fault(path: str, field: str, other: str, message: str) -> Fault:
    against = other if other == "received_at" else f"{path}.{other}"
    return Fault(f"{path}.{field}", f"widerspricht {against}: {message}")


Clash = tuple[str, str, str]


def _repeated_refs(children: list[tuple[Node, ChildFacts]]) -> Iterable[Fault]:
    first: dict[str, str] = {}
    for node, child in children:
        if child.ref and child.ref in first:
            message = "zwei Kinder heißen gleich; bitte unterscheiden."
            yield Fault(f"{node.path}.ref", f"widerspricht {first[child.ref]}.ref: {message}")
        first.setdefault(child.ref, node.path)


def _birth(child: ChildFacts, today: date) -> Iterable[Clash]:
    born_on = child.born_on
    if born_on and born_on > today and not child.unborn:
        message = "liegt nach dem Eingang; ein ungeborenes Kind bekommt unborn: true."
        yield "born_on", "received_at", message
    if not child.unborn:
        return
    if born_on and born_on < today:
        yield "born_on", "unborn", "dieses Kind ist schon geboren; bitte eines von beiden ändern."
    if child.foster:
        yield "foster", "unborn", "ein ungeborenes Kind lebt bei keiner Pflegeperson."
    if child.unaccompanied:
        yield "unaccompanied", "unborn", "ein ungeborenes Kind reist nicht allein ein."


def _custody(child: ChildFacts) -> Iterable[Clash]:
    """Two living parents hold custody together, one of them alone, or neither of them."""
    mother, father = child.mother, child.father
    if not (mother.alive and father.alive) or Custody.UNKNOWN in (mother.custody, father.custody):
        return
    if (mother.custody, father.custody) not in TOGETHER:
        message = "Sorge haben beide gemeinsam (joint), einer allein (sole, none) oder keiner."
        yield "mother.custody", "father.custody", message


def _dead_or_not_a_father(child: ChildFacts) -> Iterable[Clash]:
    parents: tuple[tuple[str, Parent], ...] = (("mother", child.mother), ("father", child.father))
    for name, parent in parents:
        if not parent.alive and parent.custody in HOLDS:
            message = "wer verstorben ist, hat keine Personensorge; bitte none oder unknown."
            yield f"{name}.custody", f"{name}.alive", message
    if not child.father.paternity_established and child.father.custody in HOLDS:
        message = "ohne feststehende Vaterschaft hat er keine Personensorge."
        yield "father.custody", "father.paternity_established", message
    if not child.mother.paternity_established:
        message = "die Feststellung gehört zum Vater; bitte dort angeben."
        yield "mother.paternity_established", "father.paternity_established", message


def _begin_and_end(child: ChildFacts, today: date) -> Iterable[Clash]:
    benefit, foster, case = child.benefit, child.foster, child.court_case
    apart = benefit.parents_apart_since if benefit else None
    for name, begun in (
        ("foster.since", foster.since if foster else None),
        ("benefit.since", benefit.since if benefit else None),
        ("benefit.parents_apart_since", apart),
        ("court_case.since", case.since if case else None),
    ):
        if begun and begun > today:
            yield name, "received_at", "liegt nach dem Eingang; bitte den Beginn prüfen."
    if foster and foster.since and child.born_on and foster.since < child.born_on:
        yield "foster.since", "born_on", "liegt vor der Geburt; bitte eines von beiden prüfen."
    if benefit and apart and apart < benefit.since:
        message = "gemeint ist eine Trennung nach Beginn der Leistung; sonst bitte weglassen."
        yield "benefit.parents_apart_since", "benefit.since", message
