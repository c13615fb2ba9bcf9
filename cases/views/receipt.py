"""The receipt: by the machine, after everything is stored; to read, to print, as PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cases.queries.receipt import Receipt
from cases.queries.receipt import receipt as receipt_of
from kinderschutz.lib.pdf import render_pdf
from network.access import ActorRequest
from network.queries import names


@require_safe
def receipt(request: ActorRequest, reference: str) -> HttpResponse:
    """The receipt of an own report; anybody else's looks like none."""
    return render(request, "cases/receipt.html", {"receipt": _own(request, reference)})


@require_safe
def receipt_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The same as a tagged PDF. It names no child, so it may lie on a desk."""
    found = _own(request, reference)
    html = render_to_string(
        "cases/receipt_pdf.html", {"receipt": found, "network_name": names.network_name()}
    )
    return HttpResponse(
        render_pdf(html),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="Eingang-{found.reference}.pdf"'},
    )


def _own(request: ActorRequest, reference: str) -> Receipt:
    found = receipt_of(request.actor, reference)
    if found is None:
        raise Http404
    return found
