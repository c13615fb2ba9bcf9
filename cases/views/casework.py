"""What needs a word: why one looks at the reporter, where it goes on to, what is meant instead."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from cases.access import Actor
from cases.forms.casework import ForwardForm, OverruleForm, RevealForm
from cases.models import Notice
from cases.queries.concern import Case, label_of
from cases.queries.proposal import register_at
from cases.services.forwarding import CannotForward
from cases.services.forwarding import forward as forward_concern
from cases.services.overruling import MAY_BE_OVERRULED, NothingToOverrule
from cases.services.overruling import overrule as overrule_decision
from cases.services.reporter import ShownReporter, reveal_reporter
from cases.views.notice import own_case_or_404
from network.access import ActorRequest
from network.domain.terms import Duty
from network.models import YouthOffice

CONFLICT, FAULTY = 409, 422
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{3,}")
_NOT_DIALLED = re.compile(r"[^0-9+]")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@get_or_post
@never_stored
def reporter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who reported, shown once for a reason that is recorded (§ 64 Abs. 4, § 65 SGB VIII)."""
    actor = request.actor
    notice, case = own_case_or_404(actor, pk)
    form = RevealForm(request.POST if request.method == "POST" else None)
    context = {"notice": notice, "form": form}
    if not form.is_valid():
        return render(request, "cases/notice/reporter.html", context, status=_status(form))
    shown = reveal_reporter(
        concern=case.concern, by=actor, reason=form.cleaned_data["reason"], at=timezone.now()
    )
    context |= {"lines": _lines(shown), "phone": dialled(shown.entry.phone), "shown": shown}
    return render(request, "cases/notice/reporter_shown.html", context)


@get_or_post
@never_stored
def forward(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Tell another office. The own one stays responsible until that office has accepted."""
    actor, at = request.actor, timezone.now()
    notice, case = own_case_or_404(actor, pk)
    sender = _sender(notice, case, actor)
    told = {
        each.recipient_office.key
        for each in case.notices
        if each.recipient_office and each.tells_everything
    }
    offices = [(key, name) for key, name in register_at(at).offices.items() if key not in told]
    form = ForwardForm(request.POST if request.method == "POST" else None, offices=offices)
    if form.is_valid():
        try:
            sent = forward_concern(
                concern=case.concern, by=actor, sender=sender, at=at, **form.cleaned_data
            )
        except CannotForward:
            fault = "Dieses Jugendamt hat die Mitteilung schon."
            form.add_error("to", ValidationError(fault, code="conflict"))
        else:
            messages.success(request, f"Weitergeleitet an {sent.recipient_name}.")
            return redirect("cases:notice", pk=pk)
    context = {"notice": notice, "case": case, "sender": sender, "form": form}
    return render(request, "cases/notice/forward.html", context, status=_status(form))


@get_or_post
@never_stored
def overrule(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Set one answer for one child by hand: a new decision, the old one kept, routing follows."""
    actor, at = request.actor, timezone.now()
    notice, case = own_case_or_404(actor, pk)
    form = OverruleForm(
        request.POST if request.method == "POST" else None,
        children=[(child.ref, label_of(child)) for child in case.children],
        duties=_given(case),
        register=register_at(at),
    )
    if form.is_valid():
        try:
            overrule_decision(concern=case.concern, by=actor, at=at, **_chosen(form))
        except NothingToOverrule:
            fault = "Diese Antwort gibt es für das Kind nicht, oder sie lautet schon so."
            form.add_error(None, ValidationError(fault, code="conflict"))
        else:
            messages.success(request, "Ihre Entscheidung gilt. Die frühere bleibt nachlesbar.")
            return redirect("cases:notice", pk=pk)
    context = {"notice": notice, "case": case, "form": form}
    return render(request, "cases/notice/overrule.html", context, status=_status(form))


def _lines(shown: ShownReporter) -> list[dict[str, str]]:
    entry = shown.entry
    return [
        {"label": "Name", "value": entry.name or "nicht genannt"},
        {"label": "Funktion", "value": entry.function},
        {"label": "Einrichtung", "value": shown.institution or entry.organisation},
        {"label": "Telefon", "value": entry.phone or "nicht genannt"},
        {"label": "Erreichbar", "value": entry.callback},
    ]


def dialled(text: str) -> str:
    """What a telephone dials of a number as people write it; "" where there is none."""
    found = _NUMBER.search(text)
    return _NOT_DIALLED.sub("", found[0]) if found else ""


def _chosen(form: OverruleForm) -> dict[str, Any]:
    return form.cleaned_data | {"duty": Duty(form.cleaned_data["duty"])}


def _given(case: Case) -> list[Duty]:
    """The answers of today's decision for the actor's children that a person may set otherwise."""
    given = {
        Duty(answer["duty"])
        for child in case.decisions[0].answers
        if child["ref"] in case.refs
        for answer in child["duties"]
    }
    return [duty for duty in MAY_BE_OVERRULED if duty in given]


def _sender(notice: Notice, case: Case, actor: Actor) -> YouthOffice:
    """In whose name it goes: the office that was told, if it owns a child, else one that does."""
    owners = [child.office for child in case.children if child.office]
    own = [office for office in owners if office.pk == notice.recipient_office_id]
    return (own or owners or [case.concern.office])[0]


def _status(form: Form) -> int:
    """200 for a page just opened, 409 where the world has moved on, 422 for any other fault."""
    if not form.is_bound:
        return 200
    faults = [fault for each in form.errors.as_data().values() for fault in each]
    return CONFLICT if any(fault.code == "conflict" for fault in faults) else FAULTY
