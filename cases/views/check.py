"""The last page of a report: check the answers, see who gets it and why, send."""

import json
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods

from cases.forms.entries import EntryFault, Reading, read, report_of
from cases.forms.steps import LABELS, Step
from cases.forms.summary import sections
from cases.messages import may_have_names
from cases.models import Draft
from cases.queries.copies import whose
from cases.queries.proposal import Proposal, propose
from cases.queries.told import answers_by, told_by
from cases.queries.uploads import files_of_draft
from cases.services.drafts import ChangedMeanwhile
from cases.services.report import report_concern
from cases.views.drafts import (
    FROM_CHECK,
    address,
    long_form,
    occasion_of,
    own_draft,
    sent_already,
    shell,
)
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.outage import is_outage
from network.access import ActorRequest, Refused

SEEN = "gesehen"
"""The hidden field that says which answers the person has checked before sending."""

CHANGED = (
    "Ihre Angaben wurden inzwischen geändert, vielleicht in einem anderen Fenster. "
    "Gesendet wurde noch nichts: Prüfen Sie bitte diese Fassung und senden Sie sie dann."
)
NOT_SENT = (
    "Die Mitteilung konnte gerade nicht gesendet werden. Sie ist noch bei niemandem angekommen. "
    "Ihre Angaben sind gespeichert: Bitte versuchen Sie es gleich noch einmal."
)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Show what will be sent to whom (GET), send it (POST). Repeated, it leads to one receipt."""
    draft = own_draft(request, draft_id)
    if draft is None:
        return sent_already(request, draft_id)
    occasion = occasion_of(draft, request.actor, at=database_now())
    reading = read(draft.entries, occasion)
    if request.method != "POST":
        return _page(request, draft, reading, status=200)
    if reading.faults or draft.aside:
        return _page(request, draft, reading, status=422)
    if request.POST.get(SEEN) != version_of(draft):
        return _page(request, draft, reading, status=409, not_sent=CHANGED)
    return _send(request, draft, reading)


def version_of(draft: Draft) -> str:
    """What was checked, as a word that changes with every answer; it tells nothing of them."""
    entries = json.dumps(draft.entries, sort_keys=True)
    return salted_hmac("cases.check", f"{draft.pk}{entries}", algorithm="sha256").hexdigest()[:32]


def _send(request: ActorRequest, draft: Draft, reading: Reading) -> HttpResponse:
    try:
        concern = report_concern(
            by=request.actor,
            report=report_of(reading),
            at=reading.occasion.at,
            idempotency_key=draft.pk,
            partner_id=draft.partner_id,
            seen=draft.version,
        )
    except ChangedMeanwhile:
        return _changed(request, draft)
    except Refused as refusal:
        return _page(request, draft, reading, status=403, not_sent=str(refusal))
    except DatabaseError as failure:
        if is_outage(failure):
            raise  # whether it was stored nobody knows now; the page for outages says so
        return _page(request, draft, reading, status=503, not_sent=NOT_SENT)
    return redirect("cases:receipt", reference=concern.reference)


def _changed(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Another window has written into the draft at this very moment: what stands there now."""
    now = own_draft(request, draft.pk)
    if now is None:
        return sent_already(request, draft.pk)
    reading = read(now.entries, occasion_of(now, request.actor, at=database_now()))
    return _page(request, now, reading, status=409, not_sent=CHANGED)


def _page(
    request: ActorRequest, draft: Draft, reading: Reading, *, status: int, not_sent: str = ""
) -> HttpResponse:
    faults = [
        *_choices(draft, reading),
        *((_link(draft, fault), _sentence(fault)) for fault in reading.faults),
    ]
    context: dict[str, Any] = {
        **shell(draft, Step.CHECK, reading),
        "whose": whose(draft.user_id),
        "sections": _sections(draft, reading),
        "faults": faults,
        "faulty": bool(faults) or bool(not_sent),
        "not_sent": not_sent,
        "back_url": address(draft, _last_before(reading)),
        "seen": version_of(draft),
        "files": files_of_draft(request.actor, draft.pk),
    }
    if reading.facts is not None and not faults:
        context |= preview(propose(reading.facts, at=reading.occasion.at))
    return render(request, "cases/report/check.html", context, status=status)


def preview(proposal: Proposal) -> dict[str, Any]:
    """Who would be told and why, for a template."""
    with_names = {each.recipient for each in proposal.notices if may_have_names(each.kind, each)}
    told = told_by(proposal, with_names=with_names)
    return {
        "told": told,
        "answers": answers_by(proposal),
        "is_anybody_outside": any(each.is_outside for each in told),
        "is_anything_waiting": any(each.waits for each in told),
    }


def _choices(draft: Draft, reading: Reading) -> list[tuple[str, str]]:
    """Pages of which two versions wait for a choice: nothing is sent before, nothing is lost."""
    return [
        (
            long_form(draft, step, reading.occasion).versions_url,
            f"{LABELS[step]}: Von dieser Seite gibt es zwei Fassungen. Bitte wählen Sie eine.",
        )
        for step in reading.forms
        if step in (draft.aside or {})
    ]


def _sections(draft: Draft, reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "title": each.title,
            "rows": each.rows,
            "change_url": f"{address(draft, each.step)}?{FROM_CHECK}=1"
            + (f"#{each.anchor}" if each.anchor else ""),
        }
        for each in sections(reading)
    ]


def _link(draft: Draft, fault: EntryFault) -> str:
    anchor = f"#id_{fault.field}" if fault.field else ""
    return f"{address(draft, fault.step)}?{FROM_CHECK}=1{anchor}"


def _sentence(fault: EntryFault) -> str:
    if not fault.label:
        return fault.message
    separator = " " if fault.label.endswith("?") else ": "
    return f"{fault.label}{separator}{fault.message}"


def _last_before(reading: Reading) -> Step:
    return list(reading.forms)[-2]
