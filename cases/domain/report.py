"""A report as plain values: what the forms, a phone intake or a test hand to the service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cases.domain.marks import Mark, default_mark, items_of_report
from cases.domain.types import ConcernFacts


class Via(StrEnum):
    """By which way the report reached the office."""

    PORTAL = "portal"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"


class Relation(StrEnum):
    """What a named adult is to the children."""

    MOTHER = "mother"
    FATHER = "father"
    OTHER = "other"


@dataclass(frozen=True)
class ChildIdentity:
    """Who the child is, as far as anybody said. Every field may be empty: nobody knows."""

    name: str = ""
    born: str = ""
    place_note: str = ""
    note: str = ""


@dataclass(frozen=True)
class AdultEntry:
    """An adult named in the report."""

    relation: Relation
    name: str = ""
    contact: str = ""


@dataclass(frozen=True)
class ReporterEntry:
    """The reporter's own block; stored apart from everything else (§ 64 Abs. 4 SGB VIII, § 65 SGB
    VIII).
    """

    name: str = ""
    function: str = ""
    organisation: str = ""
    phone: str = ""
    callback: str = ""


@dataclass(frozen=True)
class Report:
    """All of one report. `points` are the answers to § 4 KKG / § 8a Abs. 4 SGB VIII, by key of the
    question. `marks` says per item how it is protected; None: nobody has said, the profession
    decides. `not_for` are names of people who must not see the case; with `not_employer` nobody of
    the reporter's own institution may.
    """

    facts: ConcernFacts
    via: Via
    account: str
    identities: Mapping[str, ChildIdentity] = field(default_factory=dict)
    adults: tuple[AdultEntry, ...] = ()
    reporter: ReporterEntry = field(default_factory=ReporterEntry)
    points: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, tuple[Mark, ...]] | None = None
    not_for: tuple[str, ...] = ()
    not_employer: bool = False

    def item_marks(self) -> Mapping[str, tuple[Mark, ...]]:
        """The marks of each item that has any."""
        if self.marks is not None:
            return self.marks
        mark = default_mark(self.facts.reporter)
        return dict.fromkeys(items_of_report(self.points), (mark,)) if mark else {}
