"""What people do by hand, as words: calls to make and record, letters to print and post."""

from enum import StrEnum


class CallDesk(StrEnum):
    """Who is asked to make a call, one after the other; whoever comes later may still see it."""

    REPORTER = "reporter"
    OFFICE = "office"
    FALLBACK = "fallback"


class CallReason(StrEnum):
    """Why somebody has to call."""

    ACUTE = "acute"
    """Danger now: nobody relies on a mail being read."""
    OUT_OF_HOURS = "out_of_hours"
    """The office is closed, somebody on call must be woken."""
    NO_ACCOUNT = "no_account"
    """Nobody there can sign in: an outside district, or a partner without accounts."""
    NOT_REACHED = "not_reached"
    """No address is known or trusted, or the mail came back."""
    SILENT = "silent"
    """Told, and nobody has answered in time."""


class CallOutcome(StrEnum):
    """What came of one attempt. Only the first two end the call."""

    TAKES_OVER = "takes_over"
    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


ENDS_THE_CALL = frozenset({CallOutcome.TAKES_OVER, CallOutcome.REACHED})


class Settlement(StrEnum):
    """Why a call or a letter is no longer to be made."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    """Somebody has taken over meanwhile, or the notice was withdrawn."""


class LetterStage(StrEnum):
    """How far a letter on paper has come."""

    PLANNED = "planned"
    PRINTED = "printed"
    POSTED = "posted"
    CONFIRMED = "confirmed"
    NOT_NEEDED = "not_needed"
