"""What can be wrong with an input: the field, and in German what to do about it."""

from dataclasses import dataclass

LONGEST_ECHO = 40


@dataclass(frozen=True)
class Fault:
    """One fault. `field` is a path like `children[0].born_on`, `message` is German, for people."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class FaultyFacts(ValueError):
    """The input cannot be decided upon; carries every fault that was found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


def shown(text: str) -> str:
    """Foreign text, short and printable, so that it can stand in a message or a path."""
    cut = text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"
    return "".join(sign if sign.isprintable() else "?" for sign in cut)
