"""What is typed about a letter on paper: its address, and who has confirmed it."""

from typing import Any

from django.core.exceptions import ValidationError

from cases.forms.fields import Line, Text
from kinderschutz.forms import KernForm

LINES_AT_MOST = 6
"""What the window of a DIN 5008 envelope shows below the line of the sender."""
LONGEST_ADDRESS_LINE = 60


class AddressForm(KernForm):
    """Where a letter goes, as it will stand in the window of the envelope."""

    address = Text(
        label="Anschrift",
        rows=5,
        longest=400,
        help_text="Zeile für Zeile wie auf dem Umschlag, höchstens sechs Zeilen.",
    )

    def clean_address(self) -> str:
        """At least a name and a place, at most what the window shows."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["address"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) < 2:
            raise ValidationError(
                "Bitte geben Sie wenigstens zwei Zeilen an: die Stelle und den Ort."
            )
        if len(lines) > LINES_AT_MOST:
            raise ValidationError(
                f"Bitte kürzen Sie auf höchstens {LINES_AT_MOST} Zeilen; jetzt sind es "
                f"{len(lines)}. Mehr zeigt das Fenster des Umschlags nicht."
            )
        if any(len(line) > LONGEST_ADDRESS_LINE for line in lines):
            raise ValidationError(
                f"Bitte kürzen Sie jede Zeile auf höchstens {LONGEST_ADDRESS_LINE} Zeichen."
            )
        return "\n".join(lines)


class ConfirmForm(KernForm):
    """Who said that the letter has arrived and is taken over."""

    spoke_with = Line(
        label="Wer hat bestätigt?",
        longest=80,
        help_text="Name der Person, die den Brief hat und sich kümmert.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spoke_with"].error_messages["required"] = (
            "Bitte nennen Sie den Namen der Person, die den Brief bestätigt hat."
        )
