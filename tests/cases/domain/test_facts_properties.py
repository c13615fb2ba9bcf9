"""Reading never breaks, whatever JSON comes; what it refuses, it explains."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.domain.facts import Fault, FaultyFacts, read_facts, write_facts
from cases.domain.jurisdiction import decide
from cases.domain.types import ConcernFacts
from network.domain.terms import Duty
from tests.cases.domain.jurisdiction_strategies import REGISTER, anything, concerns


def read_or_explain(data: Any) -> tuple[Fault, ...]:
    """Either facts that can be decided, or faults that can be printed."""
    faults: tuple[Fault, ...] = ()
    facts = None
    try:
        facts = read_facts(data, REGISTER)
    except FaultyFacts as refused:
        faults = refused.faults
    assert (facts is None) == bool(faults)
    for fault in faults:
        assert fault.field
        assert str(fault).isprintable()
        assert len(str(fault)) < 1000
    for child in facts.children if facts else ():
        assert facts
        assert decide(child, concern=facts, register=REGISTER).answer(Duty.ACT_NOW)
    return faults


@given(anything)
def test_any_json_is_read_or_refused_with_reasons(data: Any) -> None:
    read_or_explain(data)


@settings(max_examples=400)
@given(concerns(most=2), st.data())
def test_any_part_replaced_by_anything_is_read_or_refused_with_reasons(
    concern: ConcernFacts, data: st.DataObject
) -> None:
    broken = write_facts(concern)
    where: Any = broken
    while True:
        keys = list(where) if isinstance(where, dict) else list(range(len(where)))
        key = data.draw(st.sampled_from(keys))
        inside = where[key]
        if not isinstance(inside, dict | list) or not inside or data.draw(st.integers(0, 3)) == 0:
            break
        where = inside
    where[key] = data.draw(anything)

    read_or_explain(broken)


@given(concerns(), st.text(min_size=1, max_size=30), anything)
def test_a_key_nobody_knows_is_refused(concern: ConcernFacts, key: str, value: Any) -> None:
    data = write_facts(concern)
    if key not in data:
        assert read_or_explain(data | {key: value})
