"""Pages of the economic unit: where the office's children belong, and why. Nothing of a report."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cases.access import cost_offices
from cases.forms.cost_data import CostSearchForm
from cases.models import Child
from cases.queries.cost_data import After, cost_line, cost_page
from cases.services.looking import look_at_list, refuse
from network import audit
from network.access import ActorRequest
from network.domain.looks import Purpose

FAULTY = 422
never_stored = cache_control(private=True, no_store=True)


@require_safe
@never_stored
def cost_data(request: ActorRequest) -> HttpResponse:
    """Children of the own office with the jurisdiction decided last, the newest first."""
    actor, at = request.actor, timezone.now()
    if not cost_offices(actor):
        raise Http404
    form = CostSearchForm(request.GET)
    if not form.is_valid():
        context = {
            "form": form,
            "lines": (),
            "reference": "",
            "address": reverse("cases:cost_data"),
        }
        return render(request, "cases/costs/list.html", context, status=FAULTY)
    reference = form.cleaned_data["kennung"]
    after = After.read(request.GET.get("nach", ""))
    page = cost_page(actor, at=at, after=after, reference=reference)
    offices = (each.office_id for each in page.lines)
    look_at_list("costs.list", offices, by=actor, at=at, purpose=Purpose.COSTS)
    asked = {"kennung": reference} if reference else {}
    address = reverse("cases:cost_data")
    context = {
        "form": form,
        "lines": page.lines,
        "reference": reference,
        "address": address,
        "first_url": f"{address}?{urlencode(asked)}" if after else "",
        "next_url": f"{address}?{urlencode(asked | {'nach': page.next})}" if page.next else "",
    }
    return render(request, "cases/costs/list.html", context)


@require_safe
@never_stored
def cost_child(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One child: who is responsible, by which norm, from which facts, and what is in doubt."""
    actor, at = request.actor, timezone.now()
    line = cost_line(actor, pk, at=at)
    if line is None:
        refuse(Child, by=actor, at=at, pk=pk)
    audit.looked(
        "costs.page",
        by=actor,
        at=at,
        on_kind="child",
        on_id=line.id,
        concern_id=line.concern_id,
        office_id=line.office_id,
        purpose=Purpose.COSTS,
    )
    return render(request, "cases/costs/child.html", {"line": line})
