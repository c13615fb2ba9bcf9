"""What every long form shares: it says which version it was made from, and is kept while typing.

docs/drafts.md describes the contract between this module, the templates in cases/drafts/ and
static/portal/drafts.js.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from cases.domain.versions import Writing
from cases.forms.versions import differences
from cases.models import Draft, FormDraft
from cases.queries.copies import whose
from cases.services.drafts import (
    MOST_ASIDE,
    ChangedMeanwhile,
    DraftIsGone,
    choose_version,
    keep_step,
    set_aside,
)
from kinderschutz.lib.typed import take_typed
from network.access import ActorRequest

BASE, PAGE, TURN, WHOSE, DRAFT = "fassung", "seite", "zug", "wer", "entwurf"
"""Hidden fields of a long form; cases/drafts/_fields.html writes them."""

CHOSEN = "nehmen"
"""The button that settles on one version; -1 is the stored one."""

CHOICES, NO_CHOICE = {str(place) for place in range(-1, MOST_ASIDE)}, -2

PAGE_NAME = re.compile(r"[A-Za-z0-9_-]{1,24}", re.ASCII)

MOST_TYPED = 200_000
"""Characters of one page that are kept; the forms refuse far less, and say so."""

BACK_AGAIN = (
    "Ihre Sitzung war abgelaufen. Was Sie geschrieben hatten, ist gespeichert und steht wieder "
    "hier; weitergegangen ist noch nichts."
)

LOGGED_OUT, CONFLICT, GONE, TOO_LONG = 401, 409, 410, 413


@dataclass(frozen=True)
class LongForm:
    """One page of unsent text: its draft, the addresses its script talks to, how to read it.

    `told` takes out of a request what belongs to the form; `shown` makes forms of it again, to
    compare two versions in words.
    """

    draft: Any  # Draft or FormDraft
    step: str
    title: str
    back_url: str
    url: str
    versions_url: str
    told: Callable[[Any], dict[str, Any]]
    shown: Callable[[Mapping[str, Any]], Iterable[forms.Form]]
    page: str = field(default_factory=lambda: token_urlsafe(9))

    @property
    def whose(self) -> str:
        """Whose text it is, in a word that only the portal understands."""
        return whose(self.draft.user_id)

    @property
    def has_more_versions(self) -> bool:
        """Whether another version of this page waits for a choice."""
        return self.step in (self.draft.aside or {})


def keep(
    request: ActorRequest,
    form: LongForm,
    typed: Mapping[str, Any],
    *,
    at: datetime,
    posted: QueryDict | None = None,
    **more: Any,
) -> Draft | FormDraft:
    """Keep what this page says. Raises DraftIsGone and ChangedMeanwhile."""
    writing = writing_of(posted or request.POST)
    kept: Draft | FormDraft = keep_step(
        **_where(request, form), typed=typed, writing=writing, at=at, **more
    )
    return kept


def bring_back(request: ActorRequest, form: LongForm, *, at: datetime) -> HttpResponse | None:
    """Keep what the person sent after the session had ended, and say so; None where nothing was."""
    posted = take_typed(request)
    if posted is None or posted.get(WHOSE) != form.whose or is_of_a_sent_one(posted, form):
        return None
    typed = form.told(posted)
    try:
        keep(request, form, typed, at=at, posted=posted)
    except ChangedMeanwhile:
        return put_aside(request, form, typed, at=at, posted=posted)
    except DraftIsGone:
        return None
    messages.success(request, BACK_AGAIN)
    return redirect(request.get_full_path())


def autosave(request: ActorRequest, form: LongForm, *, at: datetime) -> JsonResponse:
    """Answer the script that keeps while somebody types. Raises DraftIsGone."""
    typed = form.told(request.POST)
    if too_long(typed):
        return JsonResponse({"most": MOST_TYPED}, status=TOO_LONG)
    try:
        draft = keep(request, form, typed, at=at)
    except ChangedMeanwhile:
        return JsonResponse({"url": form.versions_url}, status=CONFLICT)
    shown_at = timezone.localtime(draft.updated_at)
    return JsonResponse({"version": draft.version, "at": f"{shown_at:%H:%M}"})


def versions(request: ActorRequest, form: LongForm, *, at: datetime) -> HttpResponse:
    """The page with both versions: take one (POST), bring one more (POST), or look at them (GET).

    Raises DraftIsGone.
    """
    if request.method != "POST":
        found = form.has_more_versions
        return versions_page(request, form) if found else redirect(form.back_url)
    if CHOSEN in request.POST:
        return _choose(request, form, at=at)
    if wants_json(request):
        answer = autosave(request, form, at=at)
        if answer.status_code == CONFLICT:
            put_aside(request, form, form.told(request.POST), at=at)
        return answer
    return put_aside(request, form, form.told(request.POST), at=at)


def put_aside(
    request: ActorRequest,
    form: LongForm,
    typed: Mapping[str, Any],
    *,
    at: datetime,
    posted: QueryDict | None = None,
) -> HttpResponse:
    """Keep this version beside the stored one and show both. Raises DraftIsGone."""
    writing = writing_of(posted or request.POST)
    draft = set_aside(**_where(request, form), typed=typed, writing=writing, at=at)
    return versions_page(request, form, draft=draft, status=CONFLICT)


def versions_page(
    request: ActorRequest, form: LongForm, *, draft: Any = None, status: int = 200
) -> HttpResponse:
    """What is stored and what else was typed, field by field."""
    draft = draft or form.draft
    stored = form.shown(draft.entries.get(form.step, {}))
    context = {
        "long_form": form,
        "title": form.title,
        "stored_at": draft.updated_at,
        "seen": draft.version,
        "others": [
            {
                "place": place,
                "at": datetime.fromisoformat(other["at"]),
                "differences": differences(stored, form.shown(other["typed"])),
            }
            for place, other in enumerate((draft.aside or {}).get(form.step, []))
        ],
    }
    return render(request, "cases/drafts/versions.html", context, status=status)


def _choose(request: ActorRequest, form: LongForm, *, at: datetime) -> HttpResponse:
    said = request.POST[CHOSEN]
    chosen = int(said) if said in CHOICES else NO_CHOICE
    seen = _number(request.POST.get(BASE, ""))
    try:
        choose_version(**_where(request, form), chosen=chosen, seen=seen, at=at)
    except ChangedMeanwhile:
        return versions_page(request, form, status=CONFLICT)
    return redirect(form.back_url)


def _where(request: ActorRequest, form: LongForm) -> dict[str, Any]:
    draft = form.draft
    return {"by": request.actor, "kind": type(draft), "draft_id": draft.pk, "step": form.step}


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, not a person who sends a form."""
    return request.headers.get("Accept") == "application/json"


