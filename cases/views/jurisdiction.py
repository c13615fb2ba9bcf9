"""Who is responsible? A place for everybody, all facts for professionals. Nothing is stored."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import may_report
from cases.forms.entries import Reading, read
from cases.forms.lookup import LookupForm
from cases.forms.occasion import Occasion
from cases.forms.siblings import with_another_child, without_child
from cases.forms.steps import Step, forms_of, told_in
from cases.queries.lookup import places
from cases.queries.proposal import propose, register_at
from cases.views.check import preview
from kinderschutz.forms import faults_of
from network import queries as network
from network.access import ActorRequest
from network.domain.terms import Urgency

DRY_STEPS = (Step.SITUATION, Step.CHILDREN, Step.FAMILY)


@require_safe
@login_not_required
def jurisdiction(request: ActorRequest) -> HttpResponse:
    """By postal code or name: which youth office, court and police, and who can be called now."""
    at = timezone.now()
    form = LookupForm(request.GET)
    context: dict[str, Any] = {"form": form, "may_check": may_report(request.actor)}
    try:
        register = register_at(at)
    except network.NoNetwork:
        return render(request, "cases/jurisdiction.html", context | {"is_empty": True})
    asked = form.cleaned_data.get("ort", "") if form.is_valid() else ""
    areas = network.areas_matching(asked, on=localdate(at)) if asked else ()
    context |= {
        "asked": asked,
        "is_acute": bool(form.cleaned_data.get("akut")),
        "places": places(areas, actor=request.actor, at=at),
        "areas": register.areas,
        "neighbours": register.neighbours.values(),
    }
    return render(request, "cases/jurisdiction.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def jurisdiction_check(request: ActorRequest) -> HttpResponse:
    """All facts, decided and routed as a report would be, for professionals; stores nothing."""
    if not may_report(request.actor):
        raise Http404
    at = timezone.now()
    posted = request.POST if request.method == "POST" else None
    register = register_at(at)
    office = posted.get("received_by", "") if posted else ""
    occasion = Occasion(
        register=register,
        at=at,
        received_by=office if register.is_member(office) else None,
        in_full=True,
        is_dry=True,
    )
    if posted is None:
        return _page(
            request, {step: forms_of(step, {}, occasion, checked=False) for step in DRY_STEPS}
        )
    entries: dict[str, Any] = {}
    for step in DRY_STEPS:
        entries[step.value] = told_in(step, entries, occasion, posted)
    if "hinzufuegen" in posted:
        entries[Step.CHILDREN.value] = with_another_child(entries[Step.CHILDREN.value])
    elif "entfernen" in posted:
        entries |= without_child(entries, posted["entfernen"])
    if {"hinzufuegen", "entfernen"} & set(posted):
        return _page(
            request,
            {step: forms_of(step, entries, occasion, checked=False) for step in DRY_STEPS},
        )
    return _answer(request, read(entries, occasion))


def _answer(request: ActorRequest, reading: Reading) -> HttpResponse:
    forms = {step: reading.marked(step) for step in DRY_STEPS}
    if reading.faults or reading.facts is None:
        return _page(request, forms, status=422)
    proposal = propose(reading.facts, at=reading.occasion.at)
    acute = reading.facts.urgency is Urgency.ACUTE
    return _page(request, forms, {**preview(proposal), "is_acute": acute})


def _page(
    request: ActorRequest,
    forms: dict[Step, Any],
    found: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    faults = faults_of(*(form for step in DRY_STEPS for form in forms[step]))
    context = {
        "situation": forms[Step.SITUATION][0],
        "children": forms[Step.CHILDREN],
        "families": forms[Step.FAMILY],
        "count": len(forms[Step.CHILDREN]),
        "faults": faults,
        "faulty": bool(faults),
        **(found or {}),
    }
    return render(request, "cases/jurisdiction_check.html", context, status=status)
