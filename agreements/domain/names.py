"""Names that only the directory knows: a rule for an office that does not exist never fires."""

from collections.abc import Collection, Iterator

from agreements.domain.faults import RuleFault
from agreements.domain.rules import RuleSet


def unknown_names(
    rule_set: RuleSet, *, offices: Collection[str], municipalities: Collection[str]
) -> Iterator[RuleFault]:
    """Faults for every office key and every official key that the network does not have."""
    for number, rule in enumerate(rule_set.rules):
        when = f"rules[{number}].when"
        for office in sorted(rule.when.offices - set(offices)):
            yield RuleFault(
                f"{when}.offices",
                f"„{office}“ ist kein Jugendamt des Netzwerks; es gibt: {_list(offices)}",
            )
        for ags in sorted(rule.when.municipalities - set(municipalities)):
            yield RuleFault(
                f"{when}.municipalities",
                f"„{ags}“ ist keine Gemeinde des Netzwerks; es gibt: {_list(municipalities)}",
            )
    for number, own in enumerate(rule_set.office_ladders):
        if own.office not in offices:
            yield RuleFault(
                f"office_ladders[{number}].office",
                f"„{own.office}“ ist kein Jugendamt des Netzwerks; es gibt: {_list(offices)}",
            )


def _list(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "keine"
