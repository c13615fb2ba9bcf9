"""What a rule says to tell -> keys of organisations, through the decision and the register."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from agreements.domain.rules import DutyTarget, PlaceOf, ServiceTarget, Target, Where
from cases.domain.types import ChildDecision, ChildFacts, Here, NoPlace
from network.domain.geography import OUTSIDE, Register
from network.domain.terms import Duty, RecipientKind, ReporterKind, Service

DISTRICT = re.compile(rf"{re.escape(OUTSIDE)}\d{{5}}")
PARTNER_DUTIES = frozenset({Duty.FAMILY_COURT, Duty.POLICE})

# Whoever reports knows already. A youth office is never left out: it may be the one that must act.
OWN_INSTITUTION: Mapping[ReporterKind, frozenset[Duty | Service]] = {
    ReporterKind.POLICE: frozenset({Duty.POLICE, Service.POLICE}),
    ReporterKind.COURT: frozenset({Duty.FAMILY_COURT, Service.FAMILY_COURT}),
    ReporterKind.HOSPITAL: frozenset(
        {Service.PAEDIATRIC_HOSPITAL, Service.MEDICAL_CHILD_PROTECTION}
    ),
    ReporterKind.HEALTH_OFFICE: frozenset({Service.HEALTH_OFFICE}),
    ReporterKind.COUNSELLING: frozenset(
        {Service.SEXUAL_VIOLENCE_COUNSELLING, Service.FAMILY_COUNSELLING}
    ),
}
NOTHING: frozenset[Duty | Service] = frozenset()


@dataclass(frozen=True, slots=True)
class Addressee:
    """An organisation by its key, and the duty for which it was found."""

    key: str
    kind: RecipientKind
    duty: Duty | None


def addressees(
    target: Target,
    child: ChildFacts,
    decision: ChildDecision,
    *,
    reporter: ReporterKind,
    register: Register,
) -> tuple[Addressee, ...]:
    """Whom this target means for this child; nobody where the duty does not arise."""
    if isinstance(target, DutyTarget):
        if target.duty in OWN_INSTITUTION.get(reporter, NOTHING):
            return ()
        return _holder(target, decision, register)
    if isinstance(target, ServiceTarget):
        if target.service in OWN_INSTITUTION.get(reporter, NOTHING):
            return ()
        return _offering(target, child, register)
    return (Addressee(register.fallback, RecipientKind.OFFICE, None),)


def _holder(
    target: DutyTarget, decision: ChildDecision, register: Register
) -> tuple[Addressee, ...]:
    answer = decision.answer(target.duty)
    key = answer.office if answer else None
    if key is None:
        return ()
    if target.duty in PARTNER_DUTIES:
        known = key in register.partners
        return (Addressee(key, RecipientKind.PARTNER, target.duty),) if known else ()
    if target.where is Where.OUTSIDE:
        known = DISTRICT.fullmatch(key) is not None
        return (Addressee(key, RecipientKind.OUTSIDE, target.duty),) if known else ()
    acting = decision.answer(Duty.ACT_NOW)
    is_acting = acting is not None and acting.office == key
    known = register.is_member(key) and is_acting == (target.where is Where.ACTING)
    return (Addressee(key, RecipientKind.OFFICE, target.duty),) if known else ()


def _offering(
    target: ServiceTarget, child: ChildFacts, register: Register
) -> tuple[Addressee, ...]:
    """Partners for the place; district-wide ones where nobody knows it; outside, nobody."""
    place = child.whereabouts if target.place is PlaceOf.WHEREABOUTS else child.residence
    if isinstance(place, Here):
        ags = place.area.ags
    elif place in (NoPlace.UNKNOWN, NoPlace.NONE):
        ags = None
    else:
        return ()
    return tuple(
        Addressee(key, RecipientKind.PARTNER, None)
        for key in register.partners_for(target.service, ags)
        if key in register.partners
    )
