"""From what people type to municipalities: a postal code, a name, both, in any spelling."""

import re
import unicodedata

from network.domain.geography import Area, Register

LONGEST_QUERY = 100
_CODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
_SPELLINGS = (
    ("ä", "a"),
    ("ö", "o"),
    ("ü", "u"),
    ("ß", "ss"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
)


def folded(text: str) -> str:
    """Letters and digits only, one spelling for umlauts, no case: names are compared by it."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_QUERY]).casefold()
    for spelling, letter in _SPELLINGS:
        plain = plain.replace(spelling, letter)
    bare = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in bare if letter.isalnum())


def areas_matching(text: str, register: Register) -> tuple[Area, ...]:
    """Municipalities meant by a postal code or a name, in the register's order.

    A postal code decides alone. Of names those that are equal win over those that begin so, and
    those over names that contain the text. An empty text means none.
    """
    shortened = text[:LONGEST_QUERY]
    by_code = [register.areas_for_postal_code(code) for code in _CODE.findall(shortened)]
    meant = {area.ags for areas in by_code for area in areas}
    if by_code:
        return tuple(area for area in register.areas if area.ags in meant)
    wanted = folded(shortened)
    if not wanted:
        return ()
    names = [(area, folded(area.name)) for area in register.areas]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = tuple(area for area, name in names if fits(name, wanted))
        if found:
            return found
    return ()
