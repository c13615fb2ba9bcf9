"""Another child, or one less: what was typed moves along with its child."""

from collections.abc import Iterable
from typing import Any

from cases.forms.children import MOST_CHILDREN, child_ref
from cases.forms.steps import COUNT, Entries, Raw, Step, child_count

SHARED = ("residence", "residence_district", "lives_with")
"""What a brother or sister most likely has in common with the first child."""

ALONE = "own_family"


def with_another_child(raw: Raw) -> dict[str, Any]:
    """The step of the children with one more, who lives where the first one lives."""
    count = child_count(raw)
    if count >= MOST_CHILDREN:
        return dict(raw)
    copied = {
        f"kind-{count}-{name}": raw[f"kind-0-{name}"] for name in SHARED if f"kind-0-{name}" in raw
    }
    return {**raw, **copied, COUNT: str(count + 1)}


def without_child(entries: Entries, position: str) -> dict[str, Any]:
    """The steps that change when a child is taken out; a position that is none changes nothing.

    Where the first child goes and the next one has a family of its own, that family becomes the
    common one, and those who shared the old one keep it each for themselves.
    """
    raw = entries.get(Step.CHILDREN, {})
    count = child_count(raw)
    if not (position.isascii() and position.isdigit()) or int(position) >= count or count == 1:
        return {Step.CHILDREN.value: dict(raw)}
    kept = [each for each in range(count) if each != int(position)]
    children = {old: _below(raw, f"kind-{old}-") for old in kept}
    family = entries.get(Step.FAMILY, {})
    families = {
        old: _below(family, f"familie-{child_ref(old if children[old].get(ALONE) else 0)}-")
        for old in kept
    }
    first = kept[0]
    changes_family = bool(children[first].get(ALONE))
    for old in kept[1:]:
        if changes_family and not children[old].get(ALONE):
            children[old][ALONE] = "on"
    children[first].pop(ALONE, None)
    changed = {Step.CHILDREN.value: _joined(_named(children, kept, "kind-{position}-"))}
    changed[Step.CHILDREN.value][COUNT] = str(len(kept))
    if Step.FAMILY in entries:
        own = [old for old in kept if old == first or children[old].get(ALONE)]
        changed[Step.FAMILY.value] = _joined(
            (f"familie-{child_ref(kept.index(old))}-", families[old]) for old in own
        )
    return changed


def _below(raw: Raw, start: str) -> dict[str, Any]:
    return {name.removeprefix(start): told for name, told in raw.items() if name.startswith(start)}


def _named(
    children: dict[int, dict[str, Any]], kept: list[int], pattern: str
) -> Iterable[tuple[str, dict[str, Any]]]:
    return ((pattern.format(position=position), children[old]) for position, old in enumerate(kept))


def _joined(parts: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    return {start + name: told for start, part in parts for name, told in part.items()}
