"""Forms that set up second factors."""

from typing import Any

from allauth.core import context
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kinderschutz.forms import KernForm
from network.forms.sign_in import counted_attempt
from network.models import User
from network.services.second_factor import matching_period


class AppForm(KernForm):
    """The first code of an authenticator app, which proves that the secret arrived there."""

    code = forms.CharField(
        label="Code aus der App",
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "inputmode": "numeric"}
        ),
        error_messages={"required": "Bitte geben Sie den Code ein, den die App zeigt."},
    )

    def __init__(self, *args: Any, secret: str, user: User, **kwargs: Any) -> None:
        self.secret = secret
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> int:
        """The period whose code it is."""
        code = "".join(self.cleaned_data["code"].split())
        counted = counted_attempt(context.request, action="second_factor", key=str(self.user.pk))
        period = matching_period(self.secret, code, at=timezone.now())
        if period is None:
            raise ValidationError(
                "Dieser Code passt nicht. Stimmt die Uhr des Telefons? Bitte nehmen Sie den "
                "nächsten Code, den die App zeigt.",
                code="wrong",
            )
        counted.went_well()
        return period


class PasskeyForm(KernForm):
    """A passkey that the browser has made, and how to call it."""

    name = forms.CharField(
        label="Name des Passkeys",
        max_length=60,
        help_text="Zum Wiedererkennen, zum Beispiel „Diensthandy“.",
        initial="Mein Gerät",
        error_messages={"required": "Bitte geben Sie dem Passkey einen Namen."},
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Der Browser hat keinen Passkey angelegt. Bitte versuchen Sie es noch "
            "einmal oder nehmen Sie eine Authenticator-App.",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The passkey must answer this session's question, opened by finger, face or PIN."""
        said = super().clean() or {}
        if credential := said.get("credential"):
            auth.parse_registration_response(credential)
            if not auth.complete_registration(credential).is_user_verified():
                raise ValidationError("Der Passkey wurde ohne Finger, Gesicht oder PIN benutzt.")
        return said
