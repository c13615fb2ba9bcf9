"""What somebody opened personal data for. The German words stand in `network.wording`."""

from enum import StrEnum


class Purpose(StrEnum):
    """The purpose of a look (§ 67b SGB X): that of the page, unless the person is asked for it."""

    CASEWORK = "casework"
    LEADING = "leading"
    RECEIVING = "receiving"
    REPORTING = "reporting"
    REACHING = "reaching"
    POST = "post"
    FALLBACK = "fallback"
    OUTAGE = "outage"
    CALLBACK = "callback"
    ASSESSMENT = "assessment"
    FEEDBACK = "feedback"
    BREAK_GLASS = "break_glass"
    OVERSIGHT = "oversight"
    REQUEST_OF_PERSON = "request_of_person"
    SUSPICION = "suspicion"
    SPOT_CHECK = "spot_check"
    COSTS = "costs"
