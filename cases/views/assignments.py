"""Calling a colleague in on a case, seeing who takes part, and ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import offices_that_assign
from cases.forms.lent import CallInForm
from cases.queries.assignments import called_in_on, once_called_in_on, second_professionals
from cases.services.assigning import (
    AlreadyCalledIn,
    CaseIsClosed,
    NotAvailable,
    call_in,
    end_assignment,
)
from cases.services.looking import look_at_notice
from cases.views.notice import own_case_or_404
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest

FAULTY = 422
FAULTS: dict[type[Exception], str] = {
    AlreadyCalledIn: "Diese Person ist zu dem Fall schon hinzugezogen.",
    CaseIsClosed: "Der Fall ist in Ihrem Jugendamt abgeschlossen. Öffnen Sie ihn zuerst wieder.",
    NotAvailable: "Diese Person kann nicht hinzugezogen werden. Bitte wählen Sie eine andere.",
}
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@get_or_post
@never_stored
def assignments(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who takes part in this case; somebody who works on it calls a second professional in."""
    actor, at = request.actor, database_now()
    notice, case = own_case_or_404(actor, pk)
    offices = offices_that_assign(actor, case.concern)
    found = second_professionals(case.concern.pk, offices, at=at)
    colleagues = {str(each.user_id): each.name for each in found if each.user_id != actor.user_id}
    form = CallInForm(
        request.POST if request.method == "POST" else None,
        colleagues=list(colleagues.items()),
        today=localdate(at),
    )
    if form.is_valid():
        user, until = UUID(form.cleaned_data["user"]), form.cleaned_data["until"]
        try:
            call_in(concern=case.concern, by=actor, user_id=user, until=until, at=at)
        except (AlreadyCalledIn, CaseIsClosed, NotAvailable) as fault:
            form.add_error("user", FAULTS[type(fault)])
        else:
            messages.success(request, "Hinzugezogen. Die Person wird ohne Inhalt benachrichtigt.")
            return redirect("cases:assignments", pk=pk)
    look_at_notice(notice, by=actor, at=at, what="notice.called_in")
    context = {
        "notice": notice,
        "form": form,
        "has_colleagues": bool(colleagues),
        "called_in": called_in_on(case.concern.pk, offices),
        "before": once_called_in_on(case.concern.pk, offices),
    }
    status = FAULTY if form.is_bound else 200
    return render(request, "cases/lent/assignments.html", context, status=status)


@require_POST
def end(request: ActorRequest, pk: UUID, assignment_id: UUID) -> HttpResponse:
    """The case is not open to that person any more."""
    actor, at = request.actor, database_now()
    _, case = own_case_or_404(actor, pk)
    held = case.concern.assignments.filter(office__in=offices_that_assign(actor, case.concern))
    end_assignment(assignment=get_object_or_404(held, pk=assignment_id), by=actor, at=at)
    messages.success(request, "Beendet. Für diese Person ist der Fall nicht mehr offen.")
    return redirect("cases:assignments", pk=pk)
