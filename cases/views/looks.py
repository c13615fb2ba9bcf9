"""Who has seen this case: the read log for the head of an office and for data protection."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cases.domain.looks import Sought
from cases.forms.looks import LooksForm
from cases.queries.looks import PER_PAGE, concern_of, in_words, log_offices, people_of
from cases.services.oversight_log import read_looks
from kinderschutz.lib.tables import CSV, table_response
from network.access import ActorRequest
from network.domain.hours import BERLIN
from network.models import Look
from network.views.fresh import fresh_sign_in_required

FAULTY = 422
MOST_EXPORTED = 20_000
HEADING = ("Zeitpunkt", "Person", "Was", "Kennung", "Zweck", "Anzahl", "Verweigert")
TOO_MANY = "Das sind mehr als 20.000 Zeilen. Bitte wählen Sie einen kürzeren Zeitraum."
NOTHING = UUID(int=0)
never_stored = cache_control(private=True, no_store=True)


@require_safe
@never_stored
def looks(request: ActorRequest) -> HttpResponse:
    """The form, and one page of lines where it says why one asks."""
    form, offices = _form(request)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        found = read_looks(
            _sought(form, offices),
            by=request.actor,
            at=timezone.now(),
            purpose=form.cleaned_data["anlass"],
            before=_cursor(request.GET.get("nach", "")),
        )
        context |= {"lines": in_words(found[:PER_PAGE]), "asked": True, **_further(request, found)}
    status = FAULTY if form.errors else 200
    return render(request, "cases/lead/looks.html", context, status=status)


@require_safe
@never_stored
@fresh_sign_in_required
def looks_csv(request: ActorRequest) -> HttpResponse:
    """The same lines as a table to take along; that they were taken is on record."""
    form, offices = _form(request)
    if not (form.is_bound and form.is_valid()):
        return render(request, "cases/lead/looks.html", {"form": form}, status=FAULTY)
    found = read_looks(
        _sought(form, offices),
        by=request.actor,
        at=timezone.now(),
        purpose=form.cleaned_data["anlass"],
        limit=MOST_EXPORTED + 1,
        what="log.csv",
    )
    if len(found) > MOST_EXPORTED:
        form.add_error("bis", TOO_MANY)
        return render(request, "cases/lead/looks.html", {"form": form}, status=FAULTY)
    rows = (
        (each.at, each.who, each.what, each.reference, each.purpose, each.count, each.is_refused)
        for each in in_words(found)
    )
    return table_response(CSV, "Einsichten", HEADING, rows)


def _form(request: ActorRequest) -> tuple[LooksForm, frozenset[UUID]]:
    offices = log_offices(request.actor)
    if not offices:
        raise Http404
    given = request.GET if "anlass" in request.GET else None
    return LooksForm(given, people=people_of(offices), today=timezone.localdate()), offices


def _sought(form: LooksForm, offices: frozenset[UUID]) -> Sought:
    told = form.cleaned_data
    concern = (concern_of(told["kennung"]) or NOTHING) if told["kennung"] else None
    return Sought(
        offices=offices,
        since=datetime.combine(told["von"], time(), BERLIN),
        until=datetime.combine(told["bis"] + timedelta(days=1), time(), BERLIN),
        concern=concern,
        person=UUID(told["person"]) if told["person"] else None,
    )


def _further(request: ActorRequest, found: list[Look]) -> dict[str, str]:
    asked = {name: value for name, value in request.GET.items() if name != "nach"}
    further = {"csv_query": urlencode(asked)}
    if len(found) > PER_PAGE:
        last = found[PER_PAGE - 1]
        further["next_query"] = urlencode(
            asked | {"nach": f"{last.recorded_at.isoformat()}~{last.pk}"}
        )
    return further


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; whatever is none is the first page."""
    at, _, key = text.partition("~")
    try:
        found = datetime.fromisoformat(at)
        return (found, UUID(key)) if found.tzinfo else None
    except ValueError:
        return None
