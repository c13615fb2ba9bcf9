"""A caseworker takes in what somebody reports by phone, on paper or in person."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from cases.access import own_drafts
from cases.views.report import begin
from network.access import ActorRequest
from network.models import YouthOffice


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: ActorRequest) -> HttpResponse:
    """Begin an intake for an own office (POST), or go on with one (GET)."""
    offices = YouthOffice.objects.filter(pk__in=request.actor.offices)
    drafts = own_drafts(request.actor).filter(office__in=request.actor.offices)
    return begin(request, list(offices), drafts, template="cases/report/start_intake.html")
