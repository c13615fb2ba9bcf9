"""Facts of a concern from JSON and back: every fault is found, named and comes with its cure."""

from cases.domain.facts.faults import Fault, FaultyFacts
from cases.domain.facts.reading import read_facts
from cases.domain.facts.writing import write_facts

__all__ = ["Fault", "FaultyFacts", "read_facts", "write_facts"]
