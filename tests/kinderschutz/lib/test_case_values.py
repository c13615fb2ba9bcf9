"""Values sealed with the key of their case, for one column of one row."""

from uuid import uuid4

import pytest

from kinderschutz.lib.crypto import (
    KeyRing,
    UnreadableValue,
    case_of,
    new_case_key,
    open_for_case,
    seal_for_case,
)

PLACE = "cases_child.identity"
RING = KeyRing({1: b"a" * 32, 2: b"b" * 32})
CASE, ROW, KEY = uuid4(), uuid4(), new_case_key()


def sealed(text: str = "Mia Musterkind") -> bytes:
    return seal_for_case(text, KEY, case=CASE, place=PLACE, row=ROW)


def test_a_sealed_value_opens_where_it_belongs_and_names_its_case() -> None:
    value = sealed()

    assert open_for_case(value, KEY, place=PLACE, row=ROW) == "Mia Musterkind"
    assert case_of(value) == CASE
    assert b"Mia" not in value


def test_it_does_not_open_in_another_row_of_the_same_column() -> None:
    with pytest.raises(UnreadableValue):
        open_for_case(sealed(), KEY, place=PLACE, row=uuid4())


def test_it_does_not_open_in_another_column_of_the_same_row() -> None:
    with pytest.raises(UnreadableValue):
        open_for_case(sealed(), KEY, place="cases_adult.identity", row=ROW)


def test_it_does_not_open_under_the_name_of_another_case() -> None:
    value = sealed()
    moved = value[:1] + uuid4().bytes + value[17:]

    with pytest.raises(UnreadableValue):
        open_for_case(moved, KEY, place=PLACE, row=ROW)


@pytest.mark.parametrize("value", [b"", b"\x02", b"\x01" + b"x" * 60, b"\x02" + b"x" * 40])
def test_what_is_no_envelope_does_not_open(value: bytes) -> None:
    with pytest.raises(UnreadableValue):
        open_for_case(value, KEY, place=PLACE, row=ROW)


def test_a_wrapped_key_is_for_one_case() -> None:
    wrapped = RING.wrap(KEY, case=CASE)

    assert RING.unwrap(wrapped, case=CASE) == KEY
    with pytest.raises(UnreadableValue):
        RING.unwrap(wrapped, case=uuid4())


def test_the_newest_key_wraps_and_an_older_one_still_unwraps() -> None:
    old = KeyRing({1: b"a" * 32}).wrap(KEY, case=CASE)

    assert (old[0], RING.wrap(KEY, case=CASE)[0]) == (1, 2)
    assert RING.unwrap(old, case=CASE) == KEY


def test_a_key_wrapped_by_a_removed_one_does_not_open() -> None:
    wrapped = RING.wrap(KEY, case=CASE)

    with pytest.raises(UnreadableValue):
        KeyRing({1: b"a" * 32}).unwrap(wrapped, case=CASE)
