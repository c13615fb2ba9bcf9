"""Forwarding and deciding otherwise: long forms about a notice whose unsent text is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from cases.access import Actor
from cases.forms.casework import ForwardForm, OverruleForm
from cases.forms.versions import told_by
from cases.models import Notice
from cases.queries.concern import Case, label_of
from cases.queries.marks import marks_of_report
from cases.queries.proposal import register_at
from cases.services.drafts import ChangedMeanwhile
from cases.services.form_drafts import STEP, forget_form_draft, open_form_draft
from cases.services.forwarding import CannotForward, NoGround
from cases.services.forwarding import forward as forward_concern
from cases.services.looking import look_at_notice
from cases.services.overruling import MAY_BE_OVERRULED, NothingToOverrule
from cases.services.overruling import overrule as overrule_decision
from cases.views.keeping import (
    CONFLICT,
    LongForm,
    bring_back,
    is_of_a_sent_one,
    is_of_another,
    keep,
    put_aside,
    too_long,
    versions_page,
)
from cases.views.notice import own_case_or_404
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.typed import keeps_typed
from network.access import ActorRequest
from network.domain.terms import Duty
from network.models import YouthOffice

FAULTY = 422
TITLES = {"weiterleiten": "Weiterleiten", "anders-entscheiden": "Anders entscheiden"}
OF_ANOTHER = (
    "Gesendet wurde nichts: Diese Seite hatte eine andere Person geöffnet. "
    "Was sie getippt hat, findet sie wieder, wenn sie sich anmeldet."
)
SENT_ALREADY = (
    "Dieses Formular wurde inzwischen gesendet, vielleicht in einem anderen Fenster. "
    "Ihr Text steht noch hier: Prüfen Sie bitte, ob er noch einmal hinaus soll."
)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@dataclass(frozen=True)
class Page:
    """A long form about a notice, as it stands for this person now."""

    notice: Notice
    case: Case
    long_form: LongForm
    made: Callable[..., Any]

    def form(self, posted: Any = None) -> Any:
        """The form: with what was sent, or with what the person had typed last time."""
        typed = self.long_form.draft.entries.get(STEP)
        return self.made(posted) if posted is not None else self.made(initial=typed)


@keeps_typed
@get_or_post
@never_stored
def forward(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Tell another office. The own one stays responsible until that office has accepted."""
    actor = request.actor
    at = database_now() if request.method == "POST" else timezone.now()
    page = _forwarding(request, pk, at)
    sender = _sender(page.notice, page.case, actor)

    def send(form: Any) -> str:
        try:
            sent = forward_concern(
                concern=page.case.concern, by=actor, sender=sender, at=at, **form.cleaned_data
            )
        except CannotForward:
            fault = "Dieses Jugendamt hat die Mitteilung schon."
            form.add_error("to", ValidationError(fault, code="conflict"))
            return ""
        except NoGround:
            fault = "Der Fall enthält jetzt geschützte Angaben. Bitte laden Sie die Seite neu."
            form.add_error(None, ValidationError(fault, code="conflict"))
            return ""
        return f"Weitergeleitet an {sent.recipient_name}."

    return _answer(request, page, "cases/notice/forward.html", send, at=at, sender=sender)


