"""One notice: what was told, why, how it stands. The office that answers sees the whole case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cases.access import (
    Actor,
    Permission,
    allowed,
    sent_notices,
    visible_letters,
    visible_notices,
)
from cases.models import Notice
from cases.queries.assignments import called_in_on
from cases.queries.by_hand import calls_of_report
from cases.queries.concern import RECIPIENTS, Case, case_of, decisions_page, own_notice
from cases.queries.content import content_page
from cases.queries.duty import is_from_duty
from cases.queries.spans import ago, deadline
from cases.queries.standing import standing, urgency_badge
from cases.queries.timeline import timeline
from cases.queries.told_now import told_now
from cases.queries.uploads import files_of_concern, scanner_words
from cases.services.looking import look_at_notice, open_one, refuse
from cases.views.calls import card_of
from cases.views.notice_deeds import bar, phone_form, telephones
from network.access import ActorRequest
from network.domain.by_hand import LetterStage
from network.wording import LETTER_STAGE


@require_safe
@cache_control(private=True, no_store=True)
def notice(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A notice to or from the actor's organisations; anybody else finds nothing here."""
    actor, at = request.actor, timezone.now()
    if is_from_duty(actor, pk):
        return redirect("cases:duty_case", pk=pk)
    found = readable_notice(actor, pk)
    return render(request, "cases/notice/notice.html", page_of(found, actor, at=at))


def readable_notice(actor: Actor, pk: UUID) -> Notice:
    """The notice with its names, or 404, whether it is somebody else's or nobody's."""
    readable = visible_notices(actor) | sent_notices(actor)
    rows = readable.select_related(*RECIPIENTS, "office", "acknowledgement")
    return open_one(rows, by=actor, at=timezone.now(), pk=pk)


def own_notice_or_404(actor: Actor, pk: UUID) -> Notice:
    """A notice addressed to the actor's organisations."""
    rows = visible_notices(actor).select_related(*RECIPIENTS, "office")
    return open_one(rows, by=actor, at=timezone.now(), pk=pk)


def sent_notice_or_404(actor: Actor, pk: UUID) -> Notice:
    """A notice that the actor's offices answer for."""
    rows = sent_notices(actor).select_related(*RECIPIENTS, "office")
    return open_one(rows, by=actor, at=timezone.now(), pk=pk)


def own_case_or_404(actor: Actor, pk: UUID) -> tuple[Notice, Case]:
    """A notice to the actor's offices and the case behind it, which they answer for."""
    found = own_notice_or_404(actor, pk)
    case = case_of(found, actor)
    if case is None:
        refuse(Notice, by=actor, at=timezone.now(), pk=pk)
    return found, case


def page_of(
    found: Notice,
    actor: Actor,
    *,
    at: datetime,
    posted: QueryDict | None = None,
    posted_call: UUID | None = None,
    **more: object,
) -> dict[str, Any]:
    """All that the page of a notice shows, with `more` for what has just happened; it is on record
    that the actor has seen it.

    `posted` is what was typed about the call `posted_call`, where it had a fault.
    """
    look_at_notice(found, by=actor, at=at)
    can = allowed(actor, found)
    case = case_of(found, actor)
    is_recipient = Permission.TAKE_OVER in can
    told_at = found.released_at or found.created_at
    taken = found.taken
    cards = [
        card_of(
            each,
            actor,
            action=reverse("cases:notice_call", args=[found.pk, each.call_id]),
            at=at,
            data=posted if each.call_id == posted_call else None,
        )
        for each in calls_of_report(actor, found.reference, at, answered=posted_call)
    ]
    is_called = any(each.call.message_id == found.pk for each in cards)
    return {
        "notice": found,
        "is_recipient": is_recipient,
        "can": can,
        "urgency": urgency_badge(found.urgency),
        "standing": standing(found, at=at),
        "told_at": told_at,
        "ago": ago(told_at, now=at),
        "deadline": deadline(by=found.ack_by, since=told_at, done=taken is not None, now=at),
        "taken": taken,
        "content": content_page(found),
        "files": files_of_concern(actor, found.concern_id),
        "scanner": scanner_words(),
        "cards": cards,
        "telephones": []
        if is_called
        else telephones(found, actor, at=at, is_recipient=is_recipient, owns=case is not None),
        "may_keep": case is None and found.recipient_office_id in actor.offices,
        "home": own_notice(found, actor) if case and not is_recipient else None,
        "actions": bar(found, cards, is_recipient=is_recipient, owns=case is not None),
        "phone_form": phone_form(found) if Permission.RELEASE in can and not is_called else None,
        **_told(found, case, actor, at=at),
        **(_case(case, found, actor, at=at) if case else {}),
        **more,
    }


def _case(case: Case, found: Notice, actor: Actor, *, at: datetime) -> dict[str, Any]:
    can = allowed(actor, case.concern)
    current, *older = decisions_page(case, at=at)
    return {
        "case": case,
        "may_block": Permission.BLOCK in can,
        "may_assign": Permission.ASSIGN in can,
        "called_in": called_in_on(case.concern.pk, actor.offices),
        "may_export": Permission.EXPORT in can,
        "decision": current,
        "older_decisions": older,
        "waiting": [
            {"notice": each, "content": content_page(each)}
            for each in case.waiting
            if each.pk != found.pk
        ],
        "timeline": timeline(case),
    }


def _told(found: Notice, case: Case | None, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """How this notice and the others of the case stand with their recipients, and their letters.

    The own office's notice needs no such line: its page says who has taken it over.
    """
    notices = case.notices if case else (found,)
    known = told_now(notices, at=at)
    rows = visible_letters(actor).filter(message_id__in=list(known))
    letters = {
        key: {"id": pk, "words": LETTER_STAGE[LetterStage(stage)]}
        for key, pk, stage in rows.values_list("message_id", "pk", "stage")
    }
    return {
        "reach": None if found.recipient_office_id in actor.offices else known[found.pk],
        "letter": letters.get(found.pk),
        "told": [
            {"told": known[each.pk], "letter": letters.get(each.pk)}
            for each in notices
            if each.pk != found.pk and (each.released_at or each.withdrawn_at)
        ],
    }
