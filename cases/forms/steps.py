"""The steps of a report: their order, their names, and the forms on each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from cases.domain.reporter import Procedure, procedure_for
from cases.forms.children import MOST_CHILDREN, ChildForm, child_ref
from cases.forms.contact import ContactForm
from cases.forms.dry import DryForm
from cases.forms.family import FamilyForm
from cases.forms.occasion import Occasion, StepForm
from cases.forms.procedure import ProcedureForm
from cases.forms.situation import SituationForm
from network.domain.terms import ReporterKind

Raw = Mapping[str, Any]
"""What was typed into one step, as it was typed: field name -> text, or list of texts."""

Entries = Mapping[str, Raw]
"""All that was typed so far: step -> Raw."""

COUNT = "anzahl"
"""How many children the step of the children shows."""


class Step(StrEnum):
    """One page each; the value is the last part of its address."""

    SITUATION = "lage"
    CHILDREN = "kinder"
    FAMILY = "familie"
    PROCEDURE = "vorgehen"
    CONTACT = "kontakt"
    CHECK = "pruefen"


LABELS = {
    Step.SITUATION: "Lage",
    Step.CHILDREN: "Kinder",
    Step.FAMILY: "Familie",
    Step.PROCEDURE: "Bisheriges Vorgehen",
    Step.CONTACT: "Kontakt",
    Step.CHECK: "Prüfen und senden",
}


def reporter_kind(entries: Entries, occasion: Occasion) -> ReporterKind:
    """Who reports: given by the partner's account, else as it was chosen, else `other`."""
    if occasion.reporter is not None:
        return occasion.reporter
    chosen = entries.get(Step.SITUATION, {}).get("reporter_kind")
    return ReporterKind(chosen) if chosen in set(ReporterKind) else ReporterKind.OTHER


def steps_of(entries: Entries, occasion: Occasion) -> tuple[Step, ...]:
    """The steps of this report; what was done before is asked only where the law knows it."""
    if occasion.is_dry:
        return (Step.SITUATION, Step.CHILDREN, Step.FAMILY)
    asked = _procedure(entries, occasion) is not None
    return tuple(step for step in Step if asked or step is not Step.PROCEDURE)


def _procedure(entries: Entries, occasion: Occasion) -> Procedure | None:
    return procedure_for(reporter_kind(entries, occasion))


def child_count(raw: Raw) -> int:
    """How many children a step holds: at least one, at most as many as a report takes."""
    told = str(raw.get(COUNT, "1"))
    count = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 1
    return min(max(count, 1), MOST_CHILDREN)


def families(entries: Entries) -> tuple[tuple[str, ...], ...]:
    """Which children share a family: all with the first, except those marked to stand alone."""
    raw = entries.get(Step.CHILDREN, {})
    alone = [
        position
        for position in range(1, child_count(raw))
        if raw.get(f"kind-{position}-own_family")
    ]
    shared = [position for position in range(child_count(raw)) if position not in alone]
    return (tuple(map(child_ref, shared)), *((child_ref(position),) for position in alone))


def forms_of(
    step: Step,
    entries: Entries,
    occasion: Occasion,
    *,
    raw: Raw | None = None,
    checked: bool = True,
) -> tuple[StepForm, ...]:
    """The forms of one step. `raw` overrides what is stored; unchecked ones show it without faults.

    A step that nobody has opened yet counts, when checked, as sent with its defaults.
    """
    told = entries.get(step) if raw is None else raw
    if checked and told is None:
        told = _untouched(step, occasion)
    return tuple(
        make(**_filled(prefix, told, checked=checked))
        for prefix, make in _makers(step, entries, occasion, told or {})
    )


def _untouched(step: Step, occasion: Occasion) -> Raw:
    """What a step says that nobody opened; times and choices left out stand for their defaults."""
    return {"name": occasion.writer} if step is Step.CONTACT else {}


def _makers(step: Step, entries: Entries, occasion: Occasion, told: Raw) -> list[tuple[str, Any]]:
    def maker(kind: type[StepForm], prefix: str = "", **more: Any) -> tuple[str, Any]:
        def make(**how: Any) -> StepForm:
            return kind(occasion=occasion, prefix=prefix or None, **more, **how)

        return prefix, make

    match step:
        case Step.SITUATION:
            return [maker(DryForm if occasion.is_dry else SituationForm)]
        case Step.CHILDREN:
            return [
                maker(ChildForm, f"kind-{position}", position=position)
                for position in range(child_count(told))
            ]
        case Step.FAMILY:
            return [
                maker(FamilyForm, f"familie-{refs[0]}", refs=refs) for refs in families(entries)
            ]
        case Step.PROCEDURE:
            procedure = _procedure(entries, occasion)
            return [maker(ProcedureForm, procedure=procedure)] if procedure else []
        case Step.CONTACT:
            return [maker(ContactForm)]
        case Step.CHECK:
            return []


def _filled(prefix: str, told: Raw | None, *, checked: bool) -> dict[str, Any]:
    if checked:
        return {"data": told or {}}
    start = f"{prefix}-" if prefix else ""
    own = {
        name.removeprefix(start): value
        for name, value in (told or {}).items()
        if name.startswith(start)
    }
    return {"initial": own}


def told_in(step: Step, entries: Entries, occasion: Occasion, posted: Any) -> dict[str, Any]:
    """What a request says about the fields of a step, and nothing else it may carry."""
    told: dict[str, Any] = {}
    if step is Step.CHILDREN:
        told[COUNT] = str(child_count({COUNT: posted.get(COUNT, "1")}))
    for form in forms_of(step, entries, occasion, raw=told):
        for bound in form:
            if bound.html_name not in posted:
                continue
            several = getattr(bound.field.widget, "allow_multiple_selected", False)
            told[bound.html_name] = (
                posted.getlist(bound.html_name) if several else posted[bound.html_name]
            )
    return told
