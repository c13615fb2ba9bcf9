"""Calls to make: the list of an office, the page of one call, what came of an attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import Actor, recordable_calls
from cases.forms.calls import CallForm
from cases.queries.by_hand import CallToMake, call_to_make, calls_for, own_attempts
from cases.queries.spans import ago
from cases.queries.standing import Badge, urgency_badge
from cases.services.by_hand import record_call
from cases.services.looking import look_at_list, look_by_hand, offices_of, open_one
from cases.views.polling import fresh_part, mark_of
from cases.wording import REPORTER_CALLED
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest
from network.domain.by_hand import ENDS_THE_CALL, CallDesk
from network.domain.looks import Purpose
from network.domain.terms import Urgency
from network.models import Call
from network.wording import CALL_DESK

CONFLICT, FAULTY = 409, 422
AGAIN = timedelta(seconds=15)
"""The same result by the same person so soon after is the same touch of the button."""

BACK = {"auffangstelle": "cases:desk", "anrufe": "cases:calls"}
"""Where a call's page leads back to; the words stand in the address."""

never_stored = cache_control(private=True, no_store=True)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Card:
    """A call with its form and where that goes."""

    call: CallToMake
    form: CallForm
    action: str
    back: str
    is_open: bool
    is_acute: bool


@dataclass(frozen=True)
class Row:
    """A call as one line of a list."""

    call: CallToMake
    urgency: Badge
    age: str
    desk: str
    is_acute: bool


@require_safe
@never_stored
def calls(request: ActorRequest) -> HttpResponse:
    """What the actor's offices have to call; `?teil=liste` is the list alone, for polling."""
    actor, at = request.actor, timezone.now()
    if not actor.offices:
        raise Http404
    found = calls_for(actor, at)
    context: dict[str, object] = {"rows": rows_of(found, at=at), "back": "anrufe"}
    mark = mark_of(found, at=at)

    def look() -> None:
        look_at_list(
            "calls.list", offices_of(actor, found), by=actor, at=at, purpose=Purpose.REACHING
        )

    if request.GET.get("teil") == "liste":
        return fresh_part(request, "cases/calls/_calls.html", context, mark=mark, look=look)
    look()
    poll = f"{reverse('cases:calls')}?teil=liste"
    return render(request, "cases/calls/calls.html", context | {"poll": poll, "fingerprint": mark})


@get_or_post
@never_stored
def call(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One call: whom, why, the numbers, what was tried, and a form for what came of it."""
    actor = request.actor
    at = database_now() if request.method == "POST" else timezone.now()
    found = visible_call_or_404(actor, pk)
    back = str(request.POST.get("von") or request.GET.get("von") or "")
    if found.settled_at:
        return settled(request, found)
    shown = call_to_make(found, at, actor)
    card = card_of(
        shown,
        actor,
        action=reverse("cases:call", args=[pk]),
        back=back if back in BACK else "",
        at=at,
        data=request.POST if request.method == "POST" else None,
        is_open=True,
    )
    if card.form.is_valid():
        record(request, found, card.form)
        return redirect(_way_back(actor, back, found))
    look_by_hand(found, by=actor, at=at, what="call.page")
    context = {
        "call": shown,
        "card": card,
        "form": card.form,
        "urgency": urgency_badge(found.urgency),
        "back_url": _way_back(actor, back, found),
        "is_reporter": not actor.offices,
    }
    status = FAULTY if card.form.is_bound else 200
    return render(request, "cases/calls/call.html", context, status=status)


def visible_call_or_404(actor: Actor, pk: UUID) -> Call:
    """A call that the actor is or was asked to make, whether still to be made or settled."""
    return open_one(recordable_calls(actor), by=actor, at=timezone.now(), pk=pk)


def settled(request: ActorRequest, found: Call) -> HttpResponse:
    """Somebody was quicker, or the call is needless: says so, 409 for whoever tried to record."""
    last = found.attempts.filter(outcome__in=list(ENDS_THE_CALL)).last()
    own = last is not None and own_attempts(request.actor, found).filter(pk=last.pk).exists()
    look_by_hand(found, by=request.actor, at=timezone.now(), what="call.page")
    shown = call_to_make(found, timezone.now(), request.actor)
    ended = [each.by for each in shown.attempts if each.outcome in ENDS_THE_CALL]
    context = {
        "call": shown,
        "last": last,
        "by": _by(ended[-1]) if ended and request.actor.offices else "",
        "own": own,
        "back_url": _way_back(request.actor, str(request.GET.get("von", "")), found),
    }
    status = CONFLICT if request.method == "POST" and not own else 200
    return render(request, "cases/calls/settled.html", context, status=status)


def _by(who: str) -> str:
    return "der mitteilenden Person" if who == REPORTER_CALLED else who


def record(request: ActorRequest, found: Call, form: CallForm) -> None:
    """Write the attempt down, once however often the button was touched, and say so."""
    attempt = form.attempt
    again = own_attempts(request.actor, found).filter(
        outcome=attempt["outcome"],
        number=attempt["number"],
        at__gte=attempt["at"] - AGAIN,
    )
    if not again.exists():
        record_call(by=request.actor, call=found, **attempt)
    said = attempt["outcome"] in ENDS_THE_CALL
    messages.success(
        request,
        f"Festgehalten: {attempt['spoke_with']} ist erreicht."
        if said
        else "Der Versuch ist festgehalten. Der Anruf bleibt offen.",
    )


def card_of(
    call: CallToMake,
    actor: Actor,
    *,
    action: str,
    at: datetime,
    back: str = "",
    data: Any = None,
    is_open: bool = False,
) -> Card:
    """The form of a call; the names of its fields carry the call, so that several fit a page."""
    prefix = f"a{call.call_id.hex[:8]}"
    form = CallForm(
        data,
        prefix=prefix,
        telephones=call.telephones,
        called=call.recipient_name,
        since=call.planned_at,
        now=at,
        may_take_over=bool(actor.offices) and call.may_be_taken_over,
    )
    is_acute = call.urgency == Urgency.ACUTE
    return Card(call, form, action, back, is_open=is_open or form.is_bound, is_acute=is_acute)


def rows_of(found: list[CallToMake], *, at: datetime) -> list[Row]:
    """The lines of a list of calls, in its order."""
    return [
        Row(
            call=each,
            urgency=urgency_badge(each.urgency),
            age=ago(each.since, now=at),
            desk=f"Gefragt ist jetzt: {CALL_DESK[CallDesk(each.desk)]}.",
            is_acute=each.urgency == Urgency.ACUTE,
        )
        for each in found
    ]


def minute_of(at: datetime) -> datetime:
    """Ages on a page change by the minute."""
    return at.replace(second=0, microsecond=0)


def _way_back(actor: Actor, back: str, found: Call) -> str:
    if not actor.offices:
        return reverse("cases:receipt", kwargs={"reference": found.reference})
    return reverse(BACK.get(back, "cases:calls"))
