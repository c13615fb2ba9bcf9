"""From what was typed to a report: checked form by form, then as a whole by the rules' reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from cases.domain.facts import Fault, FaultyFacts, read_facts
from cases.domain.report import AdultEntry, ChildIdentity, Relation, Report, ReporterEntry, Via
from cases.domain.types import ConcernFacts
from cases.forms.children import ChildForm
from cases.forms.clashes import child_of, fields_of, sentence
from cases.forms.contact import ContactForm
from cases.forms.family import PARENTS, FamilyForm
from cases.forms.occasion import Occasion, StepForm
from cases.forms.procedure import ProcedureForm
from cases.forms.situation import SituationForm
from cases.forms.steps import Entries, Step, forms_of, reporter_kind, steps_of
from network.domain.terms import Urgency

Kind = TypeVar("Kind", bound=StepForm)


@dataclass(frozen=True)
class EntryFault:
    """One fault: the step, the field's name in the page ("" for the whole step), a sentence."""

    step: Step
    field: str
    label: str
    message: str


class FaultyEntries(ValueError):
    """What was typed is no report yet; carries every fault, in the order of the pages."""

    def __init__(self, faults: tuple[EntryFault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass
class Reading:
    """All forms of a report, checked, with the faults that show only when they stand together."""

    occasion: Occasion
    forms: Mapping[Step, tuple[StepForm, ...]]
    facts: ConcernFacts | None = None
    faults: list[EntryFault] = field(default_factory=list)

    def one(self, kind: type[Kind]) -> Kind | None:
        """The only form of its kind, None where the step is not asked."""
        return next(iter(self.all(kind)), None)

    def all(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """All forms of a kind, in order."""
        return tuple(
            form for each in self.forms.values() for form in each if isinstance(form, kind)
        )

    def faults_of(self, step: Step) -> list[EntryFault]:
        """The faults that belong to one page."""
        return [fault for fault in self.faults if fault.step is step]

    def marked(self, step: Step) -> tuple[StepForm, ...]:
        """The forms of one page, every fault of the page at its field."""
        forms = self.forms[step]
        for fault in self.faults_of(step):
            for form in forms:
                own = {form[name].html_name: name for name in form.fields}
                name = own.get(fault.field)
                if name and name not in form.errors:
                    form.add_error(name, fault.message)
        if forms and not any(form.errors for form in forms):
            for fault in self.faults_of(step):
                forms[0].add_error(None, fault.message)
        return forms


def report_from_entries(entries: Entries, occasion: Occasion) -> Report:
    """The report that was typed. Raises FaultyEntries with every fault."""
    return report_of(read(entries, occasion))


def report_of(reading: Reading) -> Report:
    """The report of forms that were checked. Raises FaultyEntries with every fault."""
    if reading.faults or reading.facts is None:
        raise FaultyEntries(tuple(reading.faults))
    situation, contact = reading.one(SituationForm), reading.one(ContactForm)
    procedure = reading.one(ProcedureForm)
    return Report(
        facts=reading.facts,
        via=_via(situation, reading.occasion),
        account=situation.told("account") if situation else "",
        identities={child.ref: _identity(child) for child in reading.all(ChildForm)},
        adults=tuple(_adults(reading.all(FamilyForm))),
        reporter=contact.entry() if contact else ReporterEntry(),
        points=procedure.points() if procedure else {},
        marks=procedure.marks() if procedure else None,
        not_for=contact.not_for_names() if contact else (),
        not_employer=bool(contact and contact.told("not_employer")),
    )


def read(entries: Entries, occasion: Occasion) -> Reading:
    """Check every form, and the facts as a whole; never raises for what people typed."""
    steps = steps_of(entries, occasion)
    reading = Reading(
        occasion=occasion, forms={step: forms_of(step, entries, occasion) for step in steps}
    )
    for step, forms in reading.forms.items():
        for form in forms:
            reading.faults += _faults_of_form(step, form)
    try:
        reading.facts = read_facts(facts_data(reading, entries), occasion.register)
    except FaultyFacts as faulty:
        reading.faults += _not_said_yet(reading, faulty.faults)
    order = list(steps)
    reading.faults.sort(key=lambda fault: order.index(fault.step))
    return reading


def facts_data(reading: Reading, entries: Entries) -> dict[str, Any]:
    """What was typed in the form of the dry run; faulty fields stand for "unknown"."""
    occasion, situation = reading.occasion, reading.one(SituationForm)
    told = situation.told if situation else (lambda _name: None)
    return {
        "received_by": occasion.received_by,
        "received_at": (told("received_at") or occasion.at).isoformat(),
        "urgency": told("urgency") or Urgency.STANDARD.value,
        "reporter": reporter_kind(entries, occasion).value,
        "topics": sorted(told("topics") or []),
        "children": [_child_data(child, reading) for child in reading.all(ChildForm)],
    }


def family_of(child: ChildForm, reading: Reading) -> FamilyForm:
    """The family that holds for a child."""
    return next(form for form in reading.all(FamilyForm) if child.ref in form.refs)


def _child_data(child: ChildForm, reading: Reading) -> dict[str, Any]:
    born_on = child.told("born_on")
    return {
        "ref": child.ref,
        "born_on": born_on and born_on.isoformat(),
        "unborn": bool(child.told("unborn")),
        "whereabouts": child.whereabouts,
        "residence": child.home,
        "residence_with": child.told("lives_with") or "unknown",
        **family_of(child, reading).facts(child.home),
    }


def _via(situation: SituationForm | None, occasion: Occasion) -> Via:
    if not occasion.is_intake or situation is None:
        return Via.PORTAL
    return Via(situation.told("via") or Via.PHONE)


def _identity(child: ChildForm) -> ChildIdentity:
    born_on = child.told("born_on")
    born = f"{born_on:%d.%m.%Y}" if born_on else child.told("age_note") or ""
    if child.told("unborn"):
        born = f"noch nicht geboren, Termin {born}" if born else "noch nicht geboren"
    return ChildIdentity(
        name=child.told("name") or "",
        born=born,
        place_note=child.told("place_note") or "",
        note=child.told("note") or "",
    )


def _adults(families: tuple[FamilyForm, ...]) -> Iterator[AdultEntry]:
    for family in families:
        for parent in (*PARENTS, "other"):
            name, contact = family.told(f"{parent}_name"), family.told(f"{parent}_contact")
            if name or contact:
                yield AdultEntry(relation=Relation(parent), name=name or "", contact=contact or "")


def _faults_of_form(step: Step, form: StepForm) -> Iterator[EntryFault]:
    for name, messages in form.errors.items():
        bound = form[name] if name in form.fields else None
        for message in cast("list[str]", messages):
            yield EntryFault(
                step=step,
                field=bound.html_name if bound else "",
                label=str(bound.label) if bound else "",
                message=str(message),
            )


def _not_said_yet(reading: Reading, faults: tuple[Fault, ...]) -> Iterator[EntryFault]:
    """The reader's faults at the fields they come from; a form's own fault there is enough."""
    said = {fault.field for fault in reading.faults if fault.field}
    for fault in faults:
        placed = _placed(fault, reading)
        if not placed.field or placed.field not in said:
            said.add(placed.field)
            yield placed


def _placed(fault: Fault, reading: Reading) -> EntryFault:
    """A fault of the reader at the field where its fact was typed, else at the page."""
    message, found = sentence(fault), child_of(fault)
    children = reading.all(ChildForm)
    if found is None or found[0] >= len(children):
        return EntryFault(Step.SITUATION, "", "", message)
    child = children[found[0]]
    for step, name in fields_of(found[1]):
        form = child if step is Step.CHILDREN else family_of(child, reading)
        if name in form.fields:
            bound = form[name]
            return EntryFault(step, bound.html_name, str(bound.label), message)
    return EntryFault(Step.CHILDREN, "", f"Kind {child.ref}", message)
