"""Whom an office looks for in its own cases."""

from typing import Any

from django import forms

from cases.domain.names import words_of
from cases.forms.fields import Day, Line
from kinderschutz.forms import KernForm


class SearchForm(KernForm):
    """Name, day of birth, or both. Sent by POST only: nothing of it stands in an address."""

    name = Line(
        label="Name des Kindes",
        required=False,
        longest=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Vorname, Nachname oder beides, vollständig geschrieben. Groß- und "
        "Kleinschreibung, ä/ae, ß/ss und Bindestriche sind gleich.",
    )
    born_on = Day(label="Geburtsdatum", required=False, help_text="TT.MM.JJJJ")

    def clean(self) -> dict[str, Any]:
        """Something has to be asked for."""
        told = super().clean() or {}
        if not self.errors and not words_of(told.get("name") or "") and not told.get("born_on"):
            self.add_error("name", "Bitte geben Sie einen Namen oder ein Geburtsdatum an.")
        return told
