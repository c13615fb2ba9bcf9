"""Letters on paper: the print queue of an office, one letter with its log, what is done with it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.access import Actor, visible_letters
from cases.forms.letters import AddressForm, ConfirmForm
from cases.queries.by_hand import LetterToPost, letter_to_post, letters_for
from cases.queries.done_by_hand import letter_entry
from cases.queries.happening import Happening
from cases.queries.spans import ago
from cases.queries.standing import Badge, urgency_badge
from cases.services.by_hand import address_letter, print_letter, print_letters, record_letter
from cases.views.calls import CONFLICT, FAULTY, minute_of, never_stored
from cases.views.polling import fingerprint, fresh_part
from network.access import ActorRequest
from network.domain.by_hand import LetterStage
from network.domain.terms import Urgency
from network.models import PostalLetter
from network.queries.by_hand import RECIPIENTS
from network.services.postal import NoAddress, OutOfOrder

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
AT_ONCE = 30
"""Letters in one PDF: what is laid out within seconds, and a pile that people still fold."""
OUT_OF_ORDER = (
    "Das geht jetzt nicht mehr: Mit diesem Brief hat inzwischen jemand weitergearbeitet. Sehen Sie "
    "im Verlauf nach; es wurde nichts geändert."
)


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
    mark = fingerprint(found, minute_of(at))
    if request.GET.get("teil") == "liste":
        return fresh_part(request, "cases/letters/_list.html", context, mark=mark)
    poll = f"{reverse('cases:letters')}?teil=liste"
    return render(
        request, "cases/letters/letters.html", context | {"poll": poll, "fingerprint": mark}
    )


@require_safe
@never_stored
def letter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One letter with its log."""
    return _page(request, _own(request.actor, pk))


@require_POST
@never_stored
def print_one(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The letter as PDF. Who asked for it and when is on record: it counts as printed."""
    found = _own(request.actor, pk)
    try:
        pages = print_letter(by=request.actor, letter=found, at=timezone.now())
    except (NoAddress, OutOfOrder) as refusal:
        return _refused(request, pk, refusal)
    return _pdf(pages, f"Brief-{found.reference}.pdf")


@require_POST
@never_stored
def print_chosen(request: ActorRequest) -> HttpResponse:
    """All chosen letters in one PDF, each beginning on a page of its own."""
    actor, at = request.actor, timezone.now()
    if not actor.offices:
        raise Http404
    chosen = {each for each in map(_uuid, request.POST.getlist("brief")) if each}
    waiting = visible_letters(actor).filter(pk__in=chosen, stage=LetterStage.PLANNED)
    found = list(waiting.exclude(address="").order_by("priority", "planned_at")[:AT_ONCE])
    pages = print_letters(by=actor, letters=found, at=at) if found else None
    if pages is None:
        messages.warning(request, "Es war kein Brief ausgewählt, der zu drucken ist.")
        return redirect("cases:letters")
    return _pdf(pages, f"Briefe-{timezone.localtime(at):%Y-%m-%d-%H%M}.pdf")


@require_POST
@never_stored
def post(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The letter was given to the post."""
    found = _own(request.actor, pk)
    if found.stage == LetterStage.POSTED:
        messages.info(request, "Der Brief ist schon als abgesendet vermerkt.")
        return redirect("cases:letter", pk=pk)
    return _done(
        request,
        found,
        lambda at: record_letter(by=request.actor, letter=found, stage=LetterStage.POSTED, at=at),
        said=f"Vermerkt: Der Brief zu {found.reference} ist in der Post.",
    )


@require_POST
@never_stored
def confirm(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A named person has the letter and takes over."""
    found = _own(request.actor, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, found, confirm_form=form)
    name = form.cleaned_data["spoke_with"]
    return _done(
        request,
        found,
        lambda at: record_letter(
            by=request.actor, letter=found, stage=LetterStage.CONFIRMED, at=at, spoke_with=name
        ),
        said=f"Festgehalten: {name} hat den Brief bestätigt.",
    )


@require_POST
@never_stored
def address(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Where the letter goes."""
    found = _own(request.actor, pk)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, found, address_form=form)
    typed = form.cleaned_data["address"]
    return _done(
        request,
        found,
        lambda at: address_letter(by=request.actor, letter=found, address=typed, at=at),
        said="Die Anschrift ist gespeichert. Der Brief kann gedruckt werden.",
    )


def _counts(found: list[LetterToPost]) -> list[dict[str, object]]:
    """How many letters stand where; what is confirmed has left the queue."""
    figures = Counter(each.stage for each in found)
    return [
        {"label": STAGE_HEADING[stage], "count": figures[stage], "url": f"#{stage}"}
        for stage in STAGE_HEADING
    ]


def _own(actor: Actor, pk: UUID) -> PostalLetter:
    return get_object_or_404(visible_letters(actor).select_related(*RECIPIENTS), pk=pk)


def _done(
    request: ActorRequest, found: PostalLetter, deed: Callable[[datetime], object], *, said: str
) -> HttpResponse:
    try:
        deed(timezone.now())
    except (NoAddress, OutOfOrder) as refusal:
        return _refused(request, found.pk, refusal)
    messages.success(request, said)
    return redirect("cases:letter", pk=found.pk)


def _refused(request: ActorRequest, pk: UUID, refusal: NoAddress | OutOfOrder) -> HttpResponse:
    """Somebody was quicker; the page shows how it stands now."""
    fault = (
        "Ohne Anschrift kann der Brief nicht gedruckt werden. Bitte tragen Sie sie ein."
        if isinstance(refusal, NoAddress)
        else OUT_OF_ORDER
    )
    return _page(request, _own(request.actor, pk), fault=fault, status=CONFLICT)


def _page(
    request: ActorRequest,
    found: PostalLetter,
    *,
    address_form: AddressForm | None = None,
    confirm_form: ConfirmForm | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    row = _row(letter_to_post(found), at=timezone.now())
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


def _pdf(pages: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pages, content_type="application/pdf", headers=disposition)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
