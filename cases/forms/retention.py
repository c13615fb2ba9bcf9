"""Closing a case and holding it: what people choose and why."""

from django import forms

from cases.domain.retention_rules import Outcome
from cases.forms.fields import Text
from cases.wording import HOLD_GROUND, OUTCOME
from kinderschutz.forms import Choices, GermanDateField, KernForm


class CloseForm(KernForm):
    """What came of it, and why."""

    outcome = forms.ChoiceField(
        label="Wie ist der Vorgang ausgegangen?",
        widget=Choices(),
        choices=[(each.value, OUTCOME[each]) for each in Outcome],
    )
    reason = Text(
        label="Begründung",
        help_text="Wird verschlüsselt aufbewahrt und mit dem Fall gelöscht.",
        rows=4,
    )
    filed = forms.BooleanField(
        label="Was wir brauchen, liegt in unserer eigenen Akte",
        error_messages={"required": "Bitte übernehmen Sie den Vorgang zuerst in Ihre Akte."},
    )


class HoldForm(KernForm):
    """Why nothing may be deleted, and until when."""

    ground = forms.ChoiceField(label="Grund", widget=Choices(), choices=list(HOLD_GROUND.items()))
    reason = Text(label="Erläuterung", help_text="Lesbar für Ihr Jugendamt.", rows=3)
    until = GermanDateField(
        label="Letzter Tag",
        help_text="Leer lassen, wenn das Ende noch offen ist.",
        required=False,
    )
