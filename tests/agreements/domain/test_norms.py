"""Norms are cited as lawyers cite them, or refused."""

import pytest

from agreements.domain.norms import is_norm


@pytest.mark.parametrize(
    "text",
    [
        "§ 8a Abs. 6 Satz 1 SGB VIII",
        "§ 86d SGB VIII",
        "§ 69 Abs. 1 Nr. 1 SGB X",
        "§ 62 Abs. 3 Nr. 2 Buchst. d SGB VIII",
        "§ 64 Abs. 2a SGB VIII",
        "§ 42 Abs. 6 SchulG NRW",
        "§ 152 Abs. 2 FamFG",
        "Art. 6 Abs. 1 Buchst. e DSGVO",
    ],
)
def test_a_full_citation_is_a_norm(text: str) -> None:
    assert is_norm(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "§ 8a",
        "8a SGB VIII",
        "§ 8a SGB 8",
        "§8a SGB VIII",
        "§ 8a Absatz 6 SGB VIII",
        "§ 8a SGB VIII, § 4 KKG",
        "§ 8a SGB VIII ",
        "Art. 6 SGB VIII",
        "§ 0 KKG",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_norm(text)
