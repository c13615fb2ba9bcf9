"""Whether two spellings mean one name: for keeping somebody out, too many are better than none."""

import re
import unicodedata

_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_TITLES = frozenset({"frau", "herr", "herrn", "dr", "prof", "med", "dipl"})
_WORD = re.compile(r"[a-z]+")


def words_of(name: str) -> frozenset[str]:
    """The parts of a name without titles, accents and capital letters."""
    text = name.casefold()
    for letter, spelt in _SPELT.items():
        text = text.replace(letter, spelt)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return frozenset(_WORD.findall(plain)) - _TITLES


def same_name(known: str, told: str) -> bool:
    """Whether what was told may mean this person: one name has every word of the other.

    "Frau Musterfrau" means Petra Musterfrau, "Petra" alone means every Petra of the office.
    """
    have, said = words_of(known), words_of(told)
    return bool(said) and (said <= have or (bool(have) and have <= said))
