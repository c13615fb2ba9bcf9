"""Exact search in the cases of the own office."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from cases.forms.search import SearchForm
from cases.queries import search as queries
from cases.services.looking import look_at_list
from kinderschutz.lib.waiting import attempt, please_wait
from network.access import ActorRequest
from network.domain.looks import Purpose


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def search(request: ActorRequest) -> HttpResponse:
    """Children of the own offices by name and day of birth; what nobody may see is not found.

    What was asked stands in no address and no log; that somebody asked and how many were shown
    stands in the read log.
    """
    actor = request.actor
    if not actor.offices:
        raise Http404
    form = SearchForm(request.POST or None)
    context = {"form": form, "most": queries.MOST}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            tried = attempt(request, action="case_search", key=str(actor.user_id))
            if tried.wait:
                form.add_error(None, f"Zu viele Suchen. {please_wait(tried.wait)}")
                status = 429
            else:
                asked = form.cleaned_data
                found = queries.search(actor, name=asked["name"] or "", born_on=asked["born_on"])
                at, why = timezone.now(), Purpose.CASEWORK
                look_at_list("search.made", actor.offices, by=actor, at=at, purpose=why)
                shown = (each.office_id for each in found)
                look_at_list("search.list", shown, by=actor, at=at, purpose=why)
                context |= {"found": found, "searched": True}
                status = 200
    return render(request, "cases/search.html", context, status=status)
