"""The hard spots that force a professional's decision, in words."""

from dataclasses import dataclass

from cases.domain.types import Doubt


@dataclass(frozen=True)
class Question:
    """What the doubt is about, and what a professional has to answer."""

    what: str
    question: str


DOUBTS = {
    Doubt.ALTERNATING_RESIDENCE: Question(
        "das Kind lebt im Wechsel an zwei Orten",
        "Wo liegt der Schwerpunkt seines Lebens, oder hat es an beiden Orten einen gewöhnlichen "
        "Aufenthalt?",
    ),
    Doubt.SHELTER: Question(
        "Aufenthalt in einem Frauenhaus oder einer Schutzeinrichtung",
        "Ist dort schon ein gewöhnlicher Aufenthalt begründet, oder besteht der frühere fort?",
    ),
    Doubt.PRISON: Question(
        "Aufenthalt in Haft",
        "Besteht der gewöhnliche Aufenthalt von vor der Haft fort?",
    ),
    Doubt.PSYCHIATRY: Question(
        "Aufenthalt in einer psychiatrischen Klinik",
        "Besteht der gewöhnliche Aufenthalt von vor der Aufnahme fort?",
    ),
    Doubt.CUSTODY_UNCLEAR: Question(
        "die Personensorge ist unklar",
        "Wer hat nach Gericht oder Sorgeregister die Personensorge?",
    ),
    Doubt.TEMPORARY_COMMON_HOME: Question(
        "die Eltern leben nur vorübergehend zusammen",
        "Haben sie am gemeinsamen Ort einen gewöhnlichen Aufenthalt begründet?",
    ),
}
UNSETTLES_CHILDS_HOME = frozenset(
    {Doubt.ALTERNATING_RESIDENCE, Doubt.SHELTER, Doubt.TEMPORARY_COMMON_HOME}
)
