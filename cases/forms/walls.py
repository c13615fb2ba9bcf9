"""What is typed where a case is closed to somebody, opened in an emergency, or looked through."""

from collections.abc import Sequence
from typing import cast

from django import forms

from cases.forms.casework import reference_of
from cases.forms.fields import Line, Text
from cases.wording import REVEAL_REASON
from kinderschutz.forms import Choices, KernForm

SHORTEST_REASON = 10
TOO_SHORT = "Bitte begründen Sie in einem Satz, den die Leitung versteht."


class Reason(Text):
    """A sentence that another person reads afterwards: a few letters are none."""

    default_error_messages = {"required": TOO_SHORT}

    def clean(self, value: object) -> str:
        """As `Text`; raises ValidationError for less than ten letters."""
        text: str = super().clean(value)
        if len(text.strip()) < SHORTEST_REASON:
            raise forms.ValidationError(TOO_SHORT, code="min_length")
        return text


class RevealForm(KernForm):
    """What the reporter is looked at for: a fixed purpose, and a sentence that the head reads."""

    purpose = forms.ChoiceField(
        label="Wozu brauchen Sie die Angaben?",
        choices=list(REVEAL_REASON.items()),
        initial="callback",
        widget=Choices(),
    )
    reason = Reason(
        label="Begründung",
        help_text="Ein Satz. Die Leitung liest ihn; er wird verschlüsselt aufbewahrt.",
    )


class BlockForm(KernForm):
    """For whom the case must not exist, and why."""

    user = forms.ChoiceField(
        label="Wer darf den Fall nicht sehen?",
        error_messages={"required": "Bitte wählen Sie die Person, die gesperrt werden soll."},
    )
    reason = Reason(
        label="Begründung",
        help_text="Zum Beispiel: mit der Familie verwandt. Nennen Sie keine meldende Person.",
    )

    def __init__(
        self, *args: object, colleagues: Sequence[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["user"])
        field.choices = [("", "Bitte wählen"), *colleagues]


class BreakGlassForm(KernForm):
    """Which case, at which office, and why it cannot wait."""

    office = forms.ChoiceField(label="Für welches Jugendamt?")
    reference = Line(
        label="Kennung der Mitteilung",
        longest=40,
        help_text="Zum Beispiel KS-7QDT-M4XB-2H9C.",
        error_messages={"required": "Bitte geben Sie die Kennung an; sie beginnt mit KS."},
    )
    reason = Reason(
        label="Warum müssen Sie den Fall jetzt sehen?",
        help_text="Die Leitung liest diesen Satz und wird sofort verständigt.",
    )

    def __init__(self, *args: object, offices: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["office"])
        field.choices = list(offices)
        if len(offices) == 1:
            field.initial = offices[0][0]
            field.widget = forms.HiddenInput()

    def clean_reference(self) -> str:
        """The reference as it is printed, from whatever people type."""
        return reference_of(self.cleaned_data["reference"])
