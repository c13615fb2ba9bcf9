"""What the rules' reader finds wrong, at the field where it was typed and in words for people."""

import re
from collections.abc import Iterator

from cases.domain.facts import Fault
from cases.forms.steps import Step

FIELD_OF_FACT = {
    "born_on": (Step.CHILDREN, "born_on"),
    "unborn": (Step.CHILDREN, "unborn"),
    "whereabouts": (Step.CHILDREN, "whereabouts"),
    "residence": (Step.CHILDREN, "residence"),
    "residence_with": (Step.CHILDREN, "lives_with"),
    "last_stay_with": (Step.FAMILY, "last_stay_with"),
    "mother.custody": (Step.FAMILY, "mother_custody"),
    "mother.alive": (Step.FAMILY, "mother_dead"),
    "mother": (Step.FAMILY, "mother_residence"),
    "father.custody": (Step.FAMILY, "father_custody"),
    "father.alive": (Step.FAMILY, "father_dead"),
    "father.paternity_established": (Step.FAMILY, "father_not_established"),
    "father": (Step.FAMILY, "father_residence"),
    "foster.permanent": (Step.FAMILY, "foster_permanent"),
    "foster.residence": (Step.FAMILY, "foster_residence"),
    "foster": (Step.FAMILY, "foster_since"),
    "benefit.office": (Step.FAMILY, "benefit_office"),
    "benefit.parents_apart_since": (Step.FAMILY, "benefit_apart_since"),
    "benefit": (Step.FAMILY, "benefit_since"),
    "court_case.office": (Step.FAMILY, "court_office"),
    "court_case": (Step.FAMILY, "court_since"),
    "divorce_court": (Step.FAMILY, "divorce_court"),
    "unaccompanied.allocated_to": (Step.FAMILY, "allocated_to"),
    "unaccompanied": (Step.FAMILY, "unaccompanied"),
    "doubts": (Step.FAMILY, "doubts"),
}
"""Where a fact of a child is typed; a longer path counts before a shorter one."""

_AFTER_ARRIVAL = "Dieser Tag liegt nach dem Eingang der Mitteilung. Bitte prüfen Sie ihn."
_DEAD = "ist als verstorben angekreuzt. Wählen Sie hier „keine“ oder „Weiß ich nicht“."

SENTENCES = {
    ("born_on", "received_at"): (
        "Dieser Tag liegt in der Zukunft. Wenn das Kind noch nicht geboren ist, kreuzen Sie das an."
    ),
    ("born_on", "unborn"): (
        "Dieser Tag ist vorbei, das Kind ist aber als „noch nicht geboren“ angekreuzt. "
        "Bitte ändern Sie eines von beidem."
    ),
    ("foster", "unborn"): "Ein ungeborenes Kind lebt in keiner Pflegefamilie.",
    ("unaccompanied", "unborn"): "Ein ungeborenes Kind reist nicht allein ein.",
    ("mother.custody", "father.custody"): (
        "Das passt nicht zur Personensorge des Vaters. Möglich ist: beide gemeinsam, "
        "eine Person allein und die andere keine, oder beide keine."
    ),
    ("mother.custody", "mother.alive"): f"Die Mutter {_DEAD}",
    ("father.custody", "father.alive"): f"Der Vater {_DEAD}",
    ("father.custody", "father.paternity_established"): (
        "Ohne festgestellte Vaterschaft hat er keine Personensorge. "
        "Wählen Sie „keine“ oder „Weiß ich nicht“."
    ),
    ("foster.since", "received_at"): _AFTER_ARRIVAL,
    ("benefit.since", "received_at"): _AFTER_ARRIVAL,
    ("benefit.parents_apart_since", "received_at"): _AFTER_ARRIVAL,
    ("court_case.since", "received_at"): _AFTER_ARRIVAL,
    ("foster.since", "born_on"): (
        "Dieser Tag liegt vor dem Geburtsdatum des Kindes. Bitte prüfen Sie beide."
    ),
    ("benefit.parents_apart_since", "benefit.since"): (
        "Dieser Tag liegt vor dem Beginn der Leistung. Gemeint ist nur eine Trennung danach; "
        "sonst lassen Sie das Feld leer."
    ),
}
"""What to say where two facts contradict each other: (fact, other fact) -> a sentence."""

_CHILD = re.compile(r"children\[([0-9]+)\]\.?(.*)")
_CLASH = re.compile(r"widerspricht (?:children\[[0-9]+\]\.)?([a-z_.]+): (.*)", re.DOTALL)


def child_of(fault: Fault) -> tuple[int, str] | None:
    """Position of the child and the fact's path below it; None where no child is meant."""
    found = _CHILD.fullmatch(fault.field)
    return (int(found[1]), found[2]) if found else None


def sentence(fault: Fault) -> str:
    """What is wrong, for people; the reader's own words where there are no better ones."""
    child, clash = child_of(fault), _CLASH.fullmatch(fault.message)
    if clash is None:
        return fault.message[:1].upper() + fault.message[1:]
    fact = child[1] if child else fault.field
    return SENTENCES.get((fact, clash[1])) or clash[2][:1].upper() + clash[2][1:]


def fields_of(path: str) -> Iterator[tuple[Step, str]]:
    """Where a fact was typed, the closest field first."""
    while path:
        if path in FIELD_OF_FACT:
            yield FIELD_OF_FACT[path]
        path = path.rpartition(".")[0]
