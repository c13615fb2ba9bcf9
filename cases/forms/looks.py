"""What is asked of the read log. A GET form for looking, so that a page can be turned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.forms.casework import reference_of
from cases.forms.fields import Line
from cases.wording import PURPOSE
from kinderschutz.forms import GermanDateField, KernForm
from network.domain.looks import Purpose

ASKED_FOR = (
    Purpose.OVERSIGHT,
    Purpose.REQUEST_OF_PERSON,
    Purpose.SUSPICION,
    Purpose.SPOT_CHECK,
)
LAST_DAYS = timedelta(days=30)


class LooksForm(KernForm):
    """Which case or person, from when to when, and why one asks."""

    kennung = Line(
        label="Kennung",
        longest=40,
        required=False,
        help_text="Zum Beispiel KS-7QDT-M4XB-2H9C. Ohne Kennung: alle Fälle.",
    )
    person = forms.ChoiceField(label="Person", required=False)
    von = GermanDateField(label="Von")
    bis = GermanDateField(label="Bis")
    anlass = forms.ChoiceField(
        label="Anlass",
        choices=[("", "Bitte auswählen"), *((each.value, PURPOSE[each]) for each in ASKED_FOR)],
        error_messages={"required": "Bitte wählen Sie aus, aus welchem Anlass Sie nachsehen."},
    )

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        first = {"von": f"{today - LAST_DAYS:%d.%m.%Y}", "bis": f"{today:%d.%m.%Y}"}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["person"].choices = [("", "Alle"), *people]  # type: ignore[attr-defined]

    def clean_kennung(self) -> str:
        """A reference as it is printed, from whatever was typed."""
        return reference_of(self.cleaned_data["kennung"])

    def clean(self) -> dict[str, Any]:
        """From before to."""
        found = super().clean() or self.cleaned_data
        since, until = found.get("von"), found.get("bis")
        if since and until and since > until:
            self.add_error("bis", ValidationError("Das Ende liegt vor dem Anfang."))
        return found
