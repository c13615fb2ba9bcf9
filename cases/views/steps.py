"""The pages of a report, one address each: what is typed is kept, whatever happens next."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.forms.children import child_ref
from cases.forms.entries import Reading, read
from cases.forms.occasion import Occasion, StepForm
from cases.forms.siblings import with_another_child, without_child
from cases.forms.steps import Step, child_count, forms_of, steps_of
from cases.models import Draft
from cases.services.drafts import ChangedMeanwhile, DraftIsGone
from cases.views.drafts import (
    FROM_CHECK,
    address,
    long_form,
    occasion_of,
    own_draft,
    sent_already,
    shell,
    start_of,
)
from cases.views.keeping import bring_back, keep, put_aside, too_long
from kinderschutz.forms import faults_of
from kinderschutz.lib.typed import keeps_typed
from network.access import ActorRequest


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActorRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """One step of an own draft: show it, keep it, go on or back."""
    draft = own_draft(request, draft_id)
    if draft is None or slug not in set(Step):
        return sent_already(request, draft_id)
    occasion = occasion_of(draft, request.actor, at=timezone.now())
    here = Step(slug)
    if here not in steps_of(draft.entries, occasion):
        return redirect("cases:check", draft_id=draft.pk)
    if request.method == "POST":
        return _keep(request, draft, here, occasion)
    if back := bring_back(request, long_form(draft, here, occasion), at=occasion.at):
        return back
    reading = read(draft.entries, occasion)
    if FROM_CHECK in request.GET:
        return _page(request, draft, here, reading, reading.marked(here))
    forms = forms_of(here, draft.entries, occasion, checked=False)
    return _page(request, draft, here, reading, forms)


def _keep(request: ActorRequest, draft: Draft, here: Step, occasion: Occasion) -> HttpResponse:
    posted, form = request.POST, long_form(draft, here, occasion)
    told = form.told(posted)
    more: dict[str, Any] = {}
    if too_long(told):
        draft.entries |= {here.value: told}
        return _refused(request, draft, here, read(draft.entries, occasion))
    if here is Step.CHILDREN and "hinzufuegen" in posted:
        told = with_another_child(told)
    elif here is Step.CHILDREN and "entfernen" in posted:
        more["then"] = lambda entries: without_child(entries, posted["entfernen"])
    try:
        kept = keep(request, form, told, at=occasion.at, **more)
    except DraftIsGone:
        return sent_already(request, draft.pk)
    except ChangedMeanwhile:
        return put_aside(request, form, told, at=occasion.at)
    draft.entries, draft.version = kept.entries, kept.version
    return _onward(request, draft, here, read(draft.entries, occasion))


def _onward(request: ActorRequest, draft: Draft, here: Step, reading: Reading) -> HttpResponse:
    """Where the button that was pressed leads, once everything is kept."""
    posted, steps = request.POST, list(reading.forms)
    if "hinzufuegen" in posted:
        newest = child_ref(child_count(draft.entries[here.value]) - 1)
        return HttpResponseRedirect(f"{_again(request, draft, here)}#kind-{newest}")
    if "entfernen" in posted:
        return HttpResponseRedirect(_again(request, draft, here))
    if "spaeter" in posted:
        return redirect(start_of(draft))
    if "zurueck" in posted:
        return redirect(address(draft, steps[max(steps.index(here) - 1, 0)]))
    if reading.faults_of(here):
        return _refused(request, draft, here, reading)
    if FROM_CHECK in request.GET:
        return redirect(address(draft, Step.CHECK))
    return redirect(address(draft, steps[steps.index(here) + 1]))


def _again(request: ActorRequest, draft: Draft, here: Step) -> str:
    """The same page, with the way back to the check if one came from there."""
    return address(draft, here) + (f"?{FROM_CHECK}=1" if FROM_CHECK in request.GET else "")


def _refused(request: ActorRequest, draft: Draft, here: Step, reading: Reading) -> HttpResponse:
    return _page(request, draft, here, reading, reading.marked(here), status=422)


def _page(
    request: ActorRequest,
    draft: Draft,
    here: Step,
    reading: Reading,
    forms: tuple[StepForm, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    faults = faults_of(*forms)
    if reading.occasion.is_intake and not faults:
        _focus_first(forms)
    context = {
        **shell(draft, here, reading),
        "forms": forms,
        "form": forms[0],
        "part": f"cases/report/_{here.value}.html",
        "faults": faults,
        "faulty": bool(faults),
        "from_check": FROM_CHECK in request.GET,
        "count": len(forms),
        "long_form": long_form(draft, here, reading.occasion),
    }
    return render(request, "cases/report/step.html", context, status=status)


def _focus_first(forms: tuple[StepForm, ...]) -> None:
    """On the phone a caseworker begins to type at once; the script follows this mark."""
    first = next(iter(forms[0].fields.values()))
    first.widget.attrs["data-autofocus"] = True
