"""What practice data share. None of it exists where real cases are."""

PASSWORD = "Muster-Übung-2026"  # noqa: S105  # known to everybody, for practice accounts only
CODE = "246810"
"""The second factor of practice accounts; network/practice.py accepts it, in practice only."""

EMAIL_ENDING = ".example"
"""Practice accounts have addresses that reach nobody (RFC 2606)."""
