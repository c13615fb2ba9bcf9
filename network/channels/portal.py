"""The portal itself: a message has arrived when its row is committed; nothing can fail later."""

from uuid import UUID


def address_of(recipient_id: UUID) -> str:
    """The address of an organisation's inbox; only one, so that a message is there exactly once."""
    return str(recipient_id)
