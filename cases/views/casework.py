"""Why one looks at the reporter, and who it is."""

import re
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from cases.forms.walls import RevealForm
from cases.models import Concern
from cases.services.reporter import ReporterGone, ShownReporter, reveal_reporter
from cases.views.notice import own_case_or_404
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest
from network.views.fresh import fresh_sign_in_required

FAULTY, GONE = 422, 410
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{3,}")
_NOT_DIALLED = re.compile(r"[^0-9+]")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@fresh_sign_in_required
@get_or_post
@never_stored
def reporter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who reported, shown once for a reason that is recorded (§ 64 Abs. 4, § 65 SGB VIII)."""
    notice, case = own_case_or_404(request.actor, pk)
    return reveal_page(request, case.concern, back_url=reverse("cases:notice", args=[notice.pk]))


def reveal_page(request: ActorRequest, concern: Concern, *, back_url: str) -> HttpResponse:
    """Asks why, then shows the reporter once; for whoever the service lets."""
    actor = request.actor
    form = RevealForm(request.POST if request.method == "POST" else None)
    context = {"reference": concern.reference, "back_url": back_url, "form": form}
    if not form.is_valid():
        return render(
            request, "cases/notice/reporter.html", context, status=FAULTY if form.is_bound else 200
        )
    at = database_now()
    try:
        shown = reveal_reporter(concern=concern, by=actor, at=at, **form.cleaned_data)
    except ReporterGone:
        return render(request, "cases/notice/reporter_gone.html", context, status=GONE)
    context |= {"lines": _lines(shown), "phone": dialled(shown.entry.phone), "shown": shown}
    return render(request, "cases/notice/reporter_shown.html", context)


def _lines(shown: ShownReporter) -> list[dict[str, str]]:
    entry = shown.entry
    return [
        {"label": "Name", "value": entry.name or "nicht genannt"},
        {"label": "Funktion", "value": entry.function},
        {"label": "Einrichtung", "value": shown.institution or entry.organisation},
        {"label": "Telefon", "value": entry.phone or "nicht genannt"},
        {"label": "Erreichbar", "value": entry.callback},
    ]


def dialled(text: str) -> str:
    """What a telephone dials of a number as people write it; "" where there is none."""
    found = _NUMBER.search(text)
    return _NOT_DIALLED.sub("", found[0]) if found else ""
