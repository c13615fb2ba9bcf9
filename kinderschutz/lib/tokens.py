"""Tokens that stand in a letter and nowhere else: the database knows their fingerprint only."""

import hashlib

from django.utils.crypto import salted_hmac

ALGORITHM = "sha256"


def token_for(purpose: str, subject: str) -> str:
    """256 bits in hexadecimal, for whoever holds SECRET_KEY; made anew whenever it is needed.

    So a letter can be written at any time and sent again, though no row holds its token. Another
    SECRET_KEY makes all tokens void.
    """
    return salted_hmac(f"kinderschutz.{purpose}", subject, algorithm=ALGORITHM).hexdigest()


def fingerprint(token: str) -> str:
    """What the database keeps of a token: enough to know it again, nothing to make it from."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
