"""Deeds that only a person can do, never the portal itself."""

from uuid import UUID

from network.access import Actor, Refused


def person_of(by: Actor) -> UUID:
    """Who acts. Raises Refused where it is nobody in person."""
    if by.user_id is None:
        raise Refused("Das kann nur eine Person tun, die angemeldet ist.")
    return by.user_id
