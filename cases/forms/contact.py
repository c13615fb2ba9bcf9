"""Step five: how the reporter is reached. Kept apart from the report (§ 64 Abs. 4 SGB VIII)."""

from typing import Any

from django import forms

from cases.domain.report import ReporterEntry
from cases.forms.fields import Line
from cases.forms.occasion import Occasion, StepForm


class ContactForm(StepForm):
    """A partner's own person, or for an intake whoever called, wrote or came."""

    anonymous = forms.BooleanField(
        label="Die Person möchte anonym bleiben",
        required=False,
        help_text="Dann werden Name und Telefon nicht gespeichert.",
    )
    name = Line(label="Name", required=False, help_text="Vor- und Nachname.")
    function = Line(label="Funktion", required=False, help_text="Zum Beispiel Klassenlehrerin.")
    organisation = Line(label="Einrichtung", required=False)
    phone = Line(
        label="Telefon für Rückfragen",
        required=False,
        longest=60,
        help_text="Möglichst eine Durchwahl.",
    )
    callback = Line(
        label="Wann am besten?", required=False, help_text="Zum Beispiel: heute bis 18 Uhr."
    )

    not_for = Line(
        label="Wer darf davon nichts erfahren?",
        required=False,
        help_text="Zum Beispiel jemand im Jugendamt, der mit der Familie verwandt ist. "
        "Vor- und Nachnamen, durch Komma getrennt.",
    )
    not_employer = forms.BooleanField(
        label="Nicht an meine eigene Einrichtung",
        required=False,
        help_text="Dann sieht dort niemand außer Ihnen, dass und was Sie mitgeteilt haben.",
    )

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": occasion.writer, **(kwargs.get("initial") or {})}
        super().__init__(*args, occasion=occasion, **kwargs)
        self.fields["phone"].widget.input_type = "tel"
        if occasion.is_intake:
            del self.fields["not_employer"]
            self.fields["function"].help_text = "Zum Beispiel Nachbarin, Klassenlehrer, Großvater."
            return
        for name in ("anonymous", "organisation"):
            del self.fields[name]
        self.fields["name"].label = "Ihr Name"

    def clean(self) -> dict[str, Any]:
        """Who wants to stay anonymous leaves no name behind."""
        cleaned = super().clean() or {}
        if cleaned.get("anonymous") and (cleaned.get("name") or cleaned.get("phone")):
            self.add_error(
                "anonymous",
                "Sie haben „anonym“ gewählt, aber Name oder Telefon eingetragen. "
                "Bitte löschen Sie das eine oder das andere.",
            )
        return cleaned

    def not_for_names(self) -> tuple[str, ...]:
        """The names of those who must not see the case."""
        told: str = self.told("not_for") or ""
        return tuple(name for each in told.split(",") if (name := each.strip()))

    def entry(self) -> ReporterEntry:
        """The reporter's block."""
        return ReporterEntry(
            name=self.told("name") or "",
            function=self.told("function") or "",
            organisation=self.occasion.organisation or self.told("organisation") or "",
            phone=self.told("phone") or "",
            callback=self.told("callback") or "",
        )
