"""The first part of "what would happen if": how urgent, who, to whom; no account, no names."""

from typing import Any

from django import forms

from cases.forms.occasion import Occasion
from cases.forms.situation import SituationForm
from network.domain.terms import Urgency


class DryForm(SituationForm):
    """Urgency, kind of reporter, topics, and which office learned of it."""

    received_by = forms.ChoiceField(
        label="Wer hat die Mitteilung erhalten?",
        required=False,
        error_messages={"invalid_choice": "Bitte wählen Sie ein Jugendamt aus der Liste."},
    )

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "urgency": Urgency.STANDARD.value,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, occasion=occasion, **kwargs)
        del self.fields["account"]
        offices = list(occasion.register.offices.items())
        self.fields["received_by"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "noch kein Jugendamt (über das Portal)"),
            *offices,
        ]
