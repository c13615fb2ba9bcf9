"""One organisation at a time: an index gives the first rows of one, not of several together."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from cases.access import Actor

NONE: frozenset[UUID] = frozenset()


def each_alone(actor: Actor) -> Iterator[Actor]:
    """The same person once for each office and each partner, in a fixed order."""
    for office in sorted(actor.offices):
        yield replace(actor, offices=frozenset({office}), partners=NONE)
    for partner in sorted(actor.partners):
        yield replace(actor, offices=NONE, partners=frozenset({partner}))
