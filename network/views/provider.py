"""Signing in at an organisation's own OpenID Connect provider, and linking an account with it."""

import secrets
from typing import cast

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from requests import RequestException

from kinderschutz.lib.oidc import NONCE, Answer
from kinderschutz.lib.sessions import SessionStore
from kinderschutz.lib.signed_in import GIVEN
from kinderschutz.lib.waiting import attempt, please_wait
from network.models import User
from network.services import provider_links
from network.views.fresh import fresh_sign_in_required
from network.views.security import OwnRequest

AWAY = (
    "Die Anmeldung bei Ihrer Organisation antwortet gerade nicht. Bitte melden Sie sich mit Ihrem "
    "Passwort an."
)


@login_not_required
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, with a question that only this browser can answer."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return _ask(request, provider_id, AuthProcess.LOGIN, wanted if safe else "/")


@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider's answer: it is checked, then the sign-in or the link goes on.

    Nobody may try without end: each answer that is not believed leaves a line of the audit log.
    """
    _known(provider_id)
    counted = attempt(request, action="provider_answer")
    if counted.wait:
        messages.error(request, f"Das waren zu viele Versuche. {please_wait(counted.wait)}")
        return redirect("network:login")
    was = request.user.pk
    view = OAuth2CallbackView.adapter_view(Answer(request, provider_id))
    before = _links(request)
    answer: HttpResponse = view(request)
    if answer.headers.get("Location") != reverse("network:login"):
        counted.went_well()
    if isinstance(request.user, User) and request.user.pk == was and _links(request) > before:
        provider_links.linked(request.user, keep=_here(request), at=timezone.now())
    return answer


@fresh_sign_in_required
def links(request: OwnRequest) -> HttpResponse:
    """Whether the account is linked; link it, or undo that (POST)."""
    mine = SocialAccount.objects.filter(user=request.user)
    if request.method != "POST":
        context = {"linked": mine.exists(), "providers": settings.OIDC_PROVIDERS}
        return render(request, "network/account/links.html", context)
    if "loesen" in request.POST:
        provider_links.unlink(request.user, keep=_here(request), at=timezone.now())
        messages.success(request, "Die Verbindung ist gelöst.")
        return redirect("mfa_index")
    chosen = request.POST.get("anbieter", "")
    return _ask(request, chosen, AuthProcess.CONNECT, reverse("socialaccount_connections"))


def _here(request: HttpRequest) -> str:
    return cast(SessionStore, request.session).stored_key


def _links(request: HttpRequest) -> int:
    if not request.user.is_authenticated:
        return 0
    found: int = SocialAccount.objects.filter(user=request.user).count()
    return found


def _ask(request: HttpRequest, provider_id: str, process: str, to: str) -> HttpResponse:
    _known(provider_id)
    request.session[NONCE] = secrets.token_urlsafe(32)
    request.session.pop(GIVEN, None)  # this way asks for no password here
    provider = get_adapter().get_provider(request, provider_id)
    nonce = {"nonce": request.session[NONCE]}
    try:
        answer: HttpResponse = provider.redirect(request, process, next_url=to, auth_params=nonce)
    except (RequestException, OAuth2Error, KeyError, ValueError):
        messages.error(request, AWAY)
        return redirect("network:login")
    return answer


def _known(provider_id: str) -> None:
    if provider_id not in settings.OIDC_PROVIDERS:
        raise Http404
