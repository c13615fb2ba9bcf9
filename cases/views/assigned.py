"""The cases on which somebody was called in: the list, one case to read, the own part of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import own_assignments
from cases.forms.lent import NoteForm
from cases.models import CaseAssignment
from cases.queries.assignments import assigned_to, called_in_on
from cases.queries.uploads import files_of_concern, scanner_words
from cases.services.assigning import write_note
from cases.services.looking import look_at_list, look_at_notice, open_one
from cases.views.casework import reveal_page
from cases.views.lent import first_notice, lent_case, reader_for
from kinderschutz.lib.clock import database_now
from network.access import ASSIST_CASES, Actor, ActorRequest
from network.domain.looks import Purpose
from network.views.fresh import fresh_sign_in_required

FAULTY = 422
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@require_safe
@never_stored
def assigned(request: ActorRequest) -> HttpResponse:
    """The cases of the own office on which the actor was called in, and no other."""
    actor, at = request.actor, timezone.now()
    if not any(code == ASSIST_CASES for code, _ in actor.granted):
        raise Http404
    rows = assigned_to(actor)
    offices = (each.office_id for each in rows)
    look_at_list("assigned.list", offices, by=actor, at=at, purpose=Purpose.ASSESSMENT)
    several = len({each.office_id for each in rows}) > 1
    return render(request, "cases/lent/assigned.html", {"rows": rows, "several": several})


@get_or_post
@never_stored
def assigned_case(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One case to read, and a form for the own part; nothing of its reporter."""
    actor, at = request.actor, database_now()
    assignment = _own_or_404(actor, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        write_note(assignment=assignment, by=actor, text=form.cleaned_data["text"], at=at)
        messages.success(request, "Festgehalten. Ihr Beitrag steht jetzt beim Fall.")
        return redirect("cases:assigned_case", pk=pk)
    context = _page(actor, assignment) | {"form": form}
    status = FAULTY if form.is_bound else 200
    return render(request, "cases/lent/assigned_case.html", context, status=status)


@fresh_sign_in_required
@get_or_post
@never_stored
def assigned_reporter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who reported, if the task needs it: for a reason, shown once, and the head is told."""
    assignment = _own_or_404(request.actor, pk)
    back_url = reverse("cases:assigned_case", args=[pk])
    return reveal_page(request, assignment.concern, back_url=back_url)


def _own_or_404(actor: Actor, pk: UUID) -> CaseAssignment:
    rows = own_assignments(actor).select_related("concern", "office", "assigned_by")
    return open_one(rows, by=actor, at=timezone.now(), pk=pk)


def _page(actor: Actor, assignment: CaseAssignment) -> dict[str, Any]:
    at = timezone.now()
    reader = reader_for(actor, assignment.office_id)
    found = first_notice(reader, assignment.concern_id)
    if found is None:
        raise Http404
    look_at_notice(found, by=reader, at=at, purpose=Purpose.ASSESSMENT)
    own = [assignment.office_id]
    return {
        "assignment": assignment,
        "files": files_of_concern(actor, assignment.concern_id),
        "scanner": scanner_words(),
        "called_in": called_in_on(assignment.concern_id, own),
        **lent_case(found, reader, at=at),
    }