def writing_of(posted: QueryDict) -> Writing:
    """What the page says of itself; a page that says nothing is as old as can be.

    A name that no page of ours has (it would be stored) is none.
    """
    page = posted.get(PAGE, "")
    return Writing(
        base=_number(posted.get(BASE, "")),
        page=page if PAGE_NAME.fullmatch(page) else "",
        turn=_number(posted.get(TURN, "")),
    )


def is_of_another(request: ActorRequest) -> bool:
    """Whether the page was opened by somebody else, who logged out meanwhile on this machine."""
    said = request.headers.get("X-Draft-Whose") or request.POST.get(WHOSE, "")
    user_id = request.actor.user_id
    return bool(said) and (user_id is None or said != whose(user_id))


def another_answer() -> JsonResponse:
    """To the script: log in as the person whose text this is."""
    return JsonResponse({"another": True}, status=LOGGED_OUT)


def gone_answer(url: str = "") -> JsonResponse:
    """To the script: there is no such draft any more; where one sees what became of it."""
    return JsonResponse({"url": url}, status=GONE)


def too_long(typed: Any) -> bool:
    """Whether this is more than one page keeps."""
    return len(str(typed)) > MOST_TYPED


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def is_of_a_sent_one(posted: QueryDict, form: LongForm) -> bool:
    """Whether the page was made for an earlier draft of this form, which is gone by now."""
    said = posted.get(DRAFT, "")
    return bool(said) and said != str(form.draft.pk)
