"""The second step of signing in: a code, or a passkey; and signing in by passkey alone."""

import json
from typing import Any
from uuid import UUID

from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from kinderschutz.lib.signed_in import is_password_outdated
from network.services import sign_in_log

PASSKEY_FAILED = (
    "Die Anmeldung mit dem Passkey ist nicht gelungen. Bitte versuchen Sie es noch einmal oder "
    "melden Sie sich mit Ihrem Passwort an."
)


@method_decorator(login_not_required, name="dispatch")
class SecondFactor(AuthenticateView):
    """Asked after the password. After a fault the page comes back with status 422."""

    template_name = "network/sign_in/second_factor.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to the first step where the password was changed meanwhile."""
        so_far = unstash_login(request, peek=True)
        if so_far and is_password_outdated(request, so_far.user):
            clear_login(request)
            return HttpResponseRedirect(reverse("network:login"))
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page, with the faults named. A wrong answer leaves a line, an empty one none."""
        if form.has_error("code", "wrong") or "credential" in form.errors:
            sign_in_log.second_factor_refused(self.stage.login.user, at=timezone.now())
        page: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
        return page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether a passkey can be offered, and practice: the code that everybody knows."""
        user = self.stage.login.user
        keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
        context = super().get_context_data(**kwargs)
        return {**context, "has_passkey": keys.exists()}


@method_decorator(login_not_required, name="dispatch")
class PasskeyLogin(LoginWebAuthnView):
    """Signing in by passkey alone: it is something one has, opened by finger, face or PIN.

    GET (by script) begins, POST ends it. Whose passkey it is stands in the passkey itself.
    """

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the log-in page, which says that it failed and never why."""
        sign_in_log.passkey_refused(key=_named(form), at=timezone.now())
        messages.error(self.request, PASSKEY_FAILED)
        return HttpResponseRedirect(reverse("network:login"))

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in; an ended account gets the answer of a wrong passkey."""
        if not form.cleaned_data["credential"].user.is_active:
            return self.form_invalid(form)
        self.request.session.cycle_key()
        answer: HttpResponse = super().form_valid(form)
        return answer


def _named(form: Any) -> UUID | None:
    """The account that a passkey names, which may be a lie; None where it names none there is."""
    try:
        user = extract_user_from_response(json.loads(form.data["credential"]))
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    key: UUID = user.pk
    return key
