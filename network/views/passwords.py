"""Changing the password, and setting a new one by letter. Neither replaces the second factor."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from kinderschutz.lib.sessions import SessionStore
from kinderschutz.lib.waiting import attempt, please_wait
from network.forms.passwords import ForgottenForm, NewPasswordForm
from network.models import User
from network.services import passwords
from network.views.fresh import fresh_sign_in_required
from network.views.security import OwnRequest

TOKEN = "password_token"  # noqa: S105  # its name in the session
PLACE = "t"
"""Stands for the token in the address that one is led to: no log and no referrer holds the real."""


@fresh_sign_in_required
@sensitive_post_parameters()
def change(request: OwnRequest) -> HttpResponse:
    """A new password; all other sessions of the account end with it."""
    form = NewPasswordForm(_sent(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        keep = cast(SessionStore, request.session).stored_key
        passwords.set_password(request.user, form.cleaned_data["new"], at=timezone.now(), keep=keep)
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        messages.success(request, "Das neue Passwort gilt. Andere Sitzungen sind beendet.")
        return redirect("mfa_index")
    return _page(request, form)


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the letter. The answer is the same whether there is such an account or not."""
    form = ForgottenForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        email = User.objects.normalize_email(form.cleaned_data["email"])
        counted = attempt(request, action="reset_password", key=email)
        if counted.wait:
            form.add_error(None, f"Das waren zu viele Versuche. {please_wait(counted.wait)}")
        else:
            there = reverse("password_renew", kwargs={"token": "TOKEN"})
            url = request.build_absolute_uri(there).replace("TOKEN", "{token}")
            passwords.send_letter(email, url)
            return render(request, "network/sign_in/letter_sent.html")
    status = 422 if request.method == "POST" else 200
    return render(request, "network/sign_in/forgotten.html", {"form": form}, status=status)


@login_not_required
@sensitive_post_parameters()
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Set the new password; then one signs in with it and with the second factor, as always."""
    if token != PLACE:
        request.session[TOKEN] = token
        return redirect("password_renew", token=PLACE)
    user = passwords.user_of(request.session.get(TOKEN, ""))
    if user is None:
        return render(request, "network/sign_in/letter_too_old.html", status=410)
    form = NewPasswordForm(_sent(request), user=user)
    if request.method == "POST" and form.is_valid():
        passwords.set_password(user, form.cleaned_data["new"], at=timezone.now())
        del request.session[TOKEN]
        messages.success(request, "Das neue Passwort gilt. Bitte melden Sie sich damit an.")
        return redirect("network:login")
    return _page(request, form)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, form: NewPasswordForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "network/sign_in/new_password.html", {"form": form}, status=status)
