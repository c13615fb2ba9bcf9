"""Step three: the parents, and for professionals of the youth offices what else decides."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.domain.types import Custody, Doubt, LivesWith, NoPlace
from cases.forms.fields import Day, Line
from cases.forms.occasion import Occasion, StepForm
from cases.forms.places import (
    Choices,
    check_district,
    office_choices,
    office_fields,
    office_value,
    place_fields,
    place_value,
)
from cases.wording import CUSTODY, DOUBT
from kinderschutz.forms import MultipleChoices
from network.domain.geography import Register
from network.domain.terms import Service

PARENTS = {"mother": "Mutter", "father": "Vater"}
AT_HOME = "dort, wo das Kind lebt"
YES_NO = [("", "Weiß ich nicht"), ("yes", "Ja"), ("no", "Nein")]
DETAILS = (
    "last_stay_with",
    "foster_since",
    "foster_permanent",
    "foster_residence",
    "foster_residence_district",
    "benefit_since",
    "benefit_office",
    "benefit_office_district",
    "benefit_apart_since",
    "court_since",
    "court_office",
    "court_office_district",
    "divorce_court",
    "unaccompanied",
    "allocated_to",
    "allocated_to_district",
)
"""Fields that are folded away, and shown to professionals of the youth offices only."""


def court_choices(register: Register) -> Choices:
    """The family courts of the network."""
    by_place = register.services.get(Service.FAMILY_COURT.value, {})
    keys = {key for keys in by_place.values() for key in keys}
    keys |= {area.family_court for area in register.areas if area.family_court}
    named = sorted((register.partners.get(key, key), key) for key in keys)
    return [("", "Kein Scheidungsverfahren bekannt"), *((key, name) for name, key in named)]


class FamilyForm(StepForm):
    """The family of one child, or of all children for whom the same holds."""

    other_name = Line(
        label="Weitere wichtige Person",
        required=False,
        help_text="Name und was sie für das Kind ist.",
    )
    other_contact = Line(
        label="Telefon oder Adresse dieser Person", required=False, help_text="Soweit bekannt."
    )
    doubts = forms.MultipleChoiceField(
        label="Trifft etwas davon zu?",
        choices=[(each.value, DOUBT[each]) for each in Doubt],
        required=False,
        widget=MultipleChoices(),
        help_text="Dann entscheidet eine Fachkraft über die Zuständigkeit.",
    )

    def __init__(
        self, *args: Any, occasion: Occasion, refs: tuple[str, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, occasion=occasion, **kwargs)
        self.refs = refs
        own = dict(self.fields)
        self.fields.clear()
        for parent, label in PARENTS.items():
            self.fields |= _parent_fields(parent, label, occasion.register)
        self.fields |= own
        if occasion.in_full:
            self.fields |= _detail_fields(occasion.register)

    @property
    def details(self) -> list[Any]:
        """The folded fields, in order; none for partners."""
        return [self[name] for name in DETAILS if name in self.fields]

    @property
    def has_details(self) -> bool:
        """Whether something in the folded part is filled in or faulty, so that it stands open."""
        return any(
            bound.errors or bound.value() not in (None, "", False, NoPlace.UNKNOWN.value)
            for bound in self.details
        )

    def clean(self) -> dict[str, Any]:
        """Ask for keys of other districts, and for the second half of what comes in pairs."""
        cleaned = super().clean() or {}
        for name in self.fields:
            if f"{name}_district" in self.fields:
                check_district(self, name, self.occasion.register)
        if self.occasion.in_full:
            self._pair("benefit_since", "benefit_office", "Leistung")
            self._pair("court_since", "court_office", "Gerichtsverfahren")
            if cleaned.get("benefit_apart_since") and not cleaned.get("benefit_since"):
                self._ask("benefit_since", "Bitte geben Sie auch an, seit wann die Leistung läuft.")
            if cleaned.get("allocated_to") and not cleaned.get("unaccompanied"):
                self._ask("unaccompanied", "Bitte kreuzen Sie dies an, wenn zugewiesen wurde.")
        return cleaned

    def _pair(self, since: str, office: str, what: str) -> None:
        if self.told(since) and not self.told(office):
            self._ask(office, f"Bitte geben Sie auch das Jugendamt zu dieser Angabe an ({what}).")
        if self.told(office) and not self.told(since):
            self._ask(since, f"Bitte geben Sie auch das Datum zu dieser Angabe an ({what}).")

    def _ask(self, name: str, sentence: str) -> None:
        if name not in self.errors:
            self.add_error(name, sentence)

    def facts(self, home: object) -> dict[str, Any]:
        """The family in the form of the dry run; `home` is where the child in question lives."""
        found: dict[str, Any] = {parent: self._parent(parent, home) for parent in PARENTS}
        found["doubts"] = sorted(self.told("doubts") or [])
        if self.occasion.in_full:
            found |= self._detail_facts()
        return found

    def _parent(self, parent: str, home: object) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "residence": self._place(f"{parent}_residence", home),
            "custody": self.told(f"{parent}_custody") or Custody.UNKNOWN.value,
        }
        if self.told(f"{parent}_dead"):
            facts["alive"] = False
        if self.told(f"{parent}_not_established"):
            facts["paternity_established"] = False
        return facts

    def _place(self, name: str, home: object = None) -> object:
        faulty = {name, f"{name}_district"} & set(self.errors)
        return "unknown" if faulty else place_value(self.cleaned_data, name, home=home)

    def _office(self, name: str) -> str | None:
        faulty = {name, f"{name}_district"} & set(self.errors)
        return None if faulty else office_value(self.cleaned_data, name)

    def _detail_facts(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.told("last_stay_with"):
            found["last_stay_with"] = self.told("last_stay_with")
        since, permanent = self.told("foster_since"), self.told("foster_permanent")
        residence = self._place("foster_residence")
        if since or permanent or residence != "unknown":
            found["foster"] = {
                "since": since and since.isoformat(),
                "permanent": {"yes": True, "no": False}.get(permanent),
                "residence": residence,
            }
        apart, office = self.told("benefit_apart_since"), self._office("benefit_office")
        if self.told("benefit_since") and office:
            found["benefit"] = {
                "since": self.told("benefit_since").isoformat(),
                "office": office,
                "parents_apart_since": apart and apart.isoformat(),
            }
        office = self._office("court_office")
        if self.told("court_since") and office:
            found["court_case"] = {"since": self.told("court_since").isoformat(), "office": office}
        if self.told("divorce_court"):
            found["divorce_court"] = self.told("divorce_court")
        if self.told("unaccompanied"):
            found["unaccompanied"] = {"allocated_to": self._office("allocated_to")}
        return found


def _parent_fields(parent: str, label: str, register: Register) -> Mapping[str, forms.Field]:
    whose = "der Mutter" if parent == "mother" else "des Vaters"
    fields: dict[str, forms.Field] = {
        f"{parent}_name": Line(label=f"Name {whose}", required=False),
        f"{parent}_contact": Line(label="Telefon oder Adresse", required=False),
        **place_fields(f"{parent}_residence", f"Wohnort {whose}", register, home=AT_HOME),
        f"{parent}_custody": forms.ChoiceField(
            label=f"Personensorge {whose}",
            choices=[(each.value, CUSTODY[each]) for each in reversed(Custody)],
            required=False,
            initial=Custody.UNKNOWN.value,
        ),
    }
    if parent == "father":
        fields["father_not_established"] = forms.BooleanField(
            label="Die Vaterschaft ist nicht festgestellt", required=False
        )
    fields[f"{parent}_dead"] = forms.BooleanField(label=f"{label} ist verstorben", required=False)
    return fields


def _detail_fields(register: Register) -> Mapping[str, forms.Field]:
    allocated = office_fields("allocated_to", "Zugewiesen an", register)
    allocated["allocated_to"].choices = office_choices(register, nothing="Noch nicht zugewiesen")  # type: ignore[attr-defined]
    return {
        "last_stay_with": forms.ChoiceField(
            label="Bei welchem Elternteil war das Kind zuletzt tatsächlich?",
            choices=[
                ("", "Weiß ich nicht"),
                (LivesWith.MOTHER.value, "bei der Mutter"),
                (LivesWith.FATHER.value, "beim Vater"),
            ],
            required=False,
            help_text="Nur wenn es vorher bei beiden lebte (§ 86 Abs. 2 Satz 3 SGB VIII).",
        ),
        "foster_since": Day(label="In der Pflegefamilie seit", required=False),
        "foster_permanent": forms.ChoiceField(
            label="Bleibt das Kind dort auf Dauer?", choices=YES_NO, required=False
        ),
        **place_fields("foster_residence", "Wohnort der Pflegefamilie", register),
        "benefit_since": Day(label="Laufende Leistung seit", required=False),
        **office_fields("benefit_office", "Jugendamt, das die Leistung gewährt", register),
        "benefit_apart_since": Day(
            label="Eltern wohnen getrennt seit",
            required=False,
            help_text="Nur wenn sie sich nach Beginn der Leistung getrennt haben.",
        ),
        "court_since": Day(label="Verfahren beim Familiengericht seit", required=False),
        **office_fields("court_office", "Jugendamt, das am Verfahren mitwirkt", register),
        "divorce_court": forms.ChoiceField(
            label="Gericht eines laufenden Scheidungsverfahrens",
            choices=court_choices(register),
            required=False,
        ),
        "unaccompanied": forms.BooleanField(
            label="Unbegleitete*r Minderjährige*r aus dem Ausland", required=False
        ),
        **allocated,
    }
