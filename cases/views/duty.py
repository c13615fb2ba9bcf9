"""What somebody on call was told: the list, one case, taking it over, the calls it needs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import Permission, allowed, duty_calls, own_duty_cases, visible_notices
from cases.models import DutyCase, Notice
from cases.queries.by_hand import calls_of_report
from cases.queries.concern import RECIPIENTS
from cases.queries.duty import duty_offices, on_call_now, told_on_duty
from cases.queries.spans import ago, deadline
from cases.queries.uploads import files_of_concern, scanner_words
from cases.services.acknowledgement import take_over
from cases.services.looking import look_at_list, look_at_notice, open_one, refuse
from cases.views.calls import card_of, record
from cases.views.casework import reveal_page
from cases.views.lent import lent_case, reader_for
from kinderschutz.lib.clock import database_now
from network.access import Actor, ActorRequest
from network.domain.looks import Purpose
from network.views.fresh import fresh_sign_in_required

FAULTY = 422
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@require_safe
@never_stored
def duty(request: ActorRequest) -> HttpResponse:
    """What reached the office during the own duties, for a short look back, and nothing older."""
    actor, at = request.actor, timezone.now()
    if not duty_offices(actor):
        raise Http404
    rows = told_on_duty(actor, at=at)
    offices = (each.office_id for each in rows)
    look_at_list("duty.list", offices, by=actor, at=at, purpose=Purpose.CASEWORK)
    context = {"rows": rows, "on_call": on_call_now(actor, at=at)}
    return render(request, "cases/lent/duty.html", context)


@require_safe
@never_stored
def duty_case(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the office was told, by its notice; the whole case where the office answers for it."""
    return render(request, "cases/lent/duty_case.html", _page(request.actor, pk))


@require_POST
def duty_take_over(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Whoever is on call takes the notice over by name; whoever was first stays."""
    actor, at = request.actor, database_now()
    opened = _own_or_404(actor, pk)
    taken = take_over(notice=opened.notice, by=actor, at=at)
    if taken.user_id == actor.user_id:
        messages.success(request, "Sie haben übernommen. Ihr Name steht jetzt bei der Mitteilung.")
    else:
        messages.warning(request, f"{taken.name} hat diese Mitteilung schon übernommen.")
    return redirect("cases:duty_case", pk=pk)


@require_POST
def duty_call(request: ActorRequest, pk: UUID, call: UUID) -> HttpResponse:
    """What came of a call that this case needs, written down by whoever is on call."""
    actor = request.actor
    opened = _own_or_404(actor, pk)
    found = open_one(duty_calls(actor), by=actor, at=timezone.now(), pk=call)
    if found.reference != opened.notice.reference:
        raise Http404
    page = _page(actor, pk, posted=request.POST, posted_call=call)
    card = next((each for each in page["cards"] if each.call.call_id == call), None)
    if card is None:
        messages.warning(request, "Dieser Anruf ist schon erledigt. Es wurde nichts geändert.")
        return redirect("cases:duty_case", pk=pk)
    if not card.form.is_valid():
        page |= {"form": card.form}
        return render(request, "cases/lent/duty_case.html", page, status=FAULTY)
    record(request, found, card.form)
    return redirect("cases:duty_case", pk=pk)


@fresh_sign_in_required
@get_or_post
@never_stored
def duty_reporter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who reported, for whoever was on call and has taken the case over."""
    actor = request.actor
    opened = _own_or_404(actor, pk)
    if Permission.REVEAL_REPORTER not in allowed(actor, opened.concern):
        refuse(Notice, by=actor, at=timezone.now(), pk=pk)
    return reveal_page(request, opened.concern, back_url=reverse("cases:duty_case", args=[pk]))


def _own_or_404(actor: Actor, pk: UUID) -> DutyCase:
    rows = own_duty_cases(actor).filter(notice=pk).select_related("concern", "notice", "office")
    opened = rows.order_by("-until").first()
    if opened is None:
        refuse(Notice, by=actor, at=timezone.now(), pk=pk)
    return opened


def _page(
    actor: Actor, pk: UUID, *, posted: QueryDict | None = None, posted_call: UUID | None = None
) -> dict[str, Any]:
    at = timezone.now()
    opened = _own_or_404(actor, pk)
    reader = reader_for(actor, opened.office_id)
    rows = visible_notices(reader).select_related(*RECIPIENTS, "office", "acknowledgement")
    found = open_one(rows, by=actor, at=at, pk=pk)
    look_at_notice(found, by=reader, at=at, purpose=Purpose.CASEWORK)
    told_at = found.released_at or found.created_at
    own_calls = duty_calls(actor).filter(reference=found.reference)
    recordable = set(own_calls.values_list("pk", flat=True))
    answering = calls_of_report(reader, found.reference, at, answered=posted_call)
    return {
        "opened": opened,
        "files": files_of_concern(actor, found.concern_id),
        "scanner": scanner_words(),
        "taken": found.taken,
        "told_at": told_at,
        "ago": ago(told_at, now=at),
        "deadline": deadline(by=found.ack_by, since=told_at, done=bool(found.taken), now=at),
        "may_reveal": Permission.REVEAL_REPORTER in allowed(actor, opened.concern),
        "cards": [
            card_of(
                each,
                reader,
                action=reverse("cases:duty_call", args=[pk, each.call_id]),
                at=at,
                data=posted if each.call_id == posted_call else None,
            )
            for each in answering
            if each.call_id in recordable
        ],
        **lent_case(found, reader, at=at),
    }
