"""The page of the nightly canaries: green or red for each municipality, and the last nights."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.queries.canary import canary_page, may_see_canaries
from network.access import ActorRequest


@require_safe
def canary(request: ActorRequest) -> HttpResponse:
    """The newest round; for technique, coordination and heads of offices. No case is in it."""
    if not may_see_canaries(request.actor):
        raise Http404
    return render(request, "cases/canary.html", {"page": canary_page(at=timezone.now())})
