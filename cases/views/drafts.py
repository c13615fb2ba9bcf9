"""What all pages of a draft share: who writes for whom, where one is, where one can go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cases.access import own_drafts
from cases.domain.reporter import kind_of
from cases.forms.entries import Reading
from cases.forms.occasion import Occasion
from cases.forms.steps import LABELS, Step, forms_of, told_in
from cases.models import Draft
from cases.queries.proposal import register_at
from cases.queries.receipt import reference_of
from cases.services.looking import refuse
from cases.views.keeping import LongForm
from network.access import Actor, ActorRequest
from network.domain.terms import Urgency

FROM_CHECK = "pruefen"
"""In the address of a step: one came from the check, and goes back there."""


def own_draft(request: ActorRequest, draft_id: UUID) -> Draft | None:
    """The person's own draft, None where there is none (any more).

    Raises Http404 where its organisation is no longer open to the person.
    """
    actor = request.actor
    draft = own_drafts(actor).select_related("office", "partner").filter(pk=draft_id).first()
    if draft and draft.office_id not in actor.offices and draft.partner_id not in actor.partners:
        raise Http404
    return draft


def shell(draft: Draft, here: Step, reading: Reading) -> dict[str, Any]:
    """What every page of a report shows: where one is, and 110 first when it is acute."""
    entries, steps = draft.entries, list(reading.forms)
    number = steps.index(here) + 1
    faulty = {fault.step for fault in reading.faults}
    return {
        "draft": draft,
        "step": here.value,
        "title": LABELS[here],
        "steps": [
            {
                "label": LABELS[each],
                "state": "current" if each is here else _state(each in entries, each in faulty),
                "url": address(draft, each) if each in entries and each is not here else "",
            }
            for each in steps
        ],
        "number": number,
        "steps_count": len(steps),
        "is_first": number == 1,
        "is_intake": reading.occasion.is_intake,
        "is_acute": entries.get(Step.SITUATION, {}).get("urgency") == Urgency.ACUTE,
        "on_behalf_of": (draft.office or draft.partner),
    }


def _state(seen: bool, faulty: bool) -> str:
    return "done" if seen and not faulty else "open"


def occasion_of(draft: Draft, actor: Actor, *, at: datetime) -> Occasion:
    """Who writes for whom at this instant."""
    register = register_at(at)
    if draft.office is not None:
        return Occasion(register=register, at=at, received_by=draft.office.key, in_full=True)
    partner = draft.partner
    return Occasion(
        register=register,
        at=at,
        reporter=kind_of(partner.category if partner else ""),
        organisation=partner.name if partner else "",
        writer=actor.name,
    )


def sent_already(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The receipt of a draft that was sent meanwhile; a draft of nobody or of others is a 404."""
    receipt_url = receipt_of(request, draft_id)
    if not receipt_url:
        refuse(Draft, by=request.actor, at=timezone.now(), pk=draft_id)
    return redirect(receipt_url)


def receipt_of(request: ActorRequest, draft_id: UUID) -> str:
    """The address of the receipt of what this draft became, "" where it became nothing."""
    reference = reference_of(request.actor, draft_id)
    return reverse("cases:receipt", kwargs={"reference": reference}) if reference else ""


def address(draft: Draft, step: Step) -> str:
    """The address of a step."""
    if step is Step.CHECK:
        return reverse("cases:check", kwargs={"draft_id": draft.pk})
    return reverse("cases:step", kwargs={"draft_id": draft.pk, "slug": step.value})


def long_form(draft: Draft, here: Step, occasion: Occasion) -> LongForm:
    """A step as something that is kept while it is typed."""
    entries, where = draft.entries, {"draft_id": draft.pk, "slug": here.value}
    return LongForm(
        draft=draft,
        step=here.value,
        title=LABELS[here],
        back_url=address(draft, here),
        url=reverse("cases:step_autosave", kwargs=where),
        versions_url=reverse("cases:step_versions", kwargs=where),
        told=lambda posted: told_in(here, entries, occasion, posted),
        shown=lambda raw: forms_of(here, entries, occasion, raw=raw, checked=False),
    )


def start_of(draft: Draft) -> str:
    """The page on which this kind of draft begins."""
    return "cases:intake" if draft.office_id else "cases:report"