@keeps_typed
@get_or_post
@never_stored
def overrule(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Set one answer for one child by hand: a new decision, the old one kept, routing follows."""
    actor = request.actor
    at = database_now() if request.method == "POST" else timezone.now()
    page = _overruling(request, pk, at)

    def decide(form: Any) -> str:
        try:
            overrule_decision(concern=page.case.concern, by=actor, at=at, **_chosen(form))
        except NothingToOverrule:
            fault = "Diese Antwort gibt es für das Kind nicht, oder sie lautet schon so."
            form.add_error(None, ValidationError(fault, code="conflict"))
            return ""
        return "Ihre Entscheidung gilt. Die frühere bleibt nachlesbar."

    return _answer(request, page, "cases/notice/overrule.html", decide, at=at)


def _answer(
    request: ActorRequest,
    page: Page,
    template: str,
    act: Callable[[Any], str],
    *,
    at: datetime,
    **more: Any,
) -> HttpResponse:
    """Show the form, or keep what was typed and act on it; `act` says what happened, "" nothing."""
    notice, long_form = page.notice, page.long_form
    again = {"notice": notice, "case": page.case, "long_form": long_form, **more}
    if request.method != "POST":
        back = bring_back(request, long_form, at=at)
        return back or _shown(request, template, {**again, "form": page.form()}, at=at)
    if is_of_another(request):
        messages.error(request, OF_ANOTHER)
        return redirect(long_form.back_url)
    form = page.form(request.POST)
    if is_of_a_sent_one(request.POST, long_form):
        form.add_error(None, ValidationError(SENT_ALREADY, code="conflict"))
        return _shown(request, template, {**again, "form": form}, at=at, status=CONFLICT)
    typed = long_form.told(request.POST)
    try:
        if not too_long(typed):
            again["long_form"] = replace(long_form, draft=keep(request, long_form, typed, at=at))
    except ChangedMeanwhile:
        return put_aside(request, long_form, typed, at=at)
    if again["long_form"].has_more_versions:  # it would go with the draft, unseen
        return versions_page(request, again["long_form"], status=CONFLICT)
    if form.is_valid() and (happened := act(form)):
        forget_form_draft(by=request.actor, draft_id=long_form.draft.pk)
        messages.success(request, happened)
        return redirect("cases:notice", pk=notice.pk)
    return _shown(request, template, {**again, "form": form}, at=at, status=_status(form))


def _shown(
    request: ActorRequest,
    template: str,
    context: dict[str, Any],
    *,
    at: datetime,
    status: int = 200,
) -> HttpResponse:
    """The form names the children of the case: that somebody has seen it is on record."""
    look_at_notice(context["notice"], by=request.actor, at=at, what="notice.form")
    return render(request, template, context, status=status)


def _forwarding(request: ActorRequest, pk: UUID, at: datetime) -> Page:
    notice, case = own_case_or_404(request.actor, pk)
    told = {
        each.recipient_office.key
        for each in case.notices
        if each.recipient_office and each.tells_everything
    }
    offices = [(key, name) for key, name in register_at(at).offices.items() if key not in told]
    marks = sorted({mark for found in marks_of_report(case.concern.pk) for mark in found})
    made = partial(ForwardForm, offices=offices, marks=marks)
    return _page(request, notice, case, "weiterleiten", "cases:forward", made, at=at)


def _overruling(request: ActorRequest, pk: UUID, at: datetime) -> Page:
    notice, case = own_case_or_404(request.actor, pk)
    made = partial(
        OverruleForm,
        children=[(child.ref, label_of(child)) for child in case.children],
        duties=_given(case),
        register=register_at(at),
    )
    return _page(request, notice, case, "anders-entscheiden", "cases:overrule", made, at=at)


LONG_FORMS: Mapping[str, Callable[[ActorRequest, UUID, datetime], Page]] = {
    "weiterleiten": _forwarding,
    "anders-entscheiden": _overruling,
}
"""Forms whose unsent text is kept, by the last part of their address."""


def _page(
    request: ActorRequest,
    notice: Notice,
    case: Case,
    slug: str,
    view: str,
    made: Callable[..., Any],
    *,
    at: datetime,
) -> Page:
    draft = open_form_draft(
        by=request.actor, form=slug, about=notice.pk, at=at, office_id=notice.recipient_office_id
    )
    where = {"pk": notice.pk, "slug": slug}
    long_form = LongForm(
        draft=draft,
        step=STEP,
        title=f"{notice.reference}: {TITLES[slug]}",
        back_url=reverse(view, kwargs={"pk": notice.pk}),
        url=reverse("cases:form_autosave", kwargs=where),
        versions_url=reverse("cases:form_versions", kwargs=where),
        told=lambda posted: told_by(made(), posted),
        shown=lambda raw: [made(initial=raw)],
    )
    return Page(notice=notice, case=case, long_form=long_form, made=made)


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
