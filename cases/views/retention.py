"""Pages of retention: the rules and what goes next; closing and holding one case or one copy."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import Actor, allowed
from cases.domain.retention_rules import Kind, Outcome
from cases.forms.retention import CloseForm, HoldForm
from cases.models import Notice
from cases.queries.access_export import subject_name
from cases.queries.closing import (
    closing_office,
    closure_of,
    holds_of,
    open_exports,
    unsettled_notices,
)
from cases.queries.concern import case_of
from cases.queries.looks import log_offices
from cases.queries.own_time import own_time
from cases.queries.retention_page import retention_page
from cases.services.looking import look_at_notice, refuse
from cases.views.notice import own_notice_or_404
from cases.views.retention_deeds import Place, act
from cases.wording import EXPORT_STATE, HOLD_GROUND, OUTCOME
from network.access import ActorRequest, Permission, Refused

FAULTY = 422
never_stored = cache_control(private=True, no_store=True)


@require_safe
@never_stored
def retention(request: ActorRequest) -> HttpResponse:
    """How long what is kept; for heads and data protection what goes next and what went."""
    actor = request.actor
    page = retention_page(actor, at=timezone.now())
    context = {"page": page, "leads": bool(actor.led), "reads": bool(log_offices(actor))}
    return render(request, "cases/retention/retention.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_stored
def case_retention(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Closing one case at the own office, opening it again; holding it, or the copy of an office
    that was told, and ending a hold.
    """
    actor = request.actor
    place = _place(actor, pk)
    close, hold = CloseForm(prefix="abschluss"), HoldForm(prefix="halt")
    fault, status = "", 200
    if request.method == "POST":
        what = request.POST.get("what", "")
        if what == "close":
            close = CloseForm(request.POST, prefix="abschluss")
        elif what == "hold":
            hold = HoldForm(request.POST, prefix="halt")
        form: Any = {"close": close, "hold": hold}.get(what)
        if form is None or form.is_valid():
            told = request.POST.get("hold", "") if form is None else form
            fault = act(request, what, place, told, by=actor)
            if not fault:
                return redirect("cases:case_retention", pk=place.notice.pk)
        status = FAULTY
    look_at_notice(place.notice, by=actor, at=timezone.now(), what="notice.form")
    context = _context(place, actor) | {"close": close, "hold_form": hold, "fault": fault}
    return render(request, "cases/retention/case.html", context, status=status)


def _place(actor: Actor, pk: UUID) -> Place:
    """Where one stands: at an own case, or at what the own office was told of another's."""
    found = own_notice_or_404(actor, pk)
    case = case_of(found, actor)
    office = closing_office(case.concern, actor) if case else found.recipient_office
    if office is None:
        if case:
            raise Refused("Dafür fehlt Ihnen die Berechtigung.")
        refuse(Notice, by=actor, at=timezone.now(), pk=pk)
    return Place(found, office, case)


def _context(place: Place, actor: Actor) -> dict[str, Any]:
    concern_id, case = place.notice.concern_id, place.case
    kind = Kind.CASE if case else Kind.NOTICE
    return {
        "notice": place.notice,
        "office": place.office,
        "is_case": case is not None,
        "time": own_time(concern_id, place.office.pk, kind),
        "holds": [
            {
                "hold": each,
                "ground": HOLD_GROUND[each.ground],
                "is_asker": each.asked_by_id == actor.user_id,
            }
            for each in holds_of(concern_id, actor)
        ],
        "leads": Permission.LEAD in allowed(actor, place.office),
        **(_of_case(place, actor) if case else {}),
    }


def _of_case(place: Place, actor: Actor) -> dict[str, Any]:
    """What stands between the office and its closing, or how it closed."""
    if place.case is None:
        return {}
    concern = place.case.concern
    closure = closure_of(concern, actor)
    return {
        "closure": closure,
        "outcome": OUTCOME[Outcome(closure.outcome)] if closure else "",
        "unsettled": unsettled_notices(concern, place.office),
        "exports": [
            {"id": each.pk, "about": subject_name(each), "state": EXPORT_STATE[each.state]}
            for each in open_exports(concern, place.office)
        ],
    }
