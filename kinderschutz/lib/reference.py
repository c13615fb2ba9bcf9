"""References that people say on the phone and read from paper: short, unguessable, without look-
alikes.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, O, 1, I
GROUPS, LETTERS = 3, 4


def new_reference(prefix: str = "KS") -> str:
    """A new reference such as `KS-7F3K-9QX2-MB4D`: 60 random bits, unique by a constraint of its
    table.
    """
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return "-".join((prefix, *groups))
