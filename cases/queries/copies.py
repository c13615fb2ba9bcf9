"""What a browser needs to keep a sealed copy of unsent text: a key, and names that tell nothing.

Everything is derived from the field keys, so nothing of it is stored, and without logging in as
the same person nobody gets it.
"""

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access import Actor, own_drafts, own_form_drafts
from cases.models import Draft, FormDraft
from kinderschutz.lib.sealed import key_ring


@dataclass(frozen=True)
class Alive:
    """Whose copies these are, and the drafts that exist: copies of others are to be deleted."""

    whose: str
    groups: tuple[str, ...]


def whose(user_id: UUID) -> str:
    """A name for a person that only the portal understands."""
    return _name(f"drafts.person|{user_id}")


def group_of(draft_id: UUID) -> str:
    """A name for a draft that only the portal understands."""
    return _name(f"drafts.draft|{draft_id}")


def key_of(draft: Draft | FormDraft) -> str:
    """The key (AES-256, base64url) of one draft for the one person whose it is."""
    return _text(key_ring().derived(f"drafts.key|{draft.user_id}|{draft.pk}"))


def alive(actor: Actor) -> Alive:
    """The drafts of a person, by their opaque names (two queries). Empty for nobody."""
    if actor.user_id is None:
        return Alive(whose="", groups=())
    ids = [pk for own in _own(actor) for pk in own.values_list("pk", flat=True)]
    return Alive(whose=whose(actor.user_id), groups=tuple(map(group_of, ids)))


def held(draft: Draft | FormDraft) -> list[list[Any]]:
    """What the server has for certain, as [page, turn]: copies up to there may go."""
    stored = [[page, turn] for _version, page, turn in draft.written.values()]
    aside = [
        [each["page"], each["turn"]]
        for versions in (draft.aside or {}).values()
        for each in versions
    ]
    return [each for each in stored + aside if each[0]]


def own_copyable(actor: Actor, draft_id: UUID) -> Draft | FormDraft | None:
    """The person's draft of either kind, None where there is none (any more)."""
    reports, others = _own(actor)
    return reports.filter(pk=draft_id).first() or others.filter(pk=draft_id).first()


def _own(actor: Actor) -> tuple[QuerySet[Draft], QuerySet[FormDraft]]:
    still_open = Q(office__in=actor.offices) | Q(partner__in=actor.partners)
    return own_drafts(actor).filter(still_open), own_form_drafts(actor)


def _name(purpose: str) -> str:
    return _text(key_ring().derived(purpose, length=12))


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
