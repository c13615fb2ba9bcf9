"""One's own account: second factors, recovery codes, and where one is signed in."""

import base64
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kinderschutz.lib.sessions import SessionStore
from kinderschutz.lib.signed_in import has_second_factor
from network.forms.factors import AppForm, PasskeyForm
from network.models import User
from network.services import second_factor, sign_in_log
from network.services.sign_in_ends import end_sign_ins
from network.views.fresh import fresh_sign_in_required

PENDING = "pending_app"
"""In the session, sealed: the secret of an app that has not proved itself yet."""


class OwnRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


def overview(request: OwnRequest) -> HttpResponse:
    """What protects the account, and the ways to change it."""
    mine = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    by_type = {each.type: each for each in mine}
    spare = by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "app": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [
            {"pk": each.pk, "name": each.wrap().name, "at": each.created_at}
            for each in mine
            if each.type == Authenticator.Type.WEBAUTHN
        ],
        "codes_left": len(spare.wrap().get_unused_codes()) if spare else None,
        "removable": len([each for each in mine if each is not spare]) > 1,
        "missing": not has_second_factor(request),
        "providers": settings.OIDC_PROVIDERS,
        "linked": SocialAccount.objects.filter(user=request.user).exists(),
    }
    return render(request, "network/account/security.html", context)


@fresh_sign_in_required
def add_app(request: OwnRequest) -> HttpResponse:
    """Show the secret once, as picture and text; the first code of the app proves it arrived."""
    if request.method == "POST" and (sealed := request.session.get(PENDING)):
        secret = decrypt(sealed)
        form = AppForm(request.POST, secret=secret, user=request.user)
        if form.is_valid():
            del request.session[PENDING]
            period = form.cleaned_data["code"]
            at = timezone.now()
            factor = second_factor.add_app(
                request.user,
                secret=secret,
                period=period,
                at=at,
                only_as_first=not has_second_factor(request),
            )
            return _added(request, factor)
        return render(request, "network/account/app.html", _app(request, secret, form), status=422)
    secret = generate_totp_secret()
    request.session[PENDING] = encrypt(secret)
    form = AppForm(secret=secret, user=request.user)
    return render(request, "network/account/app.html", _app(request, secret, form))


def _app(request: OwnRequest, secret: str, form: AppForm) -> dict[str, Any]:
    adapter = get_adapter()
    url = adapter.build_totp_url(request.user, secret)
    picture = base64.b64encode(adapter.build_totp_svg(url).encode()).decode()
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"form": form, "secret": groups, "url": url, "picture": picture}


@fresh_sign_in_required
def add_passkey(request: OwnRequest) -> HttpResponse:
    """Let the browser make a passkey; the answer must fit the question of this session."""
    status = 200
    form = PasskeyForm(user=request.user)
    if request.method == "POST":
        form = PasskeyForm(request.POST, user=request.user)
        if form.is_valid():
            said = form.cleaned_data
            factor = second_factor.add_passkey(
                request.user,
                name=said["name"],
                credential=said["credential"],
                at=timezone.now(),
                only_as_first=not has_second_factor(request),
            )
            return _added(request, factor)
        status = 422
    context = {"form": form, "creation_options": begin_registration(request.user, True)}
    return render(request, "network/account/passkey.html", context, status=status)


def _added(request: OwnRequest, factor: Authenticator) -> HttpResponse:
    """The factor has proved itself: it counts for this session, which gets a new key.

    All others end: whoever opened them may not be whose factor this is.
    """
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)
    session, at = cast(SessionStore, request.session), timezone.now()
    session.cycle_key()
    ended = end_sign_ins(request.user, keep=session.stored_key)
    sign_in_log.sessions_ended(request.user, ended, at=at)
    spare = Authenticator.Type.RECOVERY_CODES
    if Authenticator.objects.filter(user=request.user, type=spare).exists():
        messages.success(request, "Der zweite Faktor ist eingerichtet.")
        return redirect("mfa_index")
    return _codes(request)


@fresh_sign_in_required
def remove_factor(request: OwnRequest, number: int) -> HttpResponse:
    """Take a factor away (POST), after asking (GET). The last one stays."""
    mine = Authenticator.objects.filter(user=request.user, pk=number)
    factor = mine.exclude(type=Authenticator.Type.RECOVERY_CODES).first()
    if factor is None:
        return redirect("mfa_index")
    if request.method != "POST":
        is_app = factor.type == Authenticator.Type.TOTP
        context = {"name": "" if is_app else factor.wrap().name}
        return render(request, "network/account/remove_factor.html", context)
    here = cast(SessionStore, request.session).stored_key
    if second_factor.remove_factor(request.user, number, keep=here, at=timezone.now()):
        messages.success(request, "Der zweite Faktor ist entfernt. Andere Sitzungen sind beendet.")
    else:
        messages.error(
            request, "Der letzte zweite Faktor bleibt. Richten Sie erst einen neuen ein."
        )
    return redirect("mfa_index")


@fresh_sign_in_required
@require_POST
def new_codes(request: OwnRequest) -> HttpResponse:
    """Make new recovery codes in place of the old ones and show them, this one time."""
    return _codes(request)


def _codes(request: OwnRequest) -> HttpResponse:
    here = cast(SessionStore, request.session).stored_key
    codes = second_factor.new_recovery_codes(request.user, keep=here, at=timezone.now())
    return render(request, "network/account/recovery_codes.html", {"codes": codes})
