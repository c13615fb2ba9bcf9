"""A seal on a file: whether it is exactly what the portal wrote, told without a database."""

import hashlib
import hmac
import re

from kinderschutz.lib.sealed import key_ring

PURPOSE = "seal of files"
MARK = b"\n%KS-SIEGEL "
LINE = re.compile(rb"\n%KS-SIEGEL ([0-9a-f]{64})\n\Z")
LETTERS = 16


class BrokenSeal(Exception):
    """The file was changed, or another portal wrote it. The text is German and for people."""


def seal(file: bytes) -> bytes:
    """The file with its seal as a last line; a PDF reader takes that for a comment."""
    return file + MARK + _mac(file).hex().encode() + b"\n"


def check(sealed: bytes) -> None:
    """Raises BrokenSeal unless every byte is as it was sealed, with the keys of this portal."""
    found = LINE.search(sealed)
    if found is None:
        raise BrokenSeal("Die Datei trägt kein Siegel, oder ihr Ende fehlt.")
    if not hmac.compare_digest(_mac(sealed[: found.start()]).hex().encode(), found.group(1)):
        raise BrokenSeal(
            "Das Siegel stimmt nicht: Die Datei wurde verändert oder stammt aus einem anderen "
            "Portal. Verwenden Sie sie nicht."
        )


def code(text: str) -> str:
    """A short seal on a text, to be printed with it: four groups of four signs."""
    letters = _mac(text.encode()).hex().upper()[:LETTERS]
    return "-".join(letters[start : start + 4] for start in range(0, LETTERS, 4))


def _mac(content: bytes) -> bytes:
    return hmac.digest(key_ring().derived(PURPOSE), content, hashlib.sha256)
