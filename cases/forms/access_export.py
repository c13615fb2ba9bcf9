"""Deciding, item by item, what a person is told of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField

from cases.domain.access_export import Choice, Item, Refusal
from cases.domain.marks import Mark
from cases.forms.fields import LONGEST_ACCOUNT, Text
from cases.wording import MARK, REFUSAL
from kinderschutz.forms import Choices, KernForm

TELL, REFUSE = "tell", "refuse"


class BeginForm(KernForm):
    """Whom the answer is about."""

    about = forms.ChoiceField(label="Wer bittet um Auskunft?", widget=Choices())

    def __init__(self, *args: object, people: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["about"]).choices = list(people)


class DiscardForm(KernForm):
    """Why nobody is told anything."""

    reason = Text(
        label="Warum wird die Auskunft verworfen?",
        help_text="Zum Beispiel: Antrag zurückgenommen. Bleibt verschlüsselt beim Fall.",
        rows=3,
    )


@dataclass(frozen=True)
class ItemFields:
    """One item and its three fields, for the page."""

    item: Item
    marks: tuple[str, ...]
    decide: BoundField
    text: BoundField
    refusal: BoundField


class ChoicesForm(KernForm):
    """For each item: told with a text of its own, refused with a ground, or still open.

    Nothing of the report stands in a text field by itself: what is told is written anew.
    """

    def __init__(
        self,
        *args: Any,
        items: Sequence[Item],
        choices: Mapping[str, Choice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for number, item in enumerate(items):
            known = choices.get(item.key, Choice())
            told = "" if known.tell is None else TELL if known.tell else REFUSE
            self.fields[f"decide_{number}"] = forms.ChoiceField(
                label=f"Mitteilen: {item.label}",
                choices=[
                    (TELL, "Mitteilen, mit dem Text unten"),
                    (REFUSE, "Nicht mitteilen"),
                    ("", "Noch offen"),
                ],
                required=False,
                initial=told,
                widget=Choices(),
            )
            self.fields[f"text_{number}"] = Text(
                label="Text für die Auskunft",
                longest=LONGEST_ACCOUNT,
                rows=4,
                required=False,
                initial=known.text,
                help_text="Ohne alles, woran man die mitteilende Person erkennt.",
            )
            self.fields[f"refusal_{number}"] = forms.ChoiceField(
                label="Grund, falls nicht mitgeteilt",
                choices=[("", "Bitte wählen"), *((key.value, REFUSAL[key]) for key in Refusal)],
                required=False,
                initial=known.refusal or default_refusal(item) or "",
            )

    def choices(self) -> dict[str, Choice]:
        """What was decided, by item."""
        found = {}
        for number, item in enumerate(self.items):
            decided = self.cleaned_data[f"decide_{number}"]
            refusal = self.cleaned_data[f"refusal_{number}"]
            found[item.key] = Choice(
                tell={TELL: True, REFUSE: False}.get(decided),
                text=self.cleaned_data[f"text_{number}"],
                refusal=Refusal(refusal) if refusal and decided == REFUSE else None,
            )
        return found

    def rows(self) -> list[ItemFields]:
        """The items with their fields, in order."""
        return [
            ItemFields(
                item,
                tuple(MARK[each] for each in item.marks),
                self[f"decide_{number}"],
                self[f"text_{number}"],
                self[f"refusal_{number}"],
            )
            for number, item in enumerate(self.items)
        ]

    def tell_faults(self, *, left: Sequence[Item], betraying: Sequence[Item]) -> None:
        """Say at each item what keeps the answer from being submitted."""
        places = {item.key: number for number, item in enumerate(self.items)}
        for item in left:
            self.add_error(
                f"decide_{places[item.key]}",
                "Bitte entscheiden: mitteilen mit eigenem Text, oder nicht mitteilen mit Grund.",
            )
        for item in betraying:
            self.add_error(
                f"text_{places[item.key]}",
                "In diesem Text steht ein Name, eine Stelle oder eine Nummer der mitteilenden "
                "Person. Bitte streichen Sie das.",
            )


def default_refusal(item: Item) -> Refusal | None:
    """The ground that a mark suggests; the person decides."""
    if Mark.ENTRUSTED in item.marks:
        return Refusal.ENTRUSTED
    return Refusal.PHYSICIAN if Mark.MEDICAL in item.marks else None
