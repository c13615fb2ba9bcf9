"""What is done with a letter on paper: addressed, printed, posted, confirmed. POST only."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.access import visible_letters
from cases.forms.letters import AddressForm, ConfirmForm
from cases.services.by_hand import address_letter, print_letter, print_letters, record_letter
from cases.views.calls import CONFLICT, never_stored
from cases.views.letters import letter_page, own_letter_or_404
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest
from network.domain.by_hand import LetterStage
from network.models import PostalLetter
from network.services.postal import NoAddress, OutOfOrder

AT_ONCE = 30
"""Letters in one PDF: what is laid out within seconds, and a pile that people still fold."""
OUT_OF_ORDER = (
    "Das geht jetzt nicht mehr: Mit diesem Brief hat inzwischen jemand weitergearbeitet. Sehen Sie "
    "im Verlauf nach; es wurde nichts geändert."
)


@require_POST
@never_stored
def print_one(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The letter as PDF. Who asked for it and when is on record: it counts as printed."""
    found = own_letter_or_404(request.actor, pk)
    try:
        pages = print_letter(by=request.actor, letter=found, at=database_now())
    except (NoAddress, OutOfOrder) as refusal:
        return _refused(request, pk, refusal)
    return _pdf(pages, f"Brief-{found.reference}.pdf")


@require_POST
@never_stored
def print_chosen(request: ActorRequest) -> HttpResponse:
    """All chosen letters in one PDF, each beginning on a page of its own."""
    actor, at = request.actor, database_now()
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
    found = own_letter_or_404(request.actor, pk)
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
    found = own_letter_or_404(request.actor, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return letter_page(request, found, confirm_form=form)
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
    found = own_letter_or_404(request.actor, pk)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return letter_page(request, found, address_form=form)
    typed = form.cleaned_data["address"]
    return _done(
        request,
        found,
        lambda at: address_letter(by=request.actor, letter=found, address=typed, at=at),
        said="Die Anschrift ist gespeichert. Der Brief kann gedruckt werden.",
    )


def _done(
    request: ActorRequest, found: PostalLetter, deed: Callable[[datetime], object], *, said: str
) -> HttpResponse:
    try:
        deed(database_now())
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
    return letter_page(request, own_letter_or_404(request.actor, pk), fault=fault, status=CONFLICT)


def _pdf(pages: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pages, content_type="application/pdf", headers=disposition)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
