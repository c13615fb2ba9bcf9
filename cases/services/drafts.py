"""What a person is writing: kept step by step, seen by that person alone, gone with the sending.

The functions that keep work for reports and for other long forms alike; `kind` says which.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from cases.access import Permission, own_drafts, own_unsent, require
from cases.domain.versions import Verdict, Writing, judge
from cases.models import Draft, FormDraft
from network.access import Actor, Refused
from network.models import Partner, YouthOffice

K = TypeVar("K", Draft, FormDraft)
Raw = Mapping[str, Any]

MOST_ASIDE = 10
"""Versions of one step that wait for a choice; each one more needs one more window."""


class DraftIsGone(LookupError):
    """The draft was sent or discarded in the meantime."""


class ChangedMeanwhile(Exception):
    """Another page has changed the same step since this page was made. Nothing was overwritten."""


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
def keep_step(
    *,
    by: Actor,
    kind: type[K],
    draft_id: UUID,
    step: str,
    typed: Raw,
    writing: Writing,
    at: datetime,
    then: Callable[[Mapping[str, Raw]], Mapping[str, Raw]] | None = None,
) -> K:
    """Keep what was typed into one step, valid or not; the other steps stay as they are.

    `then` may change further entries of what is stored by now. Returns the draft as it is
    afterwards. Raises DraftIsGone where the person has none, ChangedMeanwhile where another page
    wrote into this step.
    """
    draft = _locked(by, kind, draft_id)
    is_same = draft.entries.get(step) == typed
    verdict = judge(draft.written.get(step), is_same=is_same, writing=writing)
    if verdict is Verdict.CONFLICT:
        raise ChangedMeanwhile
    if verdict is Verdict.LATE or (is_same and then is None):
        return draft
    changed = {step: typed}
    if then is not None:
        changed |= then({**draft.entries, **changed})
    return _write(draft, changed, writing=writing, at=at)


@transaction.atomic
def set_aside(
    *,
    by: Actor,
    kind: type[K],
    draft_id: UUID,
    step: str,
    typed: Raw,
    writing: Writing,
    at: datetime,
) -> K:
    """Keep a second version of a step beside the stored one until the person has chosen.

    Raises DraftIsGone.
    """
    draft = _locked(by, kind, draft_id)
    aside: dict[str, list[dict[str, Any]]] = dict(draft.aside or {})
    waiting = aside.get(step, [])
    if draft.entries.get(step) == typed or any(each["typed"] == typed for each in waiting):
        return draft
    others: list[dict[str, Any]] = [
        each for each in waiting if not writing.page or each["page"] != writing.page
    ]
    version = {
        "typed": typed,
        "at": at.isoformat(),
        "page": writing.page,
        "turn": writing.turn,
    }
    aside[step] = [*others, version][-MOST_ASIDE:]
    draft.aside = aside
    return _saved(draft, at=at)


@transaction.atomic
def choose_version(
    *, by: Actor, kind: type[K], draft_id: UUID, step: str, chosen: int, seen: int, at: datetime
) -> K:
    """Settle on one version of a step: -1 for the stored one, else the place of one set aside.

    The others are deleted. Raises DraftIsGone, and ChangedMeanwhile where the draft is no longer
    the one (`seen`) that the person has compared.
    """
    draft = _locked(by, kind, draft_id)
    aside = dict(draft.aside or {})
    waiting = aside.pop(step, [])
    if draft.version != seen or not -1 <= chosen < len(waiting):
        raise ChangedMeanwhile
    draft.aside = aside or None
    if chosen == -1:
        return _saved(draft, at=at)
    return _write(draft, {step: waiting[chosen]["typed"]}, writing=Writing(), at=at)


def discard_draft(*, by: Actor, draft_id: UUID) -> bool:
    """Delete an own draft for good; False where there is none."""
    deleted, _ = own_drafts(by).filter(pk=draft_id).delete()
    return bool(deleted)


def _locked(by: Actor, kind: type[K], draft_id: UUID) -> K:
    own = own_unsent(by, kind).select_for_update(of=("self",), no_key=True)
    draft: K | None = own.select_related("office", "partner").filter(pk=draft_id).first()
    if draft is None:
        raise DraftIsGone
    return draft


def _write(draft: K, changed: Mapping[str, Raw], *, writing: Writing, at: datetime) -> K:
    draft.entries = {**draft.entries, **changed}
    who = [draft.version + 1, writing.page, writing.turn]
    draft.written = {**draft.written, **dict.fromkeys(changed, who)}
    return _saved(draft, at=at)


def _saved(draft: K, *, at: datetime) -> K:
    draft.version += 1
    draft.updated_at = at
    draft.save(update_fields=["entries", "aside", "written", "version", "updated_at"])
    return draft
