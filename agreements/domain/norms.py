"""Norms as lawyers cite them: `§ 8a Abs. 6 Satz 1 SGB VIII`. A rule without a norm tells nobody."""

import re

LAWS = (
    "SGB I",
    "SGB VIII",
    "SGB X",
    "KKG",
    "FamFG",
    "BGB",
    "StGB",
    "StPO",
    "SchulG NRW",
    "PolG NRW",
    "Landeskinderschutzgesetz NRW",
)
ARTICLES = ("DSGVO", "GG")

_PARTS = (
    r"(?: Abs\. [1-9]\d?[a-z]?)?(?: Satz [1-9]\d?)?(?: Nr\. [1-9]\d?[a-z]?)?(?: Buchst\. [a-z])?"
)
_NORM = re.compile(
    rf"§ [1-9]\d{{0,3}}[a-z]?{_PARTS} (?:{'|'.join(LAWS)})"
    rf"|Art\. [1-9]\d{{0,2}}{_PARTS} (?:{'|'.join(ARTICLES)})"
)


def is_norm(text: str) -> bool:
    """Whether this is one norm of a known law, cited in full."""
    return _NORM.fullmatch(text) is not None
