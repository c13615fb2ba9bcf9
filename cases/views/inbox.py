"""The inbox: a page with filters in its address, and the part of it that keeps itself fresh."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cases.forms.casework import FilterForm, read_wanted, written
from cases.queries.board import ALARMS_SHOWN, COUNTED_UP_TO, TAKEN_COUNTED_UP_TO, Counts
from cases.queries.inbox import (
    Glance,
    Organisation,
    Row,
    Tray,
    Wanted,
    glance,
    organisations_of,
    rows,
)
from cases.services.looking import look_at_list
from cases.views.polling import HEADER, UNCHANGED, has_seen
from cases.wording import TRAY
from network.access import ActorRequest

FILTERS = ("dringlichkeit", "amt", "q")


@require_safe
@cache_control(private=True, no_store=True)
def inbox(request: ActorRequest) -> HttpResponse:
    """What the actor's organisations were told. `?teil=liste` is the list alone, for polling.

    A poll whose list is unchanged gets 304 before anything is decrypted; it saves no session. Of
    rows that the reader has before them already no second line is written.
    """
    actor = request.actor
    at = timezone.now()
    organisations = organisations_of(actor)
    wanted = read_wanted(request.GET, organisations)
    seen = glance(actor, wanted, at=at)
    is_part = request.GET.get("teil") == "liste"
    if is_part and request.headers.get(HEADER) == seen.fingerprint:
        return HttpResponse(status=UNCHANGED)
    shown = rows(seen)
    if not (is_part and has_seen(request, seen.fingerprint)):
        look_at_list("inbox.list", (row.office_id for row in shown), by=actor, at=at)
    context = _list(seen, shown, wanted, organisations)
    if is_part:
        response = render(request, "cases/inbox/_list.html", context)
        response[HEADER] = seen.fingerprint
        return response
    filters = written(wanted, organisations)
    return render(
        request,
        "cases/inbox/inbox.html",
        context
        | {
            "filters": FilterForm(wanted, organisations),
            "active": sum(name in filters for name in FILTERS),
            "address": reverse("cases:inbox"),
            "poll": _address(wanted, organisations, teil="liste"),
            "fingerprint": seen.fingerprint,
            "has_organisation": bool(organisations),
        },
    )


def _list(
    seen: Glance, shown: list[Row], wanted: Wanted, organisations: tuple[Organisation, ...]
) -> dict[str, object]:
    first = replace(wanted, after=None)
    return {
        "rows": shown,
        "counts": _counts(seen.counts, wanted),
        "open": seen.counts.open,
        "mail_stands_since": seen.counts.mail_stands_since,
        "newest": max(seen.keys, key=lambda key: key.created_at, default=None),
        "alarms": seen.alarms[:ALARMS_SHOWN],
        "more_alarms": len(seen.alarms) > ALARMS_SHOWN,
        "tray": wanted.tray.value,
        "is_filtered": bool(wanted.urgency or wanted.organisation or wanted.reference),
        "several": len(organisations) > 1,
        "waits": wanted.tray is Tray.RELEASE,
        "first_url": _address(first, organisations) if wanted.after else "",
        "next_url": _address(wanted, organisations, nach=str(seen.next)) if seen.next else "",
        "inbox_url": reverse("cases:inbox"),
    }


def _counts(counts: Counts, wanted: Wanted) -> list[dict[str, object]]:
    """The figures as links: each shows all of its tray, so that number and list agree."""
    figures = (
        (Tray.OPEN, counts.open, COUNTED_UP_TO, False),
        (Tray.OVERDUE, counts.overdue, COUNTED_UP_TO, True),
        (Tray.RELEASE, counts.waiting, COUNTED_UP_TO, False),
        (Tray.TAKEN, counts.taken, TAKEN_COUNTED_UP_TO, False),
    )
    return [
        {
            "label": TRAY[tray],
            "count": f"{limit}+" if count >= limit else count,
            "url": _address(Wanted(tray=tray), ()),
            "is_current": tray is wanted.tray,
            "is_alert": is_alert,
        }
        for tray, count, limit, is_alert in figures
    ]


def _address(wanted: Wanted, organisations: tuple[Organisation, ...], **more: str) -> str:
    after = {"nach": str(wanted.after)} if wanted.after else {}
    query = urlencode(written(wanted, organisations) | after | more)
    return f"{reverse('cases:inbox')}?{query}"
