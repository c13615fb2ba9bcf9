"""Opening one case in an emergency: why, the case to read for an hour, the end of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import glass_offices, own_break_glass
from cases.forms.walls import BreakGlassForm
from cases.services.break_glass import NothingThere, break_glass, end_break_glass
from cases.services.looking import look_at_notice
from cases.views.lent import first_notice, lent_case, reader_for
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest
from network.domain.looks import Purpose
from network.models import YouthOffice

FAULTY = 422
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@get_or_post
@never_stored
def emergency(request: ActorRequest) -> HttpResponse:
    """Ask for one case of the own office, and see which are open at the moment."""
    actor, at = request.actor, database_now()
    offices = list(YouthOffice.objects.filter(pk__in=glass_offices(actor)))
    if not offices:
        raise Http404
    form = BreakGlassForm(
        request.POST if request.method == "POST" else None,
        offices=[(each.key, each.name) for each in offices],
    )
    if form.is_valid():
        asked = form.cleaned_data
        office = next(each for each in offices if each.key == asked.pop("office"))
        try:
            opened = break_glass(by=actor, office=office, at=at, **asked)
        except NothingThere:
            form.add_error(
                "reference", "Zu diesem Zeichen gibt es in diesem Jugendamt keinen Fall für Sie."
            )
        else:
            return redirect("cases:opened_case", pk=opened.pk)
    running = own_break_glass(actor).running(at=at).order_by("-begun_at")
    context = {"form": form, "running": list(running.defer("reason"))}
    return render(
        request, "cases/walls/emergency.html", context, status=FAULTY if form.is_bound else 200
    )


@require_safe
@never_stored
def opened_case(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The case as the office reads it, without anything to do; 404 after the hour is over.

    It is no deed: the database opens what is read here for the hour, and nothing of the reporter.
    """
    actor, at = request.actor, database_now()
    opened = get_object_or_404(own_break_glass(actor).running(at=at), pk=pk)
    reader = reader_for(actor, opened.office_id)
    found = first_notice(reader, opened.concern_id)
    if found is None:
        raise Http404
    look_at_notice(found, by=reader, at=at, purpose=Purpose.BREAK_GLASS)
    context = {"opened": opened, **lent_case(found, reader, at=at)}
    return render(request, "cases/walls/opened_case.html", context)


@require_POST
def end(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The person needs the case no more."""
    at = database_now()
    opened = get_object_or_404(own_break_glass(request.actor), pk=pk)
    end_break_glass(opened=opened, by=request.actor, at=at)
    messages.success(request, "Der Notzugriff ist beendet.")
    return redirect("cases:emergency")
