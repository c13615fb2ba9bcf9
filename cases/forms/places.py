"""Where somebody is or lives: one list for people who know little, as values the rules can use."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.domain.types import NoPlace
from cases.forms.fields import DistrictKey
from network.domain.geography import OUTSIDE, Register

HOME = "home"
ELSEWHERE = "elsewhere"
UNKNOWN_LABEL = "Weiß ich nicht"
NO_KEY = (
    "Bitte geben Sie die fünf Ziffern des Kreises an. Wenn Sie sie nicht kennen, wählen Sie "
    "„Weiß ich nicht“ und schreiben den Ort in ein freies Feld."
)

Choices = list[tuple[str, Any]]


def place_choices(register: Register, *, home: str = "") -> Choices:
    """All values of a PLACE for a select field. `home` is the label of "as the child's home"."""
    nowhere: Choices = [(NoPlace.UNKNOWN.value, UNKNOWN_LABEL)]
    if home:
        nowhere.append((HOME, home))
    return [
        *nowhere,
        (
            "Im Netzwerk",
            [
                (f"ags:{area.ags}", f"{area.name} ({', '.join(area.postal_codes)})")
                for area in register.areas
            ],
        ),
        (
            "In der Nachbarschaft",
            [(f"district:{key}", name) for key, name in register.neighbours.items()],
        ),
        (
            "Sonst",
            [
                (ELSEWHERE, "anderer Kreis in Deutschland"),
                (NoPlace.ABROAD.value, "im Ausland"),
                (NoPlace.NONE.value, "ohne festen Aufenthalt"),
            ],
        ),
    ]


def office_choices(register: Register, *, nothing: str = UNKNOWN_LABEL) -> Choices:
    """Youth offices of the network, those around it, and any other district."""
    return [
        ("", nothing),
        ("Im Netzwerk", list(register.offices.items())),
        (
            "In der Nachbarschaft",
            [
                (OUTSIDE + key, f"Jugendamt außerhalb: {name}")
                for key, name in register.neighbours.items()
            ],
        ),
        ("Sonst", [(ELSEWHERE, "Jugendamt in einem anderen Kreis")]),
    ]


def place_fields(
    name: str, label: str, register: Register, *, home: str = "", help_text: str = ""
) -> Mapping[str, forms.Field]:
    """The select of a place, and the field for the key of a district that is not in the list."""
    return {
        name: forms.ChoiceField(
            label=label,
            choices=place_choices(register, home=home),
            required=False,
            initial=NoPlace.UNKNOWN.value,
            help_text=help_text,
            error_messages={"invalid_choice": "Bitte wählen Sie einen Ort aus der Liste."},
        ),
        f"{name}_district": district_field(),
    }


def office_fields(name: str, label: str, register: Register) -> Mapping[str, forms.Field]:
    """The select of a youth office, and the field for the key of any other district."""
    return {
        name: forms.ChoiceField(
            label=label,
            choices=office_choices(register),
            required=False,
            error_messages={"invalid_choice": "Bitte wählen Sie ein Jugendamt aus der Liste."},
        ),
        f"{name}_district": district_field(),
    }


def district_field() -> DistrictKey:
    """Asked only for a district that is not in the list."""
    return DistrictKey(
        label="Schlüssel des anderen Kreises",
        required=False,
        help_text="Die ersten fünf Ziffern des amtlichen Gemeindeschlüssels, zum Beispiel 05315.",
    )


def check_district(form: forms.Form, name: str, register: Register) -> None:
    """Ask for the key where "another district" was chosen; refuse keys of the network itself."""
    if form.cleaned_data.get(name) != ELSEWHERE or f"{name}_district" not in form.cleaned_data:
        return
    key = form.cleaned_data[f"{name}_district"]
    if not key:
        form.add_error(f"{name}_district", NO_KEY)
    elif key == register.district or any(area.ags.startswith(key) for area in register.areas):
        form.add_error(
            f"{name}_district",
            "Dieser Kreis gehört zum Netzwerk. Bitte wählen Sie oben die Gemeinde oder das "
            "Jugendamt aus.",
        )


def place_value(cleaned: Mapping[str, Any], name: str, *, home: object = None) -> object:
    """A chosen place in the form of the dry run; `home` stands in for "where the child lives"."""
    chosen = cleaned.get(name) or NoPlace.UNKNOWN.value
    kind, _, key = chosen.partition(":")
    if kind in ("ags", "district"):
        return {kind: key}
    if chosen == ELSEWHERE:
        return {"district": cleaned[f"{name}_district"]}
    if chosen == HOME:
        return NoPlace.UNKNOWN.value if home is None else home
    return chosen


def office_value(cleaned: Mapping[str, Any], name: str) -> str | None:
    """A chosen office as a key of the dry run, None where nothing was chosen."""
    chosen = cleaned.get(name)
    if chosen == ELSEWHERE:
        return OUTSIDE + str(cleaned[f"{name}_district"])
    return chosen or None
