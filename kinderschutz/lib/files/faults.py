"""What can be wrong with a file, and with the machine that looks at it."""


class Unacceptable(Exception):
    """The file is not taken. `reason` is an identifier, for which the apps know a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CleaningFailed(Exception):
    """The process that cleans died, ran out of time or of memory. The text names no content."""
