"""What a partner's person has reported and begun."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.access import own_drafts
from cases.queries import my_reports as queries
from cases.services.looking import look_at_list
from cases.views.report import begun
from network.access import ActorRequest
from network.domain.looks import Purpose


@require_safe
def my_reports(request: ActorRequest) -> HttpResponse:
    """The own reports, newest first, drafts above; for people of partners only."""
    actor = request.actor
    if not actor.partners:
        raise Http404
    page = queries.my_reports(actor, page=request.GET.get("page"))
    at = timezone.now()
    rows = (concern.office_id for concern in page)
    look_at_list("reports.list", rows, by=actor, at=at, purpose=Purpose.REPORTING)
    drafts = own_drafts(actor).filter(partner__in=actor.partners)
    context = {
        "page": page,
        "reports": queries.lines(page, at=at),
        "drafts": begun(drafts),
    }
    return render(request, "cases/my_reports.html", context)
