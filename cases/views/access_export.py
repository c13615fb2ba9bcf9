"""Answering a request for access: begin, decide item by item, have it released, hand it over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import Permission, allowed, visible_exports
from cases.domain.access_export import choices_from_data
from cases.forms.access_export import BeginForm, ChoicesForm, DiscardForm
from cases.models import AccessExport, Adult, Child, ExportState, Notice
from cases.queries.access_export import export_page, fixed_lines, items_of, subject_name
from cases.queries.closing import OPEN_EXPORT
from cases.queries.concern import Case, label_of
from cases.services.access_export import (
    PURPOSE,
    ChangedMeanwhile,
    NotReady,
    begin_export,
    discard_export,
    hand_out,
    release_export,
    return_export,
    save_export,
    submit_export,
)
from cases.services.looking import look_at_concern, refuse
from cases.views.notice import own_case_or_404
from cases.wording import EXPORT_STATE, RELATION_WORD
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest
from network.views.fresh import fresh_sign_in_required

FAULTY, CONFLICT = 422, 409
CHANGED = "Diese Auskunft wurde inzwischen geändert. Es steht da, was jetzt gilt."
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@fresh_sign_in_required
@get_or_post
@never_stored
def access_exports(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The answers of one case, and for whom to begin another."""
    actor, at = request.actor, database_now()
    notice, case = own_case_or_404(actor, pk)
    if Permission.EXPORT not in allowed(actor, case.concern):
        refuse(Notice, by=actor, at=timezone.now(), pk=pk)
    people = _people(case)
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        people=[(key, label) for key, (label, _) in people.items()],
    )
    if form.is_valid():
        about = people[form.cleaned_data["about"]][1]
        made = begin_export(
            concern=case.concern,
            by=actor,
            office_id=_office(case, about, request),
            about=about,
            at=at,
        )
        return redirect("cases:access_export", pk=made.pk)
    found = visible_exports(actor).filter(concern=case.concern).defer("pdf", "choices")
    lines = [
        {"id": each.pk, "about": subject_name(each), "state": EXPORT_STATE[each.state], "row": each}
        for each in found.select_related("child", "adult", "made_by").order_by("-made_at")
    ]
    context = {"notice": notice, "form": form, "lines": lines}
    status = FAULTY if form.is_bound else 200
    return render(request, "cases/access/begin.html", context, status=status)


@fresh_sign_in_required
@get_or_post
@never_stored
def access_export(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Its maker decides and writes; a colleague reads what is to be released."""
    actor, at = request.actor, database_now()
    export = _export(request, pk)
    can = allowed(actor, export)
    is_maker = Permission.EXPORT in can
    if not is_maker or export.state not in OPEN_EXPORT:
        if request.method == "POST":
            raise Http404
        _look(request, export, at=at)
        return _answer(request, export, can)
    _look(request, export, at=at)
    items, known = items_of(export), choices_from_data(export.choices)
    form = ChoicesForm(
        request.POST if request.method == "POST" else None, items=items, choices=known
    )
    if request.method != "POST" or not form.is_valid():
        return _editor(request, export, form, status=FAULTY if form.is_bound else 200)
    try:
        version = _version(request)
        saved = save_export(export=export, by=actor, choices=form.choices(), version=version, at=at)
        if "submit" in request.POST:
            submit_export(export=saved, by=actor, version=saved.version, at=at)
    except ChangedMeanwhile:
        form.add_error(None, CHANGED)
        return _editor(request, export, form, status=CONFLICT)
    except NotReady as fault:
        form.tell_faults(left=fault.open_items, betraying=fault.betraying)
        return _editor(request, saved, form, status=FAULTY)
    if "submit" in request.POST:
        messages.success(request, "Eingereicht. Jetzt gibt eine zweite Person die Auskunft frei.")
    else:
        messages.success(request, "Gespeichert.")
    return redirect("cases:access_export", pk=pk)


@fresh_sign_in_required
@require_POST
def release(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The second person lets it go."""
    return _decide(request, pk, is_released=True)


@fresh_sign_in_required
@require_POST
def give_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The second person gives it back."""
    return _decide(request, pk, is_released=False)


@fresh_sign_in_required
@get_or_post
@never_stored
def discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Asks why, and takes an answer away that nobody will hand out."""
    export = _export(request, pk)
    if export.state not in OPEN_EXPORT:
        messages.warning(request, CHANGED)
        return redirect("cases:access_export", pk=pk)
    form = DiscardForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"export": export, "form": form}
        status = FAULTY if form.is_bound else 200
        return render(request, "cases/access/discard.html", context, status=status)
    try:
        discard_export(
            export=export,
            by=request.actor,
            version=_version(request),
            reason=form.cleaned_data["reason"],
            at=database_now(),
        )
    except ChangedMeanwhile:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "Verworfen. Text und Datei der Auskunft sind gelöscht.")
    return redirect("cases:access_export", pk=pk)


