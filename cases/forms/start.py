"""For which organisation a report is written; asked only where a person belongs to several."""

from typing import Any

from django import forms

from kinderschutz.forms import Choices, KernForm
from network.models import Partner, YouthOffice


class StartForm(KernForm):
    """Chooses one of the organisations that are open to the person."""

    organisation = forms.ChoiceField(
        label="Für welche Stelle?",
        widget=Choices(),
        error_messages={
            "required": "Bitte wählen Sie eine Stelle aus.",
            "invalid_choice": "Bitte wählen Sie eine Stelle aus der Liste.",
        },
    )

    def __init__(
        self, *args: Any, organisations: list[Partner | YouthOffice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(each.pk): each for each in organisations}
        if len(organisations) == 1:
            del self.fields["organisation"]
            return
        names = [(key, each.name) for key, each in self.organisations.items()]
        self.fields["organisation"].choices = names  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> Partner | YouthOffice:
        """The organisation, once the form is valid."""
        if "organisation" in self.fields:
            return self.organisations[self.cleaned_data["organisation"]]
        return next(iter(self.organisations.values()))
