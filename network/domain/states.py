"""The sixteen states by the first two digits of the official key."""

import re

_STATES = (
    "SH",
    "HH",
    "NI",
    "HB",
    "NW",
    "HE",
    "RP",
    "BW",
    "BY",
    "SL",
    "BE",
    "BB",
    "MV",
    "SN",
    "ST",
    "TH",
)
_DISTRICT = re.compile(r"[0-9]{5}", re.ASCII)


def state_of(district: str) -> str | None:
    """The state of a district key of five digits, None where no district can have this key."""
    if not _DISTRICT.fullmatch(district):
        return None
    place = int(district[:2])
    return _STATES[place - 1] if 1 <= place <= len(_STATES) else None
