"""References can be said on the phone."""

import re

from kinderschutz.lib.reference import new_reference

SHAPE = re.compile(r"KS(-[23456789A-HJ-NP-Z]{4}){3}")


def test_a_reference_has_no_letter_that_looks_like_a_digit() -> None:
    assert all(SHAPE.fullmatch(new_reference()) for _ in range(200))


def test_references_differ() -> None:
    assert len({new_reference() for _ in range(5000)}) == 5000
