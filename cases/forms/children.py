"""Step two: the children. Everything may stay open."""

from typing import Any

from django import forms

from cases.domain.types import LivesWith
from cases.forms.fields import Day, Line, Text
from cases.forms.occasion import Occasion, StepForm
from cases.forms.places import HOME, check_district, place_fields, place_value
from cases.wording import LIVES_WITH

MOST_CHILDREN = 12
SHORT_LINE = 60


def child_ref(position: int) -> str:
    """The letter by which everybody names a child: A for the first (position 0)."""
    return chr(ord("A") + position)


class ChildForm(StepForm):
    """One child: who it is, where it lives, where it is now."""

    name = Line(label="Name", required=False, help_text="Vor- und Nachname, soweit bekannt.")
    born_on = Day(label="Geburtsdatum", required=False, help_text="TT.MM.JJJJ")
    age_note = Line(
        label="oder ungefähres Alter",
        required=False,
        longest=SHORT_LINE,
        help_text="Zum Beispiel: etwa 6 Jahre.",
    )
    unborn = forms.BooleanField(label="Noch nicht geboren", required=False)
    lives_with = forms.ChoiceField(
        label="Bei wem lebt das Kind?",
        choices=[(each.value, LIVES_WITH[each]) for each in LivesWith],
        required=False,
        initial=LivesWith.UNKNOWN.value,
        help_text="In den letzten sechs Monaten.",
    )
    place_note = Line(
        label="Genauer",
        required=False,
        longest=400,
        help_text="Adresse, Klinik und Station, bis wann es dort ist.",
    )
    note = Text(
        label="Was muss man über das Kind wissen?",
        required=False,
        help_text="Zum Beispiel Verletzungen, Sprache, Behinderung, Medikamente.",
    )
    own_family = forms.BooleanField(
        label="Für dieses Kind gelten andere Angaben zur Familie als für Kind A",
        required=False,
        help_text="Zum Beispiel ein anderer Vater oder eine Pflegefamilie.",
    )

    def __init__(self, *args: Any, occasion: Occasion, position: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, occasion=occasion, **kwargs)
        self.position = position
        self.ref = child_ref(position)
        register = occasion.register
        self.fields |= place_fields(
            "residence",
            "Wo lebt das Kind sonst?",
            register,
            help_text="Die Gemeinde, in der es gewöhnlich wohnt.",
        )
        self.fields |= place_fields(
            "whereabouts",
            "Wo ist das Kind jetzt?",
            register,
            home="dort, wo es sonst lebt",
            help_text="Tatsächlich, in diesem Moment.",
        )
        if position == 0:
            del self.fields["own_family"]

    def clean(self) -> dict[str, Any]:
        """Ask for the key of a district that is not in the list."""
        cleaned = super().clean() or {}
        for name in ("residence", "whereabouts"):
            check_district(self, name, self.occasion.register)
        return cleaned

    @property
    def home(self) -> object:
        """Where the child lives, as a PLACE of the dry run."""
        return self._place("residence")

    @property
    def whereabouts(self) -> object:
        """Where the child is, as a PLACE of the dry run."""
        if self.told("whereabouts") == HOME:
            return self.home
        return self._place("whereabouts")

    def _place(self, name: str) -> object:
        faulty = {name, f"{name}_district"} & set(self.errors)
        return "unknown" if faulty else place_value(self.cleaned_data, name)
