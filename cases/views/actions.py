"""What can be done with a notice and the case behind it. Every deed is a POST."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import Actor, sent_notices, visible_notices
from cases.forms.casework import ForwardForm, OverruleForm, PhoneForm, RevealForm
from cases.models import Notice
from cases.queries.concern import RECIPIENTS, Case, case_of, label_of, own_notice
from cases.queries.proposal import register_at
from cases.services.acknowledgement import confirm_by_phone as confirm_notice_by_phone
from cases.services.acknowledgement import take_over as take_notice_over
from cases.services.forwarding import CannotForward
from cases.services.forwarding import forward as forward_concern
from cases.services.overruling import MAY_BE_OVERRULED, NothingToOverrule
from cases.services.overruling import overrule as overrule_decision
from cases.services.release import AlreadyDecided, release_notice, withhold_notice
from cases.services.reporter import ShownReporter, reveal_reporter
from cases.views.notice import page_of
from network.access import ActorRequest
from network.domain.terms import Duty, RecipientKind
from network.models import YouthOffice

CONFLICT, FAULTY = 409, 422
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{3,}")
_NOT_DIALLED = re.compile(r"[^0-9+]")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


def _status(form: Form) -> int:
    """200 for a page just opened, 409 where the world has moved on, 422 for any other fault."""
    if not form.is_bound:
        return 200
    conflicts = any(
        fault.code == "conflict" for each in form.errors.as_data().values() for fault in each
    )
    return CONFLICT if conflicts else FAULTY


def _own(actor: Actor, pk: UUID) -> Notice:
    """A notice addressed to the actor's organisations, or 404."""
    return get_object_or_404(visible_notices(actor).select_related(*RECIPIENTS, "office"), pk=pk)


def _sent(actor: Actor, pk: UUID) -> Notice:
    """A notice that the actor's offices answer for, or 404."""
    return get_object_or_404(sent_notices(actor).select_related(*RECIPIENTS, "office"), pk=pk)


def _own_case(actor: Actor, pk: UUID) -> tuple[Notice, Case]:
    """A notice and the case behind it, which the actor's offices answer for, or 404."""
    notice = _own(actor, pk)
    case = case_of(notice, actor)
    if case is None:
        raise Http404
    return notice, case


@require_POST
def take_over(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The acting person takes the notice over by name; whoever was first stays."""
    actor, at = request.actor, timezone.now()
    taken = take_notice_over(notice=_own(actor, pk), by=actor, at=at)
    if taken.user_id != actor.user_id:
        messages.warning(request, f"{taken.name} hat diese Mitteilung schon übernommen.")
    elif taken.at != at:
        messages.info(request, "Sie haben diese Mitteilung schon übernommen.")
    else:
        messages.success(request, "Sie haben übernommen. Ihr Name steht jetzt bei der Mitteilung.")
    return redirect("cases:notice", pk=pk)


@require_POST
def confirm_by_phone(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A recipient without an account has taken over by phone; recorded with whom one spoke."""
    actor, at = request.actor, timezone.now()
    notice = _sent(actor, pk)
    if notice.recipient_kind == RecipientKind.OFFICE or notice.released_at is None:
        raise Http404
    form = PhoneForm(request.POST)
    if not form.is_valid():
        page = page_of(notice, actor, at=at, phone_form=form, faulty=True)
        return render(request, "cases/notice/notice.html", page, status=FAULTY)
    confirm_notice_by_phone(notice=notice, by=actor, at=at, **form.cleaned_data)
    messages.success(request, f"Festgehalten: {notice.recipient_name} hat übernommen.")
    return redirect("cases:notice", pk=pk)


@require_POST
def release(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A notice that has waited leaves in the name of the acting person."""
    return _decide(request, pk, is_sent=True)


@require_POST
def withhold(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A notice that has waited does not leave; the row stays and says who decided so."""
    return _decide(request, pk, is_sent=False)


def _decide(request: ActorRequest, pk: UUID, *, is_sent: bool) -> HttpResponse:
    actor, at = request.actor, timezone.now()
    notice = _sent(actor, pk)
    decide = release_notice if is_sent else withhold_notice
    try:
        decide(notice=notice, by=actor, at=at)
    except AlreadyDecided:
        fault = "Über diese Mitteilung hat schon jemand entschieden. Es wurde nichts geändert."
        page = page_of(notice, actor, at=at, fault=fault, faulty=True)
        return render(request, "cases/notice/notice.html", page, status=CONFLICT)
    to = notice.recipient_name
    if is_sent:
        messages.success(request, f"Freigegeben. Die Mitteilung an {to} ist unterwegs.")
    else:
        messages.success(request, f"Die Mitteilung an {to} wird nicht gesendet.")
    home = own_notice(notice, actor)
    return redirect("cases:notice", pk=home.pk if home else pk)


@get_or_post
@never_stored
def reporter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who reported, shown once for a reason that is recorded (§ 64 Abs. 4, § 65 SGB VIII)."""
    actor = request.actor
    notice, case = _own_case(actor, pk)
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
    notice, case = _own_case(actor, pk)
    sender = _sender(notice, case, actor)
    told = {each.recipient_office.key for each in case.notices if each.recipient_office}
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
    notice, case = _own_case(actor, pk)
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
