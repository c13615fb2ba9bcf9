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


class AddressBook:
    """Whom targets mean for one child. Rules ask for the same few targets: each is found once."""

    def __init__(
        self,
        child: ChildFacts,
        decision: ChildDecision,
        *,
        reporter: ReporterKind,
        register: Register,
    ) -> None:
        self._child = child
        self._register = register
        self._own = OWN_INSTITUTION.get(reporter, NOTHING)
        self._holders = {answer.duty: answer.office for answer in reversed(decision.duties)}
        self._found: dict[Target, tuple[Addressee, ...]] = {}

    def addressees(self, target: Target) -> tuple[Addressee, ...]:
        """The organisations of a target; none where the duty does not arise or is not known."""
        found = self._found.get(target)
        if found is None:
            found = self._found[target] = self._find(target)
        return found

    def _find(self, target: Target) -> tuple[Addressee, ...]:
        if isinstance(target, DutyTarget):
            return () if target.duty in self._own else self._holder(target)
        if isinstance(target, ServiceTarget):
            return () if target.service in self._own else self._offering(target)
        return (Addressee(self._register.fallback, RecipientKind.OFFICE, None),)

    def _holder(self, target: DutyTarget) -> tuple[Addressee, ...]:
        key = self._holders.get(target.duty)
        if key is None:
            return ()
        if target.duty in PARTNER_DUTIES:
            kind, known = RecipientKind.PARTNER, key in self._register.partners
        elif target.where is Where.OUTSIDE:
            kind, known = RecipientKind.OUTSIDE, DISTRICT.fullmatch(key) is not None
        else:
            is_acting = key == self._holders.get(Duty.ACT_NOW)
            kind = RecipientKind.OFFICE
            known = self._register.is_member(key) and is_acting == (target.where is Where.ACTING)
        return (Addressee(key, kind, target.duty),) if known else ()

    def _offering(self, target: ServiceTarget) -> tuple[Addressee, ...]:
        """Partners for the place; district-wide ones where nobody knows it; outside, nobody."""
        at_whereabouts = target.place is PlaceOf.WHEREABOUTS
        place = self._child.whereabouts if at_whereabouts else self._child.residence
        if isinstance(place, Here):
            ags = place.area.ags
        elif place in (NoPlace.UNKNOWN, NoPlace.NONE):
            ags = None
        else:
            return ()
        return tuple(
            Addressee(key, RecipientKind.PARTNER, None)
            for key in self._register.partners_for(target.service, ags)
            if key in self._register.partners
        )
