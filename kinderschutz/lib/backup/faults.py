"""Why a backup or a restore did not succeed."""


class BackupFault(Exception):
    """The text is German, for the operator, and names no row."""
