"""What is done with a notice at one touch: take over, confirm, release, withhold. POST only."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cases.forms.casework import PhoneForm
from cases.queries.concern import own_notice
from cases.services.acknowledgement import confirm_by_phone as confirm_notice_by_phone
from cases.services.acknowledgement import take_over as take_notice_over
from cases.services.release import AlreadyDecided, release_notice, withhold_notice
from cases.views.calls import record, settled, visible_call_or_404
from cases.views.notice import own_notice_or_404, page_of, readable_notice, sent_notice_or_404
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest
from network.domain.terms import RecipientKind

CONFLICT, FAULTY = 409, 422


@require_POST
def take_over(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The acting person takes the notice over by name; whoever was first stays."""
    actor, at = request.actor, database_now()
    taken = take_notice_over(notice=own_notice_or_404(actor, pk), by=actor, at=at)
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
    actor, at = request.actor, database_now()
    notice = sent_notice_or_404(actor, pk)
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
def record_call(request: ActorRequest, pk: UUID, call: UUID) -> HttpResponse:
    """What came of a call about this notice's concern, recorded on the notice's page."""
    actor, at = request.actor, database_now()
    notice = readable_notice(actor, pk)
    found = visible_call_or_404(actor, call)
    if found.reference != notice.reference:
        raise Http404
    if found.settled_at:
        return settled(request, found)
    page = page_of(notice, actor, at=at, posted=request.POST, posted_call=call)
    card = next((each for each in page["cards"] if each.call.call_id == call), None)
    if card is None:
        return settled(request, visible_call_or_404(actor, call))
    if not card.form.is_valid():
        page |= {"form": card.form, "faulty": True}
        return render(request, "cases/notice/notice.html", page, status=FAULTY)
    record(request, found, card.form)
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
    actor, at = request.actor, database_now()
    notice = sent_notice_or_404(actor, pk)
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
