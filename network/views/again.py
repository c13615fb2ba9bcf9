"""Signing in once more, for deeds that ask for it (network/views/fresh.py)."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views import View

from kinderschutz.lib.page_before import own_path
from kinderschutz.lib.signed_in import has_second_factor
from kinderschutz.lib.typed import forget_typed, typed_at
from network.forms.sign_in import PasswordAgainForm
from network.models import User
from network.services import sign_in_log

WITH_CODE = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


class SignInAgain(View):
    """Password or second factor once more, on one page; then back to where the person was.

    A session without the second factor of its account gives that one here, or logs out.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self._page(request, {})

    def post(self, request: HttpRequest) -> HttpResponse:
        """One of the forms. After a fault the page comes back with status 422."""
        way = next((way for way in ("code", "credential", "password") if way in request.POST), "")
        form = self._forms(request).get(way)
        if form is None:
            return self._page(request, {}, status=422)
        bound = form(data=request.POST, user=request.user)
        if not bound.is_valid():
            if bound.has_error(way, "wrong") or way == "credential":
                sign_in_log.reauthentication_refused(bound.user, at=timezone.now())
            return self._page(request, {way: bound}, status=422)
        if _lacks_its_factor(request):
            request.session.cycle_key()
        if way == "password":
            reauthenticate_by_password(request)
        elif way == "code":
            bound.save(again=True)
        else:
            bound.save()
        return self._back(request)

    def _forms(self, request: HttpRequest) -> dict[str, Any]:
        """The ways that are open to this account in this session."""
        ways: dict[str, Any] = {}
        user: Any = request.user
        if user.has_usable_password() and not _lacks_its_factor(request):
            ways["password"] = PasswordAgainForm
        if is_mfa_enabled(user, WITH_CODE):
            ways["code"] = import_string(settings.MFA_FORMS["authenticate"])
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists():
            ways["credential"] = ReauthenticateWebAuthnForm
        return ways

    def _page(self, request: HttpRequest, bound: dict[str, Any], status: int = 200) -> HttpResponse:
        ways = self._forms(request)
        forms = {way: bound.get(way) or form(user=request.user) for way, form in ways.items()}
        context = {
            **forms,
            "form": next(iter(bound.values()), None),
            "next": _wanted(request),
            "back": _page_before(request),
            "missing": _lacks_its_factor(request),
            "user_email": request.user.email if isinstance(request.user, User) else "",
        }
        if "credential" in ways:
            context["request_options"] = begin_authentication(request.user)
        return render(request, "network/sign_in/again.html", context, status=status)

    def _back(self, request: HttpRequest) -> HttpResponse:
        """To the page; what a form had sent waits there for one more click."""
        url = _wanted(request)
        typed = typed_at(request, url.split("?", 1)[0])
        back = _page_before(request)
        if typed is None:
            return HttpResponseRedirect(back or url)
        forget_typed(request)
        fields = [(name, value) for name, values in typed.lists() for value in values]
        context = {"url": url, "fields": fields, "back": back or "/"}
        return render(request, "network/sign_in/go_on.html", context)


def _lacks_its_factor(request: HttpRequest) -> bool:
    """Whether the account has a second factor that this session has not given."""
    return is_mfa_enabled(request.user) and not has_second_factor(request)


def _page_before(request: HttpRequest) -> str:
    """The page with the form that waits; empty where a page and no form was asked for."""
    return own_path(request, request.POST.get("zurueck") or request.GET.get("zurueck") or "")


def _wanted(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else "/"
