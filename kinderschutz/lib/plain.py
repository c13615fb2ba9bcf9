"""What people type, made harmless without changing what it says."""

import unicodedata

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Controls that turn the order of letters around; a name or a report needs none of them."""

_LOOKS_EMPTY = {0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0}
"""Letters by their class that nobody can see."""

_STACKED_AT_MOST = 4
"""Marks above and below one letter; more would run over the lines around it."""


def single_line(text: str) -> str:
    """One line: breaks and tabs become spaces, marks are capped; invisible text becomes ""."""
    return " ".join(_capped(plain_text(text)).split())


def plain_text(text: str) -> str:
    """Text with plain line breaks and no controls; text that nobody can see becomes ""."""
    unified = unicodedata.normalize("NFC", _without_surrogates(text))
    for line_break in ("\r\n", "\r", "\u2028", "\u2029", "\u0085", "\v", "\f"):
        unified = unified.replace(line_break, "\n")
    kept = "".join(letter for letter in unified if letter in "\n\t" or not _is_control(letter))
    return "" if all(_is_invisible(letter) for letter in kept) else kept.strip()


def _without_surrogates(text: str) -> str:
    """Half a character cannot be stored or sent; the sign for "unreadable" can."""
    return "".join("\ufffd" if 0xD800 <= ord(letter) <= 0xDFFF else letter for letter in text)


def _is_control(letter: str) -> bool:
    return ord(letter) in _BIDI or unicodedata.category(letter) == "Cc"


def _is_invisible(letter: str) -> bool:
    return (
        letter.isspace()
        or ord(letter) in _LOOKS_EMPTY
        or unicodedata.category(letter) in {"Cf", "Zs", "Zl", "Zp", "Mn"}
    )


def _capped(text: str) -> str:
    kept: list[str] = []
    stacked = 0
    for letter in text:
        stacked = stacked + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if stacked <= _STACKED_AT_MOST:
            kept.append(letter)
    return "".join(kept)
