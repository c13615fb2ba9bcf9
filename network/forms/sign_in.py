"""Forms of the network's own pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest

from kinderschutz.forms import KernForm


class LoginForm(KernForm, AuthenticationForm):
    """E-mail address and password. A refusal never says which of the two was wrong."""

    username = forms.EmailField(
        label="E-Mail-Adresse",
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
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
    error_messages = {
        "invalid_login": (
            "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides. "
            "Kennen Sie Ihr Passwort nicht mehr, hilft die Stelle, die Ihr Konto verwaltet."
        ),
        "inactive": "E-Mail-Adresse und Passwort passen nicht zusammen.",
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "E-Mail-Adresse"

    def fill_in(self, *, email: str, password: str) -> None:
        """Practice only: show an account's data ready to send, in a form nobody has sent yet."""
        self.initial = {"username": email, "password": password}
        widget = self.fields["password"].widget
        if isinstance(widget, forms.PasswordInput):
            widget.render_value = not self.is_bound
