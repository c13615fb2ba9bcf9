"""The fallback desk: whom nobody has reached yet, who keeps silent, where no letter arrives."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.queries.board import ALARMS_SHOWN, alarms
from cases.queries.by_hand import calls_for
from cases.queries.desk import not_arriving
from cases.services.looking import look_at_list, offices_of
from cases.views.calls import never_stored, rows_of
from cases.views.polling import fresh_part, mark_of
from network.access import ActorRequest
from network.domain.looks import Purpose
from network.queries.names import is_fallback_office


@require_safe
@never_stored
def desk(request: ActorRequest) -> HttpResponse:
    """For people of the fallback office; `?teil=liste` is the part that keeps itself fresh."""
    actor, at = request.actor, timezone.now()
    if not is_fallback_office(actor.offices):
        raise Http404
    calls, raised, late = calls_for(actor, at), alarms(actor), not_arriving(at=at)
    context: dict[str, object] = {
        "rows": rows_of(calls, at=at),
        "alarms": raised[:ALARMS_SHOWN],
        "more_alarms": len(raised) > ALARMS_SHOWN,
        "not_arriving": late,
        "at": at,
    }
    mark = mark_of(calls, raised, late, at=at)

    def look() -> None:
        shown = [*calls, *raised[:ALARMS_SHOWN], *late]
        look_at_list(
            "desk.list", offices_of(actor, shown), by=actor, at=at, purpose=Purpose.FALLBACK
        )

    if request.GET.get("teil") == "liste":
        return fresh_part(request, "cases/desk/_desk.html", context, mark=mark, look=look)
    look()
    poll = f"{reverse('cases:desk')}?teil=liste"
    return render(request, "cases/desk/desk.html", context | {"poll": poll, "fingerprint": mark})