@fresh_sign_in_required
@require_safe
@never_stored
def access_export_pdf(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The file, under a name that says nothing."""
    export = _export(request, pk)
    if not export.pdf:
        raise Http404
    file = hand_out(export=export, by=request.actor, at=database_now())
    headers = {"Content-Disposition": 'attachment; filename="auskunft.pdf"'}
    return HttpResponse(file, content_type="application/pdf", headers=headers)


def _decide(request: ActorRequest, pk: UUID, *, is_released: bool) -> HttpResponse:
    export = _export(request, pk)
    if Permission.RELEASE not in allowed(request.actor, export):
        raise Http404
    decide = release_export if is_released else return_export
    try:
        decide(export=export, by=request.actor, version=_version(request), at=database_now())
    except ChangedMeanwhile:
        messages.warning(request, CHANGED)
        return redirect("cases:access_export", pk=pk)
    done = "Freigegeben." if is_released else "Zurückgegeben. Die Auskunft ist wieder ein Entwurf."
    messages.success(request, done)
    return redirect("cases:access_export", pk=pk)


def _look(request: ActorRequest, export: AccessExport, *, at: datetime) -> None:
    look_at_concern(
        export.concern_id,
        export.office_id,
        by=request.actor,
        at=at,
        what="export.page",
        purpose=PURPOSE,
    )


def _answer(
    request: ActorRequest, export: AccessExport, can: frozenset[Permission]
) -> HttpResponse:
    """What stands in it, without anything of the report that is not told."""
    context: dict[str, Any] = {
        "export": export,
        "about": subject_name(export),
        "state": EXPORT_STATE[export.state],
        "page": export_page(export, choices_from_data(export.choices)),
        "may_release": Permission.RELEASE in can and export.state == ExportState.SUBMITTED,
        "may_discard": export.state in OPEN_EXPORT,
        "has_file": bool(export.pdf),
    }
    return render(request, "cases/access/answer.html", context)


def _editor(
    request: HttpRequest, export: AccessExport, form: ChoicesForm, *, status: int
) -> HttpResponse:
    context = {
        "export": export,
        "about": subject_name(export),
        "state": EXPORT_STATE[export.state],
        "lines": fixed_lines(export),
        "form": form,
        "has_file": bool(export.pdf),
    }
    return render(request, "cases/access/editor.html", context, status=status)


def _export(request: ActorRequest, pk: UUID) -> AccessExport:
    rows = visible_exports(request.actor).select_related(
        "concern", "office", "child", "adult", "made_by", "released_by", "discarded_by"
    )
    return get_object_or_404(rows, pk=pk)


def _people(case: Case) -> dict[str, tuple[str, Child | Adult]]:
    """The office's own children and the adults of the report, by the value of the choice."""
    found: dict[str, tuple[str, Child | Adult]] = {
        f"child-{each.pk}": (label_of(each), each) for each in case.children
    }
    for adult in case.concern.adults.order_by("id"):
        name = adult.identity.get("name", "")
        label = RELATION_WORD[adult.relation]
        found[f"adult-{adult.pk}"] = (f"{label}: {name}" if name else label, adult)
    return found


def _office(case: Case, about: Child | Adult, request: ActorRequest) -> UUID:
    if isinstance(about, Child) and about.office_id:
        return about.office_id
    offices = request.actor.offices
    if case.concern.office_id in offices:
        return case.concern.office_id
    return next(each.office_id for each in case.children if each.office_id in offices)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
