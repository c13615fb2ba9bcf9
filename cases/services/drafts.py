"""What a person is writing: kept step by step, seen by that person alone, gone with the sending."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cases.access import Permission, own_drafts, require
from cases.models import Draft
from network.access import Actor, Refused
from network.models import Partner, YouthOffice


class DraftIsGone(LookupError):
    """The draft was sent or discarded in the meantime."""


def start_draft(*, by: Actor, at: datetime, on_behalf_of: Partner | YouthOffice) -> Draft:
    """Begin a report for an institution, or an intake for an office. Raises Refused.

    The draft's key is the idempotency key of the report it becomes.
    """
    if isinstance(on_behalf_of, YouthOffice):
        require(by, Permission.TAKE_IN, on_behalf_of)
        whose: dict[str, Any] = {"office": on_behalf_of}
    else:
        require(by, Permission.REPORT, on_behalf_of)
        whose = {"partner": on_behalf_of}
    if by.user_id is None:
        raise Refused("Einen Entwurf kann nur eine angemeldete Person beginnen.")
    return Draft.objects.create(
        id=uuid4(), user_id=by.user_id, entries={}, created_at=at, updated_at=at, **whose
    )


@transaction.atomic
def keep_entries(
    *, by: Actor, draft_id: UUID, entries: Mapping[str, Any], at: datetime
) -> Mapping[str, Any]:
    """Keep what was typed into some steps, valid or not; the other steps stay as they are.

    Returns all entries. Raises DraftIsGone where the person has no such draft any more.
    """
    draft = own_drafts(by).select_for_update(of=("self",), no_key=True).filter(pk=draft_id).first()
    if draft is None:
        raise DraftIsGone
    draft.entries = {**draft.entries, **entries}
    draft.updated_at = at
    draft.save(update_fields=["entries", "updated_at"])
    return dict(draft.entries)


def discard_draft(*, by: Actor, draft_id: UUID) -> bool:
    """Delete an own draft for good; False where there is none."""
    deleted, _ = own_drafts(by).filter(pk=draft_id).delete()
    return bool(deleted)
