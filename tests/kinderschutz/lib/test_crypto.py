"""Sealed values open in their place, with their key, unchanged; otherwise not at all."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinderschutz.lib.crypto import KeyRing, UnreadableValue

OLD, NEW = b"a" * 32, b"b" * 32
RING = KeyRing({1: OLD, 2: NEW})
PLACE = "cases_child.identity"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back(text: str) -> None:
    assert RING.decrypt(RING.encrypt(text, place=PLACE), place=PLACE) == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert RING.encrypt("Mia", place=PLACE) != RING.encrypt("Mia", place=PLACE)


def test_the_newest_key_seals_and_the_old_one_still_opens() -> None:
    before = KeyRing({1: OLD}).encrypt("Mia", place=PLACE)

    assert RING.decrypt(before, place=PLACE) == "Mia"
    assert RING.encrypt("Mia", place=PLACE)[1] == 2


def test_a_value_does_not_open_in_another_column() -> None:
    sealed = RING.encrypt("Mia", place=PLACE)

    with pytest.raises(UnreadableValue):
        RING.decrypt(sealed, place="cases_adult.identity")


@pytest.mark.parametrize("place", range(2, 40))
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(RING.encrypt("Mia Musterkind", place=PLACE))
    sealed[place] ^= 1

    with pytest.raises(UnreadableValue):
        RING.decrypt(bytes(sealed), place=PLACE)


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x02\x01" + b"x" * 40, b"\x01\x09" + b"x" * 40])
def test_what_is_no_sealed_value_is_refused(value: bytes) -> None:
    with pytest.raises(UnreadableValue):
        RING.decrypt(value, place=PLACE)


@pytest.mark.parametrize(
    "text", ["", "1", "1:zu-kurz", "0:" + "A" * 44, "256:" + "A" * 44, "x:" + "A" * 44]
)
def test_a_faulty_key_ring_is_refused_without_showing_a_key(text: str) -> None:
    with pytest.raises(ValueError, match="FIELD_KEYS") as fault:
        KeyRing.parse(text)

    assert "zu-kurz" not in str(fault.value)


def test_a_key_ring_is_read_from_one_line() -> None:
    line = f"1:{base64.b64encode(OLD).decode()}, 2:{base64.b64encode(NEW).decode()}"

    assert KeyRing.parse(line) == RING


def test_bytes_for_one_purpose_stay_the_same_when_a_key_is_added() -> None:
    old, ring = KeyRing({1: b"a" * 32}), KeyRing({1: b"a" * 32, 2: b"b" * 32})

    assert ring.derived("copy") == old.derived("copy")
    assert len({old.derived("copy"), old.derived("other"), old.keys[1]}) == 3
    assert len(old.derived("copy", length=12)) == 12
