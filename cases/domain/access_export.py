"""What the family is told of a case: only what stands on this list, and only what is decided.

Art. 15 DSGVO, § 83 SGB X, § 25 SGB X. Whatever is not named here does not exist for the answer: who
reported and how, whom the portal told and why, instants, addresses of computers, files.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.domain.marks import Mark

ADULT = "adult:"
"""Another adult of the report; the key follows."""
CHILD = "child:"
"""Another child of the report; its letter follows."""
SHORTEST_WORD = 3
FEWEST_DIGITS = 5
_WORD = re.compile(r"\w+")
_NOT_A_DIGIT = re.compile(r"[^0-9]")


class Refusal(StrEnum):
    """Why an item is not told. Each item that is not told has one."""

    OTHERS = "others"
    ENTRUSTED = "entrusted"
    PHYSICIAN = "physician"
    ENDANGERS = "endangers"


@dataclass(frozen=True)
class Item:
    """Something about which a person decides: `source` is read by the office, never copied.

    `heading` stands in the answer: a question that only professionals are asked would tell of them.
    """

    key: str
    label: str
    source: str
    heading: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What was decided about an item; undecided while it is neither told nor refused."""

    tell: bool | None = None
    text: str = ""
    refusal: Refusal | None = None

    @property
    def is_decided(self) -> bool:
        """Told with a text of its own, or refused with a ground."""
        if self.tell is None:
            return False
        return bool(self.text.strip()) if self.tell else self.refusal is not None


def choices_from_data(data: Mapping[str, Mapping[str, object]]) -> dict[str, Choice]:
    """As it is stored."""
    return {
        key: Choice(
            tell=None if each.get("tell") is None else bool(each["tell"]),
            text=str(each.get("text", "")),
            refusal=Refusal(str(each["refusal"])) if each.get("refusal") else None,
        )
        for key, each in data.items()
    }


def choices_to_data(choices: Mapping[str, Choice]) -> dict[str, dict[str, object]]:
    """To be stored."""
    return {
        key: {"tell": each.tell, "text": each.text, "refusal": each.refusal}
        for key, each in choices.items()
    }


def undecided(items: Iterable[Item], choices: Mapping[str, Choice]) -> list[Item]:
    """Items about which nobody has decided yet."""
    return [each for each in items if not choices.get(each.key, Choice()).is_decided]


def week_of(at: datetime) -> str:
    """When, as coarse as the family is told: the hour would tell who can have reported."""
    year, week, _ = at.isocalendar()
    return f"Kalenderwoche {week}/{year}"


def betrays(text: str, told_apart: Iterable[str]) -> bool:
    """Whether a text names the reporter: a word of the name, the institution, the number.

    `told_apart` are the reporter's own entries; words of less than three letters say nothing.
    """
    words = {each.casefold() for each in _WORD.findall(text)}
    digits = _NOT_A_DIGIT.sub("", text)
    for entry in told_apart:
        number = _NOT_A_DIGIT.sub("", entry).lstrip("0")
        if len(number) >= FEWEST_DIGITS and number in digits:
            return True
        parts = [each.casefold() for each in _WORD.findall(entry)]
        if any(
            len(each) >= SHORTEST_WORD and not each.isdigit() and each in words for each in parts
        ):
            return True
    return False
