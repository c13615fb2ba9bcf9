"""Forms of signing in: password, code of a second factor, and both once more."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from kinderschutz.forms import KernForm
from kinderschutz.lib.waiting import Attempt, attempt, please_wait
from network.models import User
from network.services import sign_in_log
from network.services.second_factor import use_code

TOO_MANY = "Das waren zu viele Versuche."


class LoginForm(KernForm):
    """E-mail address and password. A refusal never says which of the two was wrong."""

    username = forms.EmailField(
        label="E-Mail-Adresse",
        max_length=254,
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "username webauthn",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Bitte geben Sie Ihre E-Mail-Adresse ein.",
            "invalid": "Bitte geben Sie eine ganze E-Mail-Adresse ein, etwa name@ort.example.",
        },
    )
    password = forms.CharField(
        label="Passwort",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Bitte geben Sie Ihr Passwort ein."},
    )
    WRONG = (
        "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides. "
        "Kennen Sie Ihr Passwort nicht mehr, setzen Sie ein neues."
    )
    user: User | None = None

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Look for the account. Unknown, ended and wrong take the same work and say the same."""
        said = super().clean() or {}
        email, password = said.get("username"), said.get("password")
        if not email or not password:
            return said
        email = User.objects.normalize_email(email)
        counted = counted_attempt(self.request, action="login_failed", key=email)
        found = authenticate(self.request, username=email, password=password)
        if not isinstance(found, User):
            sign_in_log.refused(email, at=timezone.now())
            raise ValidationError(self.WRONG, code="wrong")
        counted.went_well()
        self.user = found
        return said

    def fill_in(self, *, email: str, password: str) -> None:
        """Practice only: show an account's data ready to send, in a form nobody has sent yet."""
        self.initial = {"username": email, "password": password}
        widget = self.fields["password"].widget
        if isinstance(widget, forms.PasswordInput):
            widget.render_value = not self.is_bound


class CodeForm(KernForm):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Sechs Ziffern aus Ihrer Authenticator-App oder ein Wiederherstellungscode.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "inputmode": "numeric"}
        ),
        error_messages={"required": "Bitte geben Sie den Code ein."},
    )
    WRONG = (
        "Dieser Code gilt nicht. Jeder Code gilt einmal; warten Sie auf den nächsten in der App."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.authenticator: Authenticator | None = None
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Use the code up. Too many wrong ones have to wait, whoever types them."""
        code: str = self.cleaned_data["code"]
        counted = counted_attempt(context.request, action="second_factor", key=str(self.user.pk))
        if not self.accepts(code):
            raise ValidationError(self.WRONG, code="wrong")
        counted.went_well()
        return code

    def accepts(self, code: str) -> bool:
        """Whether the code is one of this account's."""
        self.authenticator = use_code(self.user, code, at=timezone.now())
        return self.authenticator is not None

    def save(self, *, again: bool = False) -> None:
        """Remember in the session that the second factor was given, now or `again`."""
        if self.authenticator is not None:
            post_authentication(context.request, self.authenticator, reauthenticated=again)


class PasswordAgainForm(KernForm):
    """The password once more."""

    password = forms.CharField(
        label="Passwort",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Bitte geben Sie Ihr Passwort ein."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Compare it with the account's."""
        password: str = self.cleaned_data["password"]
        counted = counted_attempt(context.request, action="reauthenticate", key=str(self.user.pk))
        if not self.user.check_password(password):
            raise ValidationError("Dieses Passwort stimmt nicht.", code="wrong")
        counted.went_well()
        return password


def counted_attempt(request: HttpRequest, *, action: str, key: str) -> Attempt:
    """Count an attempt; a form says how long to wait when there were too many before it."""
    counted = attempt(request, action=action, key=key)
    if counted.wait:
        raise ValidationError(f"{TOO_MANY} {please_wait(counted.wait)}", code="wait")
    return counted
