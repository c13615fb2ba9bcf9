"""What a request for access can be answered with: the fixed list, and the items to decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.timezone import localtime

from cases.domain.access_export import ADULT, CHILD, Choice, Item, week_of
from cases.domain.marks import ACCOUNT, DECISION, POINT
from cases.domain.record import answers_from_data
from cases.domain.report import Relation
from cases.domain.reporter import Point
from cases.models import AccessExport, Child
from cases.queries.marks import marks_of
from cases.wording import POINT as POINT_LABEL
from cases.wording import REFUSAL, RELATION
from network.domain.terms import Duty, Topic
from network.models import YouthOffice
from network.wording import TOPIC

Line = dict[str, str]
MORE, OTHERS = "Weitere Angaben", "Angaben zu anderen Personen"


@dataclass(frozen=True)
class ExportPage:
    """What stands in the answer: lines of the list, texts that were written for it, refusals."""

    lines: tuple[Line, ...]
    texts: tuple[Line, ...]
    refusals: tuple[str, ...]


def fixed_lines(export: AccessExport) -> tuple[Line, ...]:
    """The allow-list: the person's own data, what it is about, the week, who acts."""
    concern = export.concern
    topics = [TOPIC[Topic(each)] for each in sorted(concern.topics)]
    lines = [
        ("Zeichen", concern.reference),
        ("Eingegangen in", week_of(localtime(concern.received_at))),
        ("Worum es geht", ", ".join(topics)),
        *_own_lines(export),
        *_acting(export),
    ]
    return tuple({"label": label, "value": value} for label, value in lines if value)


def items_of(export: AccessExport) -> list[Item]:
    """All about which a person decides: free text, answers, reasons, other people."""
    concern = export.concern
    marks = marks_of(concern.pk)

    def item(key: str, label: str, source: str, heading: str) -> Item:
        return Item(key, label, source, heading, marks.get(key, ()))

    found = [item(ACCOUNT, "Was berichtet wurde", concern.account, "Was berichtet wurde")]
    found += [
        item(f"{POINT}{key}", POINT_LABEL[Point(key)], value, MORE)
        for key, value in sorted(concern.points.items())
    ]
    refs = _own_refs(export)
    found += [
        item(
            f"{DECISION}{each.number}",
            f"Begründung der Entscheidung {each.number}",
            each.reason,
            "Zur Zuständigkeit",
        )
        for each in concern.decisions.filter(child_ref__in=refs).order_by("number")
        if each.reason
    ]
    return [*found, *_others(export)]


def export_page(export: AccessExport, choices: Mapping[str, Choice]) -> ExportPage:
    """The answer as it would be handed over now."""
    items = items_of(export)
    told = [each for each in items if choices.get(each.key, Choice()).tell]
    refused = {
        choice.refusal
        for each in items
        if (choice := choices.get(each.key, Choice())).tell is False and choice.refusal
    }
    return ExportPage(
        lines=fixed_lines(export),
        texts=tuple({"label": each.heading, "value": choices[each.key].text} for each in told),
        refusals=tuple(REFUSAL[each] for each in sorted(refused)),
    )


def subject_name(export: AccessExport) -> str:
    """Whom the answer is about, in words."""
    if export.child:
        name: str = export.child.identity.get("name", "")
        return name or f"Kind {export.child.ref}"
    if export.adult:
        called: str = export.adult.identity.get("name", "")
        return called or RELATION[Relation(export.adult.relation)]
    return ""


def _own_lines(export: AccessExport) -> Iterable[tuple[str, str]]:
    if export.child:
        identity = export.child.identity
        yield "Name", identity.get("name", "")
        yield "Geburtsdatum", identity.get("born", "")
    elif export.adult:
        yield "Name", export.adult.identity.get("name", "")
        yield "Angabe im Bericht", RELATION[Relation(export.adult.relation)]
        yield "Anschrift oder Telefon", export.adult.identity.get("contact", "")


def _own_refs(export: AccessExport) -> list[str]:
    if export.child:
        return [export.child.ref]
    own: Iterable[Child] = export.concern.children.filter(office=export.office_id)
    return [each.ref for each in own]


def _acting(export: AccessExport) -> Iterable[tuple[str, str]]:
    """Which office acts for the person's children, and by which norm, not how it was told."""
    decision = export.concern.decisions.order_by("-number").only("answers", "concern_id").first()
    refs = set(_own_refs(export))
    names = dict(YouthOffice.objects.values_list("key", "name"))
    for child in answers_from_data(decision.answers) if decision else ():
        answer = child.answer(Duty.ACT_NOW)
        if child.ref in refs and answer and answer.office in names:
            yield f"Zuständig für Kind {child.ref}", f"{names[answer.office]} ({answer.norm})"


def _others(export: AccessExport) -> Iterable[Item]:
    for each in export.concern.children.filter(office=export.office_id).order_by("position"):
        if each.pk != export.child_id:
            about = ", ".join(str(value) for value in each.identity.values() if value)
            yield Item(f"{CHILD}{each.ref}", f"Angaben zu Kind {each.ref}", about, OTHERS)
    for adult in export.concern.adults.order_by("id"):
        if adult.pk != export.adult_id:
            about = ", ".join(str(value) for value in adult.identity.values() if value)
            label = f"Angaben zu: {RELATION[Relation(adult.relation)]}"
            yield Item(f"{ADULT}{adult.pk}", label, about, OTHERS)
    if export.child and export.child.identity.get("note"):
        note: str = export.child.identity["note"]
        yield Item("child_note", "Anmerkung zum Kind", note, MORE)
    if export.child and export.child.identity.get("place_note"):
        place: str = export.child.identity["place_note"]
        yield Item("child_place", "Genauer Ort", place, MORE)
