"""How long unsent text is kept."""

from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=30)
"""Of a draft that nobody touches; longer than a holiday, shorter than forgetting."""

ANNOUNCED_BEFORE = timedelta(days=7)
"""From then on the start page says when the draft will be deleted."""

COPY_KEPT_FOR = timedelta(days=7)
"""Of the sealed copy in a browser that no page has asked for; static/portal/drafts.js does it."""


def expires_at(touched_at: datetime) -> datetime:
    """When a draft that stays untouched is deleted."""
    return touched_at + KEPT_FOR


def is_expiring(touched_at: datetime, *, at: datetime) -> bool:
    """Whether it is time to say so."""
    return at >= expires_at(touched_at) - ANNOUNCED_BEFORE
