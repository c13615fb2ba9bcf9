"""Pages of retention: the rules and what goes next; closing and holding one case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import Actor, allowed
from cases.domain.retention_rules import Kind, Outcome
from cases.forms.retention import CloseForm, HoldForm
from cases.models import Closure, Notice
from cases.queries.closing import closing_office, closure_of, holds_of, unsettled_notices
from cases.queries.concern import Case
from cases.queries.retention import NoRetentionRules, rules_in_force
from cases.queries.retention_page import retention_page
from cases.services.closing import AlreadyClosed, StillOpen, close_case, reopen_case
from cases.services.holding import SecondPersonNeeded, ask_for_end, confirm_end, keep_on, set_hold
from cases.services.looking import look_at_notice
from cases.views.notice import own_case_or_404
from cases.wording import HOLD_GROUND, OUTCOME
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest, Permission, Refused
from network.models import YouthOffice

FAULTY = 422
never_stored = cache_control(private=True, no_store=True)


@require_safe
@never_stored
def retention(request: ActorRequest) -> HttpResponse:
    """How long what is kept; for heads what goes next and what nobody has closed."""
    page = retention_page(request.actor, at=timezone.now())
    context = {"page": page, "leads": bool(request.actor.led)}
    return render(request, "cases/retention/retention.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_stored
def case_retention(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Closing one case at the own office, opening it again, holding it and ending a hold."""
    actor = request.actor
    found, case = own_case_or_404(actor, pk)
    office = closing_office(case.concern, actor)
    if office is None:
        raise Refused("Dafür fehlt Ihnen die Berechtigung.")
    close, hold = CloseForm(prefix="abschluss"), HoldForm(prefix="halt")
    fault, status = "", 200
    if request.method == "POST":
        what = request.POST.get("what", "")
        if what == "close":
            close = CloseForm(request.POST, prefix="abschluss")
        elif what == "hold":
            hold = HoldForm(request.POST, prefix="halt")
        form = {"close": close, "hold": hold}.get(what)
        if form is None or form.is_valid():
            fault = _do(request, what, case, office, form)
            if not fault:
                return redirect("cases:case_retention", pk=found.pk)
        status = FAULTY
    at = timezone.now()
    look_at_notice(found, by=actor, at=at, what="notice.form")
    context = _context(found, case, office, actor, close=close, hold=hold)
    return render(request, "cases/retention/case.html", {**context, "fault": fault}, status=status)


def _do(request: ActorRequest, what: str, case: Case, office: YouthOffice, form: Any) -> str:
    """One deed; a sentence where it could not be done."""
    by, at = request.actor, database_now()
    try:
        if what == "close":
            outcome = Outcome(form.cleaned_data["outcome"])
            reason = form.cleaned_data["reason"]
            close_case(
                concern=case.concern, office=office, outcome=outcome, reason=reason, by=by, at=at
            )
            messages.success(request, "Der Fall ist im Portal abgeschlossen.")
        elif what == "hold":
            set_hold(concern=case.concern, office=office, by=by, at=at, **form.cleaned_data)
            messages.success(request, "Dieser Fall wird nicht gelöscht, bis der Halt endet.")
        elif what == "reopen":
            closure = closure_of(case.concern, by)
            if closure:
                reopen_case(closure=closure, by=by, at=at)
                messages.success(request, "Der Fall ist wieder offen; die Frist läuft nicht mehr.")
        else:
            return _hold_deed(request, what, case, at=at)
    except StillOpen:
        return "Noch nicht alle Benachrichtigungen sind geklärt; sie stehen unten."
    except AlreadyClosed:
        return "Dieser Fall ist inzwischen schon abgeschlossen."
    return ""


def _hold_deed(request: ActorRequest, what: str, case: Case, *, at: datetime) -> str:
    wanted = request.POST.get("hold", "")
    hold = next((h for h in holds_of(case.concern, request.actor) if str(h.pk) == wanted), None)
    deeds = {"ask_end": ask_for_end, "confirm_end": confirm_end, "keep_on": keep_on}
    if hold is None or what not in deeds:
        return "Dieser Halt besteht nicht mehr."
    try:
        deeds[what](hold=hold, by=request.actor, at=at)
    except SecondPersonNeeded:
        return "Das Ende bestätigt eine zweite Person, nicht wer es vorgeschlagen hat."
    return ""


def _context(
    found: Notice,
    case: Case,
    office: YouthOffice,
    actor: Actor,
    *,
    close: CloseForm,
    hold: HoldForm,
) -> dict[str, Any]:
    closure = closure_of(case.concern, actor)
    return {
        "notice": found,
        "office": office,
        "closure": closure,
        "outcome": OUTCOME[Outcome(closure.outcome)] if closure else "",
        "due_at": _due_at(closure) if closure else None,
        "unsettled": unsettled_notices(case.concern, office),
        "holds": [
            {
                "hold": each,
                "ground": HOLD_GROUND[each.ground],
                "is_asker": each.asked_by_id == actor.user_id,
            }
            for each in holds_of(case.concern, actor)
        ],
        "leads": Permission.LEAD in allowed(actor, office),
        "close": close,
        "hold_form": hold,
    }


def _due_at(closure: Closure) -> datetime | None:
    try:
        table = rules_in_force()
    except NoRetentionRules:
        return None
    outcome = Outcome(closure.outcome)
    return table.rule(Kind.CASE, office=closure.office.key, outcome=outcome).period.after(
        closure.at
    )
