"""Unsent text of long forms that are no reports: one draft per person, form and thing."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from cases.access import Actor, own_form_drafts
from cases.domain.retention import KEPT_FOR
from cases.models import Draft, FormDraft
from network import audit
from network.access import SYSTEM, Refused

STEP = "formular"
"""Such a form has one step only."""

AT_ONCE = 500
"""Drafts that one transaction deletes."""


def open_form_draft(
    *,
    by: Actor,
    form: str,
    about: UUID,
    at: datetime,
    office_id: UUID | None = None,
    partner_id: UUID | None = None,
) -> FormDraft:
    """The person's draft of this form about this thing; begun, empty, where there is none.

    The caller has asked whether the thing is open to the person. Raises Refused for nobody.
    """
    if by.user_id is None:
        raise Refused("Einen Entwurf kann nur eine angemeldete Person beginnen.")
    found, _ = FormDraft.objects.get_or_create(
        user_id=by.user_id,
        form=form,
        about=about,
        defaults={
            "id": uuid4(),
            "office_id": office_id,
            "partner_id": partner_id,
            "entries": {},
            "created_at": at,
            "updated_at": at,
        },
    )
    if (found.office_id, found.partner_id) != (office_id, partner_id):  # changed organisations
        found.office_id, found.partner_id = office_id, partner_id
        found.save(update_fields=["office", "partner"])
    return found


def forget_form_draft(*, by: Actor, draft_id: UUID) -> None:
    """The form was sent: what was typed lives on where it went, and nowhere else."""
    own_form_drafts(by).filter(pk=draft_id).delete()


def expire_drafts(*, at: datetime, kept_for: timedelta = KEPT_FOR) -> int:
    """Delete every draft that nobody has touched for that long; returns how many.

    What was never sent is no record of a case; names must not lie about (Art. 5 Abs. 1
    lit. e DSGVO).
    """
    return sum(_expire(kind, at=at, kept_for=kept_for) for kind in (Draft, FormDraft))


@transaction.atomic
def _expire(kind: type[Draft] | type[FormDraft], *, at: datetime, kept_for: timedelta) -> int:
    due = list(
        kind.objects.untouched_since(at - kept_for)
        .select_for_update(of=("self",), skip_locked=True)
        .defer("entries", "aside")
        .order_by("updated_at")[:AT_ONCE]
    )
    for draft in due:
        audit.record(
            "draft.expired",
            by=SYSTEM,
            at=at,
            on_kind=draft._meta.model_name or "",
            on_id=draft.pk,
            office_id=draft.office_id,
            details={"days": kept_for.days},
        )
    kind.objects.filter(pk__in=[draft.pk for draft in due]).delete()
    return len(due)
