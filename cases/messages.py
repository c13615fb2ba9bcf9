"""The text of notices: frozen at the moment of telling, no more than the level allows."""

from collections.abc import Collection, Mapping
from typing import Any

from cases.domain.dates import day_of
from cases.domain.report import Report
from cases.domain.routing import age_band
from cases.domain.types import ChildFacts, Elsewhere, Here, NoPlace, Place, PlannedNotice
from cases.wording import AGE_BAND, LIVES_WITH, RELATION, VIA
from network.domain.geography import Register
from network.domain.terms import ContentLevel, Duty, RecipientKind
from network.wording import REPORTER_KIND, TOPIC, URGENCY

PLACE = {
    NoPlace.UNKNOWN: "unbekannt",
    NoPlace.NONE: "ohne festen Aufenthalt",
    NoPlace.ABROAD: "im Ausland",
}


def place_text(place: Place, register: Register) -> str:
    """A place in words: municipality, outside district, or the value that stands for none."""
    if isinstance(place, Here):
        return place.area.name
    if isinstance(place, Elsewhere):
        name = register.neighbours.get(place.district, f"Kreis {place.district}")
        return f"{name} (außerhalb)"
    return PLACE[place]


def may_have_names(kind: RecipientKind, planned: PlannedNotice) -> bool:
    """Whether names may go along: to youth offices, police and court; others get age and place
    only.

    § 64 Abs. 2a SGB VIII: before a transmission to a professional outside, as far as the task
    permits.
    """
    if kind is not RecipientKind.PARTNER:
        return True
    return bool({Duty.POLICE, Duty.FAMILY_COURT} & set(planned.duties))


def may_know_reporter_kind(kind: RecipientKind, duties: Collection[Duty]) -> bool:
    """Whether the recipient is told what kind of person reported: who acts and who leads alone.

    A midwife, a school: in a small town that is a name (§ 64 Abs. 1, § 65 SGB VIII). Whoever
    assesses the danger needs it, nobody else does (docs/adr/0079).
    """
    return kind is not RecipientKind.PARTNER and bool({Duty.ACT_NOW, Duty.LEAD} & set(duties))


def headline(
    report: Report, *, children: tuple[str, ...], level: ContentLevel, tells_kind: bool
) -> str:
    """One line for the inbox; a signal says nothing but that somebody should call.

    `tells_kind`: the recipient may know what kind of person reported.
    """
    if level is ContentLevel.SIGNAL:
        return "Hinweis: bitte beim Jugendamt nachfragen"
    count = "1 Kind" if len(children) == 1 else f"{len(children)} Kinder"
    topics = ", ".join(TOPIC[each] for each in sorted(report.facts.topics)) or "ohne Angabe"
    said = f"{count} · {topics}"
    if not tells_kind:
        return said
    return f"{said} · gemeldet durch: {REPORTER_KIND[report.facts.reporter]}"


def content(
    report: Report,
    *,
    children: tuple[str, ...],
    level: ContentLevel,
    with_names: bool,
    tells_kind: bool,
    register: Register,
) -> dict[str, Any]:
    """What the recipient reads, as JSON of labels and texts.

    Level `full` has everything but the reporter's identity; `minimal` what protects the child
    tonight; `signal` nothing. What kind of person reported stands there where `tells_kind` allows
    it. Without names (§ 64 Abs. 2a SGB VIII) only age band and place remain.
    """
    if level is ContentLevel.SIGNAL:
        return {}
    facts = report.facts
    base = {
        "urgency": URGENCY[facts.urgency],
        "topics": [TOPIC[each] for each in sorted(facts.topics)],
        **({"reporter_kind": REPORTER_KIND[facts.reporter]} if tells_kind else {}),
        "children": [
            _child(child, report, level=level, with_names=with_names, register=register)
            for child in facts.children
            if child.ref in children
        ],
        "siblings_elsewhere": sum(child.ref not in children for child in facts.children),
    }
    if level is ContentLevel.MINIMAL or not with_names:
        return base
    marks = {item: [each.value for each in found] for item, found in report.item_marks().items()}
    marked: dict[str, Any] = {"marks": marks} if marks else {}
    return (
        base
        | marked
        | {
            "via": VIA[report.via],
            "account": report.account,
            "adults": [
                {"relation": RELATION[each.relation], "name": each.name, "contact": each.contact}
                for each in report.adults
            ],
            "points": dict(report.points),
        }
    )


def _child(
    child: ChildFacts,
    report: Report,
    *,
    level: ContentLevel,
    with_names: bool,
    register: Register,
) -> Mapping[str, str]:
    band = age_band(child.born_on, unborn=child.unborn, on=day_of(report.facts.received_at))
    shown = {
        "ref": child.ref,
        "age": AGE_BAND[band],
        "whereabouts": place_text(child.whereabouts, register),
        "residence": place_text(child.residence, register),
    }
    identity = report.identities.get(child.ref)
    if not with_names or identity is None:
        return shown
    shown |= {"name": identity.name, "born": identity.born, "place_note": identity.place_note}
    if level is ContentLevel.FULL:
        shown |= {"note": identity.note, "lives_with": LIVES_WITH[child.residence_with]}
    return shown


def unanswered(recipient: str) -> str:
    """The alarm for the fallback office: who has not answered, nothing of the case."""
    return f"Nicht entgegengenommen: {recipient}. Bitte rufen Sie dort an."
