"""Where somebody is signed in, and ending that from here."""

from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kinderschutz.lib.sessions import SessionStore
from network.domain.browsers import browser_name
from network.services import sessions as own
from network.views.security import OwnRequest

ALL_OTHERS = "andere"


def sessions(request: OwnRequest) -> HttpResponse:
    """The list (GET); end one of them, or all others (POST): refused with their next request."""
    here = cast(SessionStore, request.session).stored_key
    mine = own.listed(request.user)
    if request.method == "POST":
        wanted = request.POST.get("sitzung", "")
        chosen = [each for each in mine if _is_meant(wanted, each.pk, each.session_key == here)]
        ended = own.end(request.user, [each.pk for each in chosen], at=timezone.now())
        if any(each.session_key == here for each in chosen):
            logout(request)
            return redirect("network:logged_out")
        if ended:
            messages.success(request, _said(ended))
        return redirect("usersessions_list")
    context = {
        "here": [_shown(each) for each in mine if each.session_key == here],
        "others": [_shown(each) for each in mine if each.session_key != here],
    }
    return render(request, "network/account/sessions.html", context)


def _shown(row: UserSession) -> dict[str, Any]:
    about = {"pk": row.pk, "created_at": row.created_at, "ip": row.ip}
    return {**about, "browser": browser_name(row.user_agent)}


def _is_meant(wanted: str, number: int, is_here: bool) -> bool:
    return not is_here if wanted == ALL_OTHERS else wanted == str(number)


def _said(ended: int) -> str:
    return "Die Sitzung ist beendet." if ended == 1 else f"{ended} Sitzungen sind beendet."
