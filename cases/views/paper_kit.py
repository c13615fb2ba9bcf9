"""The paper kits of the own offices: to download, and to note that they were printed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.models import PaperKit
from cases.queries.canary import may_see_canaries
from cases.queries.paper_kits import kit_of, kit_page
from cases.services import paper_kit as services
from cases.services.looking import refuse
from network.access import ActorRequest
from network.models import YouthOffice


@require_safe
def paper_kits(request: ActorRequest) -> HttpResponse:
    """The kits of the last two weeks for people who work at an office; else there is no page."""
    if not request.actor.offices:
        raise Http404
    now = timezone.now()
    page = kit_page(request.actor, today=services.today(now), at=now)
    context = {"page": page, "knows_canaries": may_see_canaries(request.actor)}
    return render(request, "cases/paper_kit/kits.html", context)


@require_safe
def paper_kit_pdf(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One kit; another office's looks like none. Who took it is recorded."""
    kit = kit_of(request.actor, pk)
    if kit is None:
        refuse(PaperKit, by=request.actor, at=timezone.now(), pk=pk)
    file = services.download(kit=kit, by=request.actor, at=timezone.now())
    name = services.file_name(kit)
    return HttpResponse(
        file,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def paper_kit_printed(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Somebody has printed the kit of this office and put it where it belongs."""
    office = get_object_or_404(YouthOffice, pk=pk, pk__in=request.actor.offices)
    services.note_printed(office=office, by=request.actor, at=timezone.now())
    messages.success(request, f"Vermerkt: Die Notfallmappe ist ausgedruckt ({office.name}).")
    return redirect("cases:paper_kits")
