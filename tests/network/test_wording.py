"""Every shared term has a German word."""

from enum import StrEnum

import pytest

from network import wording
from network.domain import terms

ENUMS = [
    kind
    for kind in vars(terms).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
]


@pytest.mark.parametrize("kind", ENUMS)
def test_every_member_has_a_word(kind: type[StrEnum]) -> None:
    assert set(wording.LABELS[kind]) == set(kind)
    assert all(wording.label(member).strip() for member in kind)


@pytest.mark.parametrize("kind", ENUMS)
def test_words_of_one_enum_differ(kind: type[StrEnum]) -> None:
    words = [word for _, word in wording.choices(kind)]

    assert len(set(words)) == len(words)
    assert [value for value, _ in wording.choices(kind)] == [member.value for member in kind]
