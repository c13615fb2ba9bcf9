"""The pages of a report, one address each: what is typed is kept, whatever happens next."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.access import own_drafts
from cases.domain.reporter import kind_of
from cases.forms.children import child_ref
from cases.forms.entries import read
from cases.forms.occasion import Occasion, StepForm
from cases.forms.siblings import with_another_child, without_child
from cases.forms.steps import (
    LABELS,
    Entries,
    Step,
    child_count,
    forms_of,
    steps_of,
    told_in,
)
from cases.models import Draft
from cases.queries.proposal import register_at
from cases.queries.receipt import reference_of
from cases.services.drafts import DraftIsGone, keep_entries
from cases.views.report import may_write, start_of
from kinderschutz.forms import faults_of
from network.access import Actor, ActorRequest
from network.domain.terms import Urgency

FROM_CHECK = "pruefen"
MOST_TYPED = 200_000
"""Characters of one page that are kept; the forms refuse far less, and say so."""


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActorRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """One step of an own draft: show it, keep it, go on or back."""
    draft = (
        own_drafts(request.actor).select_related("office", "partner").filter(pk=draft_id).first()
    )
    if draft is None or slug == Step.CHECK or slug not in set(Step):
        return sent_already(request, draft_id)
    if not may_write(draft, request.actor):
        raise Http404
    occasion = occasion_of(draft, request.actor, at=timezone.now())
    here = Step(slug)
    if here not in steps_of(draft.entries, occasion):
        return redirect("cases:check", draft_id=draft.pk)
    if request.method == "POST":
        return _keep(request, draft, here, occasion)
    if FROM_CHECK in request.GET:
        forms = read(draft.entries, occasion).marked(here)
    else:
        forms = forms_of(here, draft.entries, occasion, checked=False)
    return _page(request, draft, here, occasion, draft.entries, forms)


def _keep(request: ActorRequest, draft: Draft, here: Step, occasion: Occasion) -> HttpResponse:
    posted = request.POST
    told = told_in(here, draft.entries, occasion, posted)
    changed: dict[str, Any] = {here.value: told}
    anchor = ""
    if here is Step.CHILDREN and "hinzufuegen" in posted:
        changed[here.value] = with_another_child(told)
        anchor = f"#kind-{child_ref(child_count(changed[here.value]) - 1)}"
    elif here is Step.CHILDREN and "entfernen" in posted:
        changed |= without_child({**draft.entries, **changed}, posted["entfernen"])
    entries: Entries = {**draft.entries, **changed}
    if len(str(told)) <= MOST_TYPED:
        try:
            entries = keep_entries(
                by=request.actor, draft_id=draft.pk, entries=changed, at=occasion.at
            )
        except DraftIsGone:
            return sent_already(request, draft.pk)
    if {"hinzufuegen", "entfernen"} & set(posted):
        return HttpResponseRedirect(_address(request, draft, here) + anchor)
    if "spaeter" in posted:
        return redirect(start_of(draft))
    if "zurueck" in posted:
        return redirect(_before(draft, here, entries, occasion))
    reading = read(entries, occasion)
    if reading.faults_of(here):
        return _page(request, draft, here, occasion, entries, reading.marked(here))
    if FROM_CHECK in request.GET:
        return redirect("cases:check", draft_id=draft.pk)
    return redirect(_after(draft, here, entries, occasion))


def _page(
    request: ActorRequest,
    draft: Draft,
    here: Step,
    occasion: Occasion,
    entries: Entries,
    forms: tuple[StepForm, ...],
) -> HttpResponse:
    faults = faults_of(*forms)
    if not faults:
        _focus_first(forms, occasion)
    context = {
        **shell(draft, here, entries, occasion),
        "forms": forms,
        "form": forms[0],
        "part": f"cases/report/_{here.value}.html",
        "faults": faults,
        "faulty": bool(faults),
        "from_check": FROM_CHECK in request.GET,
        "count": len(forms),
    }
    is_refused = faults and request.method == "POST"
    return render(request, "cases/report/step.html", context, status=422 if is_refused else 200)


def shell(draft: Draft, here: Step, entries: Entries, occasion: Occasion) -> dict[str, Any]:
    """What every page of a report shows: where one is, and 110 first when it is acute."""
    steps = steps_of(entries, occasion)
    number = steps.index(here) + 1
    return {
        "draft": draft,
        "step": here.value,
        "title": LABELS[here],
        "steps": [
            {
                "label": LABELS[each],
                "state": "current" if each is here else "done" if each in entries else "open",
                "url": address(draft, each) if each in entries and each is not here else "",
            }
            for each in steps
        ],
        "number": number,
        "steps_count": len(steps),
        "is_first": number == 1,
        "is_intake": occasion.is_intake,
        "occasion": occasion,
        "is_acute": entries.get(Step.SITUATION, {}).get("urgency") == Urgency.ACUTE,
        "on_behalf_of": (draft.office or draft.partner),
    }


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
    reference = reference_of(request.actor, draft_id)
    if reference is None:
        raise Http404
    return redirect("cases:receipt", reference=reference)


def address(draft: Draft, step: Step) -> str:
    """The address of a step."""
    if step is Step.CHECK:
        return reverse("cases:check", kwargs={"draft_id": draft.pk})
    return reverse("cases:step", kwargs={"draft_id": draft.pk, "slug": step.value})


def _address(request: ActorRequest, draft: Draft, step: Step) -> str:
    query = QueryDict(mutable=True)
    if FROM_CHECK in request.GET:
        query[FROM_CHECK] = "1"
    return address(draft, step) + (f"?{urlencode(query)}" if query else "")


def _after(draft: Draft, here: Step, entries: Entries, occasion: Occasion) -> str:
    steps = steps_of(entries, occasion)
    return address(draft, steps[steps.index(here) + 1])


def _before(draft: Draft, here: Step, entries: Entries, occasion: Occasion) -> str:
    steps = steps_of(entries, occasion)
    return address(draft, steps[max(steps.index(here) - 1, 0)])


def _focus_first(forms: tuple[StepForm, ...], occasion: Occasion) -> None:
    """On the phone a caseworker begins to type at once; the script follows this mark."""
    if occasion.is_intake and forms:
        first = next(iter(forms[0].fields.values()))
        first.widget.attrs["data-autofocus"] = True
