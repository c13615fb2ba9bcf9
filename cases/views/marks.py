"""Marking what is entrusted (§ 65 SGB VIII) or medical (§ 76 SGB X)."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from cases.forms.marks import MarksForm
from cases.queries.marks import marks_of
from cases.services.looking import look_at_notice
from cases.services.marking import lift_mark, mark_item, markable
from cases.views.notice import own_case_or_404
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest, Refused

FAULTY = 422
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@get_or_post
@never_stored
def marks(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Which items of the case bear which mark; what the report itself says stays."""
    actor, at = request.actor, database_now()
    notice, case = own_case_or_404(actor, pk)
    known = marks_of(case.concern.pk)
    form = MarksForm(
        request.POST if request.method == "POST" else None,
        items=markable(case.concern),
        marks=known,
    )
    if not form.is_valid():
        look_at_notice(notice, by=actor, at=at, what="notice.marks")
        context = {"notice": notice, "form": form}
        status = FAULTY if form.is_bound else 200
        return render(request, "cases/walls/marks.html", context, status=status)
    stays = False
    with transaction.atomic():
        for item, wanted in form.chosen().items():
            before = set(known.get(item, ()))
            for mark in sorted(wanted - before):
                mark_item(concern=case.concern, by=actor, item=item, mark=mark, at=at)
            for mark in sorted(before - wanted):
                try:
                    lift_mark(concern=case.concern, by=actor, item=item, mark=mark, at=at)
                except Refused:
                    stays = True
    if stays:
        messages.warning(
            request, "Gespeichert. Was die mitteilende Stelle selbst gekennzeichnet hat, bleibt."
        )
    else:
        messages.success(request, "Gespeichert.")
    return redirect("cases:marks", pk=pk)
