"""Facts as JSON: what a decision stores as its inputs. `read_facts` is the inverse."""

from datetime import date
from typing import Any

from cases.domain.types import ChildFacts, ConcernFacts, Elsewhere, Here, Parent, Place


def write_facts(facts: ConcernFacts) -> dict[str, Any]:
    """The facts in the form of decide.md; reading them again gives the same facts."""
    return {
        "received_by": facts.received_by,
        "received_at": facts.received_at.isoformat(),
        "urgency": facts.urgency.value,
        "reporter": facts.reporter.value,
        "topics": sorted(topic.value for topic in facts.topics),
        "children": [_child(child) for child in facts.children],
    }


def _child(child: ChildFacts) -> dict[str, Any]:
    return {
        "ref": child.ref,
        "born_on": _day(child.born_on),
        "unborn": child.unborn,
        "whereabouts": write_place(child.whereabouts),
        "residence": write_place(child.residence),
        "residence_with": child.residence_with.value,
        "last_stay_with": child.last_stay_with.value if child.last_stay_with else None,
        "mother": _parent(child.mother),
        "father": _parent(child.father),
        "divorce_court": child.divorce_court,
        "doubts": sorted(doubt.value for doubt in child.doubts),
        **_circumstances(child),
    }


def _circumstances(child: ChildFacts) -> dict[str, Any]:
    """What only some children have; left out where there is nothing."""
    found: dict[str, Any] = {}
    if foster := child.foster:
        found["foster"] = {
            "since": _day(foster.since),
            "permanent": foster.permanent,
            "residence": write_place(foster.residence),
        }
    if benefit := child.benefit:
        found["benefit"] = {
            "since": _day(benefit.since),
            "office": benefit.office,
            "parents_apart_since": _day(benefit.parents_apart_since),
        }
    if case := child.court_case:
        found["court_case"] = {"since": _day(case.since), "office": case.office}
    if child.unaccompanied:
        found["unaccompanied"] = {"allocated_to": child.unaccompanied.allocated_to}
    return found


def _parent(parent: Parent) -> dict[str, Any]:
    return {
        "residence": write_place(parent.residence),
        "custody": parent.custody.value,
        "alive": parent.alive,
        "paternity_established": parent.paternity_established,
    }


def write_place(place: Place) -> dict[str, str] | str:
    """A PLACE; several municipalities that share a postal code are written as that code."""
    if isinstance(place, Here):
        area = place.area
        return {"ags": area.ags} if area.ags else {"plz": area.postal_codes[0]}
    if isinstance(place, Elsewhere):
        return {"district": place.district}
    return place.value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
