"""Items under special protection and the grounds on which they may be passed on."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from cases.domain.reporter import Point
from network.domain.terms import Duty, RecipientKind, ReporterKind

ACCOUNT = "account"
"""The free text of the report."""
POINT = "point:"
"""An answer to a question of § 4 KKG; its key follows."""
DECISION = "decision:"
"""The reason of a decision; its number follows."""


class Mark(StrEnum):
    """Why an item is under special protection."""

    ENTRUSTED = "entrusted"
    MEDICAL = "medical"


class Ground(StrEnum):
    """On which ground a marked item is passed on; the numbers are those of § 65 Abs. 1 SGB VIII."""

    CONSENT = "65-1-1"
    FAMILY_COURT = "65-1-2"
    CHANGE_OF_OFFICE = "65-1-3"
    RISK_ASSESSMENT = "65-1-4"
    SECRECY_LIFTED = "65-1-5"
    MEDICAL_DUTY = "76-1"
    MEDICAL_EXPERT = "76-2"


GROUNDS: Mapping[Mark, tuple[Ground, ...]] = {
    Mark.ENTRUSTED: (
        Ground.CONSENT,
        Ground.FAMILY_COURT,
        Ground.CHANGE_OF_OFFICE,
        Ground.RISK_ASSESSMENT,
        Ground.SECRECY_LIFTED,
    ),
    Mark.MEDICAL: (Ground.MEDICAL_DUTY, Ground.MEDICAL_EXPERT),
}
"""What may be chosen for which mark."""

MEDICAL_REPORTERS = frozenset(
    {
        ReporterKind.PHYSICIAN,
        ReporterKind.HOSPITAL,
        ReporterKind.MIDWIFE,
        ReporterKind.HEALTH_OFFICE,
    }
)
"""Whose reports are medical unless they say otherwise (§ 76 Abs. 1 SGB X, § 203 StGB)."""


def ground_for(mark: Mark, kind: RecipientKind, duties: Collection[str]) -> Ground:
    """By which ground a marked item goes along where no person has chosen one.

    An office learns of it because it becomes or may be responsible, the court because it is called
    upon; everybody else only as far as secrecy would not stand against it.
    """
    if mark is Mark.MEDICAL:
        return Ground.MEDICAL_DUTY
    if kind is not RecipientKind.PARTNER:
        return Ground.CHANGE_OF_OFFICE
    return Ground.FAMILY_COURT if Duty.FAMILY_COURT in duties else Ground.SECRECY_LIFTED


def items_of_report(points: Iterable[str]) -> tuple[str, ...]:
    """The items of a report that can be marked: its text, and each answer."""
    return (ACCOUNT, *(f"{POINT}{Point(key).value}" for key in points))


def default_mark(reporter: ReporterKind) -> Mark | None:
    """How a report of this profession is marked if nobody says anything."""
    return Mark.MEDICAL if reporter in MEDICAL_REPORTERS else None
