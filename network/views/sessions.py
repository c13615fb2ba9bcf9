"""Where somebody is signed in, and ending that from here."""

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from network.services import sign_in_log
from network.views.security import OwnRequest

ALL_OTHERS = "andere"


def sessions(request: OwnRequest) -> HttpResponse:
    """The list (GET); end one of them, or all others (POST): refused with their next request."""
    if request.method == "POST":
        mine = UserSession.objects.filter(user=request.user)
        wanted = request.POST.get("sitzung", "")
        if wanted == ALL_OTHERS:
            chosen = mine.exclude(session_key=request.session.session_key)
        elif wanted.isascii() and wanted.isdigit():
            chosen = mine.filter(pk=int(wanted[:9]))
        else:
            chosen = mine.none()
        ended, user = list(chosen), request.user
        sign_in_log.sessions_ended(user, len(ended), at=timezone.now())
        end_sessions(request, ended)
        if not request.user.is_authenticated:
            return redirect("network:logged_out")
        if ended:
            messages.success(request, "Die Sitzung ist beendet.")
        return redirect("usersessions_list")
    listed = UserSession.objects.purge_and_list(request.user)
    context = {
        "here": [each for each in listed if each.is_current()],
        "others": [each for each in listed if not each.is_current()],
    }
    return render(request, "network/account/sessions.html", context)
