"""What is wrong with a set of rules, where, and what would be right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RuleFault:
    """One fault, in German. `path` leads to its place: `rules[3].when.topics`, counted from 0."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class FaultyRules(ValueError):
    """A set of rules that must not come into force."""

    def __init__(self, *faults: RuleFault) -> None:
        super().__init__("\n".join(str(each) for each in faults))
        self.faults = faults
