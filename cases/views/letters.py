"""Letters on paper: the print queue of an office, and one letter with its log."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.access import Actor, visible_letters
from cases.forms.letters import AddressForm, ConfirmForm
from cases.queries.by_hand import LetterToPost, letter_to_post, letters_for
from cases.queries.done_by_hand import letter_entry
from cases.queries.happening import Happening
from cases.queries.spans import ago
from cases.queries.standing import Badge, urgency_badge
from cases.services.looking import look_at_list, look_by_hand, offices_of, open_one
from cases.views.calls import FAULTY, never_stored
from cases.views.polling import fresh_part, mark_of
from network.access import ActorRequest
from network.domain.by_hand import LetterStage
from network.domain.looks import Purpose
from network.domain.terms import Urgency
from network.models import PostalLetter
from network.queries.by_hand import RECIPIENTS

STAGE_KIND = {
    LetterStage.PLANNED: "warning",
    LetterStage.PRINTED: "info",
    LetterStage.POSTED: "info",
    LetterStage.CONFIRMED: "success",
    LetterStage.NOT_NEEDED: "neutral",
}
STAGE_HEADING = {
    LetterStage.PLANNED: "Zu drucken",
    LetterStage.PRINTED: "Gedruckt, noch nicht in der Post",
    LetterStage.POSTED: "In der Post, noch nicht bestätigt",
}


@dataclass(frozen=True)
class Row:
    """A letter as one line of the queue, and what may be done with it next."""

    letter: LetterToPost
    urgency: Badge
    standing: Badge
    age: str
    last: str
    is_acute: bool

    @property
    def needs_address(self) -> bool:
        """Nobody has entered where it goes."""
        return not self.letter.address and self.letter.stage is LetterStage.PLANNED

    @property
    def may_print(self) -> bool:
        """It waits to be printed."""
        return bool(self.letter.address) and self.letter.stage is LetterStage.PLANNED

    @property
    def may_post(self) -> bool:
        """It is printed and lies there."""
        return self.letter.stage is LetterStage.PRINTED

    @property
    def may_confirm(self) -> bool:
        """It is under way."""
        return self.letter.stage is LetterStage.POSTED


@require_safe
@never_stored
def letters(request: ActorRequest) -> HttpResponse:
    """What the actor's offices have to print, post and hear about; `?teil=liste` for polling."""
    actor, at = request.actor, timezone.now()
    if not actor.offices:
        raise Http404
    found = letters_for(actor)
    rows = [_row(each, at=at) for each in found]
    context: dict[str, object] = {
        "groups": [
            {"stage": stage.value, "heading": heading, "rows": in_stage}
            for stage, heading in STAGE_HEADING.items()
            if (in_stage := [row for row in rows if row.letter.stage is stage])
        ],
        "printable": sum(row.may_print for row in rows),
        "counts": _counts(found),
    }
    mark = mark_of(found, at=at)

    def look() -> None:
        look_at_list(
            "letters.list", offices_of(actor, found), by=actor, at=at, purpose=Purpose.POST
        )

    if request.GET.get("teil") == "liste":
        return fresh_part(request, "cases/letters/_list.html", context, mark=mark, look=look)
    look()
    poll = f"{reverse('cases:letters')}?teil=liste"
    return render(
        request, "cases/letters/letters.html", context | {"poll": poll, "fingerprint": mark}
    )


@require_safe
@never_stored
def letter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One letter with its log."""
    return letter_page(request, own_letter_or_404(request.actor, pk))


def _counts(found: list[LetterToPost]) -> list[dict[str, object]]:
    """How many letters stand where; what is confirmed has left the queue."""
    figures = Counter(each.stage for each in found)
    return [
        {"label": STAGE_HEADING[stage], "count": figures[stage], "url": f"#{stage}"}
        for stage in STAGE_HEADING
    ]


def own_letter_or_404(actor: Actor, pk: UUID) -> PostalLetter:
    """A letter that the actor's offices answer for, with the names of its recipient."""
    rows = visible_letters(actor).select_related(*RECIPIENTS)
    return open_one(rows, by=actor, at=timezone.now(), pk=pk)


def letter_page(
    request: ActorRequest,
    found: PostalLetter,
    *,
    address_form: AddressForm | None = None,
    confirm_form: ConfirmForm | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a letter; with a form that has faults, or a sentence why nothing was done."""
    row = _row(letter_to_post(found), at=timezone.now())
    look_by_hand(found, by=request.actor, at=timezone.now(), what="letter.page")
    faulty = address_form or confirm_form
    may_address = found.stage in (LetterStage.PLANNED, LetterStage.PRINTED)
    context: dict[str, Any] = {
        "row": row,
        "notice_id": found.message_id,
        "address_form": address_form
        or (AddressForm(initial={"address": found.address}) if may_address else None),
        "confirm_form": confirm_form or (ConfirmForm() if row.may_confirm else None),
        "faulty_form": faulty,
        "faulty": bool(faulty or fault),
        "fault": fault,
        "log": _log(found),
    }
    return render(
        request, "cases/letters/letter.html", context, status=FAULTY if faulty else status
    )


def _log(found: PostalLetter) -> list[Happening]:
    entries = found.entries.select_related("by")
    done = [letter_entry(each, found) for each in entries]
    return [*done[::-1], Happening(found.planned_at, "Brief zu drucken", "", "Portal", "")]


def _row(found: LetterToPost, *, at: datetime) -> Row:
    last = found.entries[-1] if found.entries else None
    when = f"{timezone.localtime(last.at):%d.%m., %H:%M} Uhr" if last else ""
    return Row(
        letter=found,
        urgency=urgency_badge(found.urgency),
        standing=Badge(found.stage_words, STAGE_KIND[found.stage]),
        age=ago(found.planned_at, now=at),
        last=", ".join(part for part in (last.by, when) if part) if last else "",
        is_acute=found.urgency == Urgency.ACUTE,
    )
