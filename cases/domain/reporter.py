"""Who reports, and what the law asks of that profession before it tells the youth office."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from network.domain.terms import PartnerCategory, ReporterKind

KIND_OF_CATEGORY: Mapping[PartnerCategory, ReporterKind] = {
    PartnerCategory.FAMILY_COURT: ReporterKind.COURT,
    PartnerCategory.POLICE: ReporterKind.POLICE,
    PartnerCategory.HEALTH_OFFICE: ReporterKind.HEALTH_OFFICE,
    PartnerCategory.COUNSELLING: ReporterKind.COUNSELLING,
    PartnerCategory.HOSPITAL: ReporterKind.HOSPITAL,
    PartnerCategory.STATE_YOUTH_OFFICE: ReporterKind.YOUTH_OFFICE,
    PartnerCategory.SCHOOL: ReporterKind.SCHOOL,
    PartnerCategory.DAYCARE: ReporterKind.DAYCARE,
    PartnerCategory.PHYSICIAN: ReporterKind.PHYSICIAN,
    PartnerCategory.MIDWIFE: ReporterKind.MIDWIFE,
    PartnerCategory.PROVIDER: ReporterKind.PROVIDER,
}


def kind_of(category: str) -> ReporterKind:
    """What a partner's account reports as; a category nobody has mapped reports as `other`."""
    for known, kind in KIND_OF_CATEGORY.items():
        if known == category:
            return kind
    return ReporterKind.OTHER


class Point(StrEnum):
    """One question of § 4 Abs. 1 to 3 KKG or § 8a Abs. 4 SGB VIII; the key of a report's points."""

    RISK_ASSESSED = "risk_assessed"
    SPECIALIST_CONSULTED = "specialist_consulted"
    TALKED_WITH_CHILD = "talked_with_child"
    TALKED_WITH_PARENTS = "talked_with_parents"
    HELP_OFFERED = "help_offered"
    TOLD_BEFOREHAND = "told_beforehand"
    REMARK = "remark"


@dataclass(frozen=True)
class Procedure:
    """What a profession is asked, and by which norm. Every answer may stay open."""

    norm: str
    points: tuple[Point, ...]


BY_SECRECY = Procedure(
    norm="§ 4 Abs. 1 bis 3 KKG",
    points=(
        Point.TALKED_WITH_CHILD,
        Point.TALKED_WITH_PARENTS,
        Point.HELP_OFFERED,
        Point.SPECIALIST_CONSULTED,
        Point.TOLD_BEFOREHAND,
        Point.REMARK,
    ),
)
"""People bound to secrecy (§ 4 Abs. 1 KKG): talk, help, advice, then the youth office."""

BY_AGREEMENT = Procedure(
    norm="§ 8a Abs. 4 und 5 SGB VIII",
    points=(
        Point.RISK_ASSESSED,
        Point.SPECIALIST_CONSULTED,
        Point.TALKED_WITH_CHILD,
        Point.TALKED_WITH_PARENTS,
        Point.HELP_OFFERED,
        Point.TOLD_BEFOREHAND,
        Point.REMARK,
    ),
)
"""Providers and day care: own assessment with an InsoFa, family included, help offered."""

PROCEDURES: Mapping[ReporterKind, Procedure] = {
    ReporterKind.SCHOOL: BY_SECRECY,
    ReporterKind.PHYSICIAN: BY_SECRECY,
    ReporterKind.HOSPITAL: BY_SECRECY,
    ReporterKind.MIDWIFE: BY_SECRECY,
    ReporterKind.COUNSELLING: BY_SECRECY,
    ReporterKind.HEALTH_OFFICE: BY_SECRECY,
    ReporterKind.PROVIDER: BY_AGREEMENT,
    ReporterKind.DAYCARE: BY_AGREEMENT,
}


def procedure_for(kind: ReporterKind | None) -> Procedure | None:
    """What the law asks of this reporter beforehand; None where it asks nothing."""
    return PROCEDURES.get(kind) if kind else None
