"""Forms of those who keep accounts, and of whoever takes up an invitation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kinderschutz.forms import Choices, GermanDateField, KernForm
from kinderschutz.lib.form_fields import Mailbox
from network.domain.accounts import FOUR_EYES, is_variant
from network.domain.terms import Role
from network.forms.passwords import NewPasswordForm
from network.wording import ROLE

ROLE_HINTS: dict[str, str] = {
    Role.CASE_WORKER: "Sieht und bearbeitet die Fälle dieses Jugendamts.",
    Role.SECOND_PROFESSIONAL: "Sieht von sich aus keine Fälle, im Notfall mit Begründung.",
    Role.DEPUTY: "Wie eine Fachkraft; wird verständigt, wenn niemand übernimmt.",
    Role.OFFICE_HEAD: "Leitet das Jugendamt. Eine zweite Person muss zustimmen.",
    Role.ECONOMIC_UNIT: "Prüft Zuständigkeit und Kosten, sieht keine Fälle.",
    Role.ON_CALL_WORKER: "Sieht von sich aus keine Fälle, im Notfall mit Begründung.",
    Role.CHILD_PROTECTION_SPECIALIST: "Berät nur pseudonymisiert, sieht keine Fälle.",
    Role.LEGAL_GUARDIAN: "Sieht keine Fallakten (§ 68 SGB VIII).",
    Role.DATA_PROTECTION_OFFICER: "Liest das Protokoll, keine Fälle.",
    Role.ACCOUNT_ADMIN: "Vergibt Rollen, sieht keine Fälle. Eine zweite Person muss zustimmen.",
    Role.PARTNER_REPORTER: "Teilt für die Einrichtung mit und sieht die eigenen Mitteilungen.",
    Role.PARTNER_ADMIN: "Vergibt Rollen der Einrichtung. Eine zweite Person muss zustimmen.",
    Role.TECHNICAL_ADMIN: "Betrieb und erste Konten, keine Fälle. Eine zweite Person stimmt zu.",
    Role.COORDINATION: "Hält das Netzwerk zusammen, sieht keine Fälle.",
    Role.DIRECTORY_EDITOR: "Pflegt das Verzeichnis, sieht keine Fälle.",
}


class RoleField(forms.ChoiceField):
    """One of the roles that the person at the form may give, each with what it opens."""

    def __init__(self, roles: Sequence[Role], **kwargs: Any) -> None:
        hints = {role.value: ROLE_HINTS[role] for role in roles}
        super().__init__(
            label="Rolle",
            choices=[(role.value, ROLE[role]) for role in roles],
            widget=Choices(hints=hints),
            error_messages={
                "required": "Bitte wählen Sie eine Rolle.",
                "invalid_choice": "Diese Rolle vergeben Sie hier nicht. Bitte wählen Sie eine.",
            },
            **kwargs,
        )


class InviteForm(KernForm):
    """Whom to invite to which role."""

    email = Mailbox(
        label="E-Mail-Adresse der Person",
        help_text="Die dienstliche Adresse einer Person, kein gemeinsames Postfach.",
        error_messages={"required": "Bitte geben Sie die E-Mail-Adresse der Person ein."},
    )

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = RoleField(roles)

    def clean_email(self) -> str:
        """One account for one mailbox: an addition after a plus sign leads to the same one."""
        email: str = self.cleaned_data["email"]
        if is_variant(email):
            raise ValidationError(
                "Bitte geben Sie die Adresse ohne den Zusatz nach dem Pluszeichen an. So hat jede "
                "Person ein einziges Konto."
            )
        return email


class ChangeRoleForm(KernForm):
    """Which role instead. Roles that need a second person are given by invitation."""

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = RoleField([role for role in roles if role not in FOUR_EYES])


class DeputyForm(KernForm):
    """From when to when somebody stands in."""

    first_day = GermanDateField(label="Erster Tag", help_text="Zum Beispiel 05.03.2027.")
    last_day = GermanDateField(label="Letzter Tag")
    reason = forms.CharField(
        label="Anlass",
        required=False,
        max_length=100,
        help_text="Ein Stichwort wie Urlaub. Keine Angaben zu Gesundheit oder Fällen.",
    )


class AcceptForm(NewPasswordForm):
    """The name that others see, and a password."""

    name = forms.CharField(
        label="Vor- und Nachname",
        max_length=200,
        help_text="So sehen andere Sie im Portal.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Bitte geben Sie Ihren Namen ein."},
    )
    field_order = ["name", "new", "again"]

    def clean_name(self) -> str:
        """One line of visible signs."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(sign.isalpha() for sign in name) or not name.isprintable():
            raise ValidationError("Bitte geben Sie Ihren Namen mit Buchstaben an.")
        self.user.name = name
        return name
