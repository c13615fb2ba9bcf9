"""Facts of a concern and the answers to it: plain values, no database, no clock."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from agreements.domain.ladder import AckTime as AckTime
from agreements.domain.ladder import LadderStep as LadderStep
from network.domain.geography import Area
from network.domain.terms import (
    Confidence,
    ContentLevel,
    Duty,
    RecipientKind,
    Release,
    ReporterKind,
    Topic,
    Urgency,
)


@dataclass(frozen=True)
class Here:
    """A place in a municipality of the network."""

    area: Area


@dataclass(frozen=True)
class Elsewhere:
    """A place in a district outside the network (five digits of the official key)."""

    district: str


class NoPlace(StrEnum):
    """Values, not errors: nobody knows yet; none or not ascertainable after research; not in
    Germany.
    """

    UNKNOWN = "unknown"
    NONE = "none"
    ABROAD = "abroad"


Place = Here | Elsewhere | NoPlace


class LivesWith(StrEnum):
    """With whom the child had its habitual residence in the last six months."""

    BOTH = "both"
    MOTHER = "mother"
    FATHER = "father"
    NEITHER = "neither"
    UNKNOWN = "unknown"


class Custody(StrEnum):
    """Personensorge of one parent; partly withdrawn custody still counts (§ 86 Abs. 2 Satz 1)."""

    SOLE = "sole"
    JOINT = "joint"
    NONE = "none"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Hard spots that a professional must decide, whatever the rules say."""

    ALTERNATING_RESIDENCE = "alternating_residence"
    SHELTER = "shelter"
    PRISON = "prison"
    PSYCHIATRY = "psychiatry"
    CUSTODY_UNCLEAR = "custody_unclear"
    TEMPORARY_COMMON_HOME = "temporary_common_home"


@dataclass(frozen=True)
class Parent:
    """What is known of one parent. The defaults mean: nobody has said anything."""

    residence: Place = NoPlace.UNKNOWN
    custody: Custody = Custody.UNKNOWN
    alive: bool = True
    paternity_established: bool = True


@dataclass(frozen=True)
class Foster:
    """A foster person the child lives with (§ 86 Abs. 6). None: nobody knows yet."""

    since: date | None
    permanent: bool | None
    residence: Place


@dataclass(frozen=True)
class Benefit:
    """A running benefit; `parents_apart_since`: when the homes first parted after its start."""

    since: date
    office: str
    parents_apart_since: date | None = None


@dataclass(frozen=True)
class CourtCase:
    """A pending family-court case and the office that takes part in it (§ 87b)."""

    since: date
    office: str


@dataclass(frozen=True)
class Unaccompanied:
    """An unaccompanied minor; `allocated_to` an office key, None before the allocation (§ 88a)."""

    allocated_to: str | None


@dataclass(frozen=True)
class ChildFacts:
    """All that the jurisdiction rules may ask of one child."""

    ref: str
    born_on: date | None = None
    unborn: bool = False
    whereabouts: Place = NoPlace.UNKNOWN
    residence: Place = NoPlace.UNKNOWN
    residence_with: LivesWith = LivesWith.UNKNOWN
    last_stay_with: LivesWith | None = None
    mother: Parent = field(default_factory=Parent)
    father: Parent = field(default_factory=Parent)
    foster: Foster | None = None
    benefit: Benefit | None = None
    court_case: CourtCase | None = None
    divorce_court: str | None = None
    unaccompanied: Unaccompanied | None = None
    doubts: frozenset[Doubt] = frozenset()


@dataclass(frozen=True)
class ConcernFacts:
    """One report. `received_by` is an office key, None when it came through the portal."""

    received_by: str | None
    received_at: datetime
    urgency: Urgency
    reporter: ReporterKind
    topics: frozenset[Topic]
    children: tuple[ChildFacts, ...]


@dataclass(frozen=True)
class DutyAnswer:
    """One duty for one child. `reason` is German; its first sentence is the answer.

    `office` is an office key, `outside:<district>`, a partner key (court, police), or None when
    `confidence` is NEEDS_DECISION. `norm` cites like lawyers do: `§ 86 Abs. 2 Satz 2 SGB VIII`.
    """

    duty: Duty
    office: str | None
    norm: str
    confidence: Confidence
    reason: str
    open_questions: tuple[str, ...] = ()
    facts_used: tuple[str, ...] = ()
    facts_missing: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChildDecision:
    """The answers for one child, in the order of `Duty`; `act_now` is always among them."""

    ref: str
    duties: tuple[DutyAnswer, ...]

    def answer(self, duty: Duty) -> DutyAnswer | None:
        """The answer for one duty, None where the duty does not arise."""
        return next((each for each in self.duties if each.duty == duty), None)


@dataclass(frozen=True)
class PlannedNotice:
    """One notice to one recipient organisation about one or several children.

    `recipient` is an office key, a partner key or `outside:<district>`; `because` is the German
    reason shown before sending. `ack` is the frozen acknowledgement time, None where nobody has to
    take the notice over (for information); `ack_by` is its end, None as well until a caseworker has
    released the notice. `rules` are the keys of the rules that chose the recipient, `duties` the
    answers they went by.
    """

    recipient: str
    kind: RecipientKind
    children: tuple[str, ...]
    because: str
    legal_basis: str
    content: ContentLevel
    release: Release
    ack_by: datetime | None
    ladder: tuple[LadderStep, ...]
    rules: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    is_fallback: bool = False
    ack: AckTime | None = None
