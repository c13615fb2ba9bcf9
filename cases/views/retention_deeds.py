"""Deeds on the page of closing and keeping: one is done, or a sentence says why it was not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from cases.access import Actor
from cases.domain.retention_rules import Outcome
from cases.models import Notice
from cases.queries.closing import closure_of, holds_of
from cases.queries.concern import Case
from cases.services.closing import AlreadyClosed, ExportOpen, StillOpen, close_case, reopen_case
from cases.services.holding import (
    SecondPersonNeeded,
    ask_for_end,
    confirm_end,
    hold_copy,
    keep_on,
    set_hold,
)
from kinderschutz.lib.clock import database_now
from network.models import YouthOffice


@dataclass(frozen=True)
class Place:
    """The notice that leads here, the office in whose name one acts, and the case where it is the
    office's own; without it the office was told, and keeps no more than that.
    """

    notice: Notice
    office: YouthOffice
    case: Case | None


def act(request: HttpRequest, what: str, place: Place, form: Any, *, by: Actor) -> str:
    """One deed; a sentence where it could not be done. Raises Refused."""
    at = database_now()
    try:
        said = _act(what, place, form, by=by, at=at)
    except StillOpen:
        return "Noch nicht alle Benachrichtigungen sind geklärt; sie stehen unten."
    except ExportOpen:
        return (
            "Eine Auskunft zu diesem Fall ist noch offen. Lassen Sie sie freigeben oder verwerfen "
            "Sie sie; dann können Sie den Fall abschließen."
        )
    except AlreadyClosed:
        return "Dieser Fall ist inzwischen schon abgeschlossen."
    except SecondPersonNeeded:
        return "Das Ende bestätigt eine zweite Person, nicht wer es vorgeschlagen hat."
    except HoldIsGone:
        return "Dieser Halt besteht nicht mehr."
    if said:
        messages.success(request, said)
    return ""


class HoldIsGone(Exception):
    """Somebody has ended it since the page was opened."""


def _act(what: str, place: Place, form: Any, *, by: Actor, at: datetime) -> str:
    case, office = place.case, place.office
    if what == "close" and case:
        close_case(
            concern=case.concern,
            office=office,
            outcome=Outcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
            by=by,
            at=at,
        )
        return "Der Fall ist im Portal abgeschlossen."
    if what == "hold":
        if case:
            set_hold(concern=case.concern, office=office, by=by, at=at, **form.cleaned_data)
            return "Dieser Fall wird nicht gelöscht, bis der Halt endet."
        hold_copy(notice=place.notice, office=office, by=by, at=at, **form.cleaned_data)
        return "Ihre Kopie wird nicht gelöscht, bis der Halt endet."
    if what == "reopen" and case:
        closure = closure_of(case.concern, by)
        if closure:
            reopen_case(closure=closure, by=by, at=at)
            return "Der Fall ist wieder offen; die Frist läuft nicht mehr."
        return ""
    return _end(what, place, form, by=by, at=at)


def _end(what: str, place: Place, wanted: Any, *, by: Actor, at: datetime) -> str:
    """Asking for the end of a hold, confirming it, or keeping it on."""
    holds = holds_of(place.notice.concern_id, by)
    hold = next((each for each in holds if str(each.pk) == wanted), None)
    deeds = {"ask_end": ask_for_end, "confirm_end": confirm_end, "keep_on": keep_on}
    if hold is None or what not in deeds:
        raise HoldIsGone
    deeds[what](hold=hold, by=by, at=at)
    return ""
