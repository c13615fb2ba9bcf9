"""Forms that set a password, and the one that asks for a letter with the way to do so."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kinderschutz.forms import KernForm
from network.models import User


class ForgottenForm(KernForm):
    """To which address the letter goes, if there is an account."""

    email = forms.EmailField(
        label="E-Mail-Adresse",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": "Bitte geben Sie Ihre E-Mail-Adresse ein.",
            "invalid": "Bitte geben Sie eine ganze E-Mail-Adresse ein, etwa name@ort.example.",
        },
    )


class NewPasswordForm(KernForm):
    """A new password, twice. Every character counts; nothing is cut off."""

    new = forms.CharField(
        label="Neues Passwort",
        strip=False,
        max_length=4096,
        help_text="Mindestens 12 Zeichen. Ein ganzer Satz ist gut; auch ein Passwortmanager.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Bitte geben Sie ein neues Passwort ein."},
    )
    again = forms.CharField(
        label="Neues Passwort, noch einmal",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Bitte geben Sie das Passwort noch einmal ein."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new(self) -> str:
        """Long enough, not common, not the name or the address."""
        password: str = self.cleaned_data["new"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        said = super().clean() or {}
        if {"new", "again"} <= said.keys() and said["new"] != said["again"]:
            self.add_error("again", ValidationError("Die beiden Passwörter sind verschieden."))
        return said
