"""What is typed where somebody is called in on one case, and what that person writes down."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms

from cases.forms.fields import Day, Text
from kinderschutz.forms import KernForm
from network.domain.hours import BERLIN


class CallInForm(KernForm):
    """Who takes part in the case, and up to which day if it is to end by itself."""

    user = forms.ChoiceField(
        label="Wen ziehen Sie hinzu?",
        help_text="Zweite Fachkräfte Ihres Jugendamts, die für diesen Fall nicht gesperrt sind.",
    )
    until = Day(
        label="Bis zu welchem Tag?",
        help_text="TT.MM.JJJJ. Ohne Angabe gilt es, bis jemand es beendet oder der Fall schließt.",
        required=False,
    )

    def __init__(
        self, *args: Any, colleagues: Sequence[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = cast(forms.ChoiceField, self.fields["user"])
        field.choices = [("", "Bitte wählen"), *colleagues]

    def clean_until(self) -> datetime | None:
        """The end of the day in Germany, None without one; ValidationError for a past day."""
        day: date | None = self.cleaned_data["until"]
        if day is None:
            return None
        if day < self.today:
            raise forms.ValidationError("Bitte wählen Sie heute oder einen späteren Tag.")
        return datetime.combine(day + timedelta(days=1), time(), BERLIN)


class NoteForm(KernForm):
    """What the second professional says about the case."""

    text = Text(
        label="Ihr Beitrag",
        help_text=(
            "Wie Sie die Anhaltspunkte sehen und was Sie raten. Er steht mit Ihrem Namen beim Fall "
            "und wird nicht mehr geändert."
        ),
    )
