"""The receipt: by the machine, after everything is stored; to read, to print, as PDF.

It tells the truth of the instant at which it is read, and asks the reporter to call where a person
has to.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.models import Concern
from cases.queries.by_hand import calls_of_notices
from cases.queries.receipt import Receipt
from cases.queries.receipt import receipt as receipt_of
from cases.queries.uploads import files_of_report
from cases.services.looking import look_at_concern, refuse
from cases.views.calls import (
    FAULTY,
    card_of,
    never_stored,
    record,
    settled,
    visible_call_or_404,
)
from cases.views.polling import fresh_part, mark_of
from kinderschutz.lib.pdf import render_pdf
from network.access import ActorRequest
from network.domain.by_hand import CallDesk
from network.domain.looks import Purpose
from network.queries import names

PAGE, PART = "cases/receipt.html", "cases/receipt_now.html"


@require_safe
@never_stored
def receipt(request: ActorRequest, reference: str) -> HttpResponse:
    """The receipt of an own report; anybody else's looks like none. `?teil=stand` for polling."""
    at = timezone.now()
    found = _own(request, reference, at=at)
    context = _page(request, found, at=at)

    def look() -> None:
        _look(request, found, at=at, what="receipt.page")

    if request.GET.get("teil") == "stand":
        return fresh_part(request, PART, context, mark=context["fingerprint"], look=look)
    look()
    return render(request, PAGE, context)


@require_POST
@never_stored
def receipt_call(request: ActorRequest, reference: str, pk: UUID) -> HttpResponse:
    """What came of a call, recorded on the receipt; whoever has reported stays on their page."""
    at = timezone.now()
    found = _own(request, reference, at=at)
    call = visible_call_or_404(request.actor, pk)
    if call.message_id not in found.notice_ids:
        raise Http404
    if call.settled_at:
        return settled(request, call)
    context = _page(request, found, at=at, posted=pk)
    card = next((each for each in context["cards"] if each.call.call_id == pk), None)
    if card is None:
        return settled(request, visible_call_or_404(request.actor, pk))
    if not card.form.is_valid():
        _look(request, found, at=at, what="receipt.page")
        return render(request, PAGE, context | {"form": card.form}, status=FAULTY)
    record(request, call, card.form)
    return redirect("cases:receipt", reference=reference)


@require_safe
def receipt_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The same as a tagged PDF. It names no child, so it may lie on a desk."""
    at = timezone.now()
    found = _own(request, reference, at=at)
    _look(request, found, at=at, what="receipt.pdf")
    html = render_to_string(
        "cases/receipt_pdf.html",
        {"receipt": found, "network_name": names.network_name(), "at": at},
    )
    return HttpResponse(
        render_pdf(html),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="Eingang-{found.reference}.pdf"'},
    )


def _own(request: ActorRequest, reference: str, *, at: datetime) -> Receipt:
    found = receipt_of(request.actor, reference, at=at)
    if found is None:
        refuse(Concern, by=request.actor, at=at, reference=reference)
    return found


def _look(request: ActorRequest, found: Receipt, *, at: datetime, what: str) -> None:
    actor, purpose = request.actor, Purpose.CASEWORK if found.is_intake else Purpose.REPORTING
    look_at_concern(found.concern_id, found.office_id, by=actor, at=at, what=what, purpose=purpose)


def _page(
    request: ActorRequest, found: Receipt, *, at: datetime, posted: UUID | None = None
) -> dict[str, Any]:
    address = reverse("cases:receipt", kwargs={"reference": found.reference})
    actor = request.actor
    calls = calls_of_notices(actor, found.notice_ids, at, answered=posted)
    cards = [
        card_of(
            call,
            actor,
            action=reverse("cases:receipt_call", args=[found.reference, call.call_id]),
            at=at,
            data=request.POST if call.call_id == posted else None,
        )
        for call in calls
    ]
    files = files_of_report(actor, found.reference)
    return {
        "receipt": found,
        "files": files,
        "cards": cards,
        "is_asked": any(call.desk == CallDesk.REPORTER for call in calls),
        "at": at,
        "poll": f"{address}?teil=stand",
        "fingerprint": mark_of(found, calls, files, at=at),
    }
