"""A partner's own report: where it begins, what was begun, and the way back to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import own_drafts
from cases.domain.retention import expires_at, is_expiring
from cases.forms.start import StartForm
from cases.forms.steps import Step, child_count
from cases.models import Draft
from cases.queries.copies import group_of
from cases.services.drafts import discard_draft, start_draft
from cases.services.looking import refuse
from cases.views.drafts import start_of
from network.access import ActorRequest
from network.domain.terms import Urgency
from network.models import Partner, YouthOffice
from network.wording import URGENCY

MOST_DRAFTS = 20


@dataclass(frozen=True)
class Begun:
    """A draft in the list of what was begun: no name, people look over shoulders.

    `group` is its name in the browser's store; `expires_at` is told in its last days only.
    """

    id: UUID
    begun_at: datetime
    touched_at: datetime
    words: str
    group: str
    expires_at: datetime | None


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ActorRequest) -> HttpResponse:
    """Begin a report for an own institution (POST), or go on with one (GET)."""
    partners = Partner.objects.filter(pk__in=request.actor.partners)
    drafts = own_drafts(request.actor).filter(partner__in=request.actor.partners)
    return begin(request, list(partners), drafts, template="cases/report/start.html")


def begin(
    request: ActorRequest,
    organisations: list[Any],
    drafts: Iterable[Draft],
    *,
    template: str,
) -> HttpResponse:
    """The page on which a report begins; who belongs to none of these organisations gets a 404."""
    if not organisations:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = StartForm(posted, organisations=organisations)
    if posted is not None and form.is_valid():
        draft = start_draft(by=request.actor, at=timezone.now(), on_behalf_of=form.chosen())
        return redirect("cases:step", draft_id=draft.pk, slug=Step.SITUATION.value)
    context = {"form": form, "drafts": begun(drafts), "only_one": _only(organisations)}
    return render(request, template, context, status=422 if form.errors else 200)


def begun(drafts: Any) -> list[Begun]:
    """Drafts that somebody has typed something into, the newest first."""
    newest = [each for each in drafts.order_by("-updated_at")[:MOST_DRAFTS] if each.entries]
    at = timezone.now()
    return [
        Begun(
            id=each.pk,
            begun_at=each.created_at,
            touched_at=each.updated_at,
            words=_words(each),
            group=group_of(each.pk),
            expires_at=expires_at(each.updated_at) if is_expiring(each.updated_at, at=at) else None,
        )
        for each in newest
    ]


def _words(draft: Draft) -> str:
    children = child_count(draft.entries.get(Step.CHILDREN, {}))
    urgency = draft.entries.get(Step.SITUATION, {}).get("urgency")
    words = ["1 Kind" if children == 1 else f"{children} Kinder"]
    if urgency in set(Urgency):
        words.append(URGENCY[Urgency(urgency)])
    return " · ".join(words)


def _only(organisations: list[Partner | YouthOffice]) -> str:
    return organisations[0].name if len(organisations) == 1 else ""


@require_POST
def discard(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Delete an own draft for good."""
    draft = own_drafts(request.actor).filter(pk=draft_id).first()
    if draft is None or not discard_draft(by=request.actor, draft_id=draft_id):
        refuse(Draft, by=request.actor, at=timezone.now(), pk=draft_id)
    messages.success(request, "Der Entwurf ist gelöscht. Es wurde nichts gesendet.")
    return redirect(start_of(draft))
