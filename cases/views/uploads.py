"""Files of a report: attach them while writing, look how they stand, take a checked one away."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import visible_uploads
from cases.domain.uploads import (
    MEDIA_TYPE,
    MEGABYTE,
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    MOST_FILES,
    FileKind,
    ending_of,
)
from cases.forms.steps import Step
from cases.forms.uploads import ACCEPT, FIELD, chosen
from cases.models import Upload
from cases.queries.uploads import FileLine, files_of_concern, files_of_draft, scanner_words
from cases.services import uploads as services
from cases.services.drafts import DraftIsGone
from cases.services.looking import look_at_files, open_one
from cases.views.drafts import address, own_draft, sent_already
from cases.views.notice import own_case_or_404
from kinderschutz.lib.receiving import receives_files
from network.access import ActorRequest

FAULTY = 422
NOTHING_CHOSEN = "Es ist keine Datei angekommen. Wählen Sie eine aus, und laden Sie sie hoch."
HARMLESS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
takes_files = receives_files(most=MOST_BYTES, most_together=MOST_BYTES_TOGETHER)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def of_draft(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The files of an own draft: what was typed is kept elsewhere, whatever becomes of a file."""
    draft = own_draft(request, draft_id)
    if draft is None:
        return sent_already(request, draft_id)
    fault, page = "", redirect("cases:uploads", draft_id=draft_id)
    if request.method == "POST":
        if upload_id := _uuid(request.POST.get("entfernen", "")):
            services.remove(by=request.actor, draft_id=draft_id, upload_id=upload_id)
            return page
        files = [services.Incoming(**each) for each in chosen(request.FILES.getlist(FIELD))]
        if "weiter" in request.POST:
            page = redirect(address(draft, Step.CHECK))
            if not files:
                return page
        try:
            kept = services.attach_to_draft(
                by=request.actor, draft_id=draft_id, files=files, at=timezone.now()
            )
        except DraftIsGone:
            return sent_already(request, draft_id)
        if kept and not any(each.reason for each in kept):
            return page
        fault = _fault(kept)
    lines = files_of_draft(request.actor, draft_id)
    context = {
        **_limits(lines),
        "fault": fault,
        "draft": draft,
        "back_url": address(draft, Step.CHECK),
    }
    return render(request, "cases/uploads/of_draft.html", context, status=FAULTY if fault else 200)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def of_notice(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Add files to a case that the actor's offices answer for."""
    notice, case = own_case_or_404(request.actor, pk)
    fault, at = "", timezone.now()
    office_id = _office(request, notice.recipient_office_id, case.concern.office_id)
    if request.method == "POST":
        files = [services.Incoming(**each) for each in chosen(request.FILES.getlist(FIELD))]
        kept = services.attach_to_concern(
            by=request.actor, concern=case.concern, office_id=office_id, files=files, at=at
        )
        if kept and not any(each.reason for each in kept):
            return redirect("cases:notice", pk=pk)
        fault = _fault(kept)
    look_at_files(case.concern.pk, office_id, by=request.actor, at=at)
    lines = files_of_concern(request.actor, case.concern.pk)
    context = {**_limits(lines), "fault": fault, "notice": notice}
    return render(request, "cases/uploads/of_notice.html", context, status=FAULTY if fault else 200)


@require_safe
def upload(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A file that was checked, to take away; anything else looks like none."""
    at = timezone.now()
    found = open_one(
        visible_uploads(request.actor).clean().select_related("concern"),
        by=request.actor,
        at=at,
        pk=pk,
    )
    content = services.download(upload=found, by=request.actor, at=at)
    answer = HttpResponse(content, content_type=MEDIA_TYPE[FileKind(found.kind)], headers=HARMLESS)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return answer


def file_name(found: Upload) -> str:
    """A name of the portal's own: what a stranger called the file reaches no disk."""
    reference = found.concern.reference if found.concern else "Anlage"
    return f"{reference}-{found.pk.hex[:8]}.{ending_of(FileKind(found.kind))}"


def _limits(lines: tuple[FileLine, ...]) -> dict[str, Any]:
    return {
        "files": lines,
        "is_pending": any(each.is_pending for each in lines),
        "scanner": scanner_words(),
        "accept": ACCEPT,
        "field": FIELD,
        "most": MOST_FILES,
        "most_mb": MOST_BYTES // MEGABYTE,
        "most_together_mb": MOST_BYTES_TOGETHER // MEGABYTE,
    }


def _fault(kept: list[Upload]) -> str:
    if not kept:
        return NOTHING_CHOSEN
    refused = sum(bool(each.reason) for each in kept)
    which = "Eine Datei wurde" if refused == 1 else f"{refused} Dateien wurden"
    return f"{which} nicht angenommen. Warum und was hilft, steht unten bei der Datei."


def _office(request: ActorRequest, *wanted: UUID | None) -> UUID:
    """The own office in whose name the file is added: the notice's, else the concern's, or any."""
    own = (each for each in wanted if each is not None and each in request.actor.offices)
    return next(own, min(request.actor.offices))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
