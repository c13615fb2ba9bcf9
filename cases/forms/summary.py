"""What was typed, in words, for the page on which people check it before they send it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from django import forms

from cases.domain.types import NoPlace
from cases.forms.children import ChildForm
from cases.forms.entries import Reading
from cases.forms.family import FamilyForm
from cases.forms.occasion import StepForm
from cases.forms.places import ELSEWHERE
from cases.forms.steps import LABELS, Step

SILENT = {"", NoPlace.UNKNOWN.value}
"""Choices that mean "nobody knows": left out, so that what is known stands out."""


@dataclass(frozen=True)
class Row:
    """One answer."""

    label: str
    value: str


@dataclass(frozen=True)
class Section:
    """The answers of one page, or of one child on it. `anchor` is where on the page they stand."""

    title: str
    step: Step
    rows: tuple[Row, ...]
    anchor: str = ""


def sections(reading: Reading) -> tuple[Section, ...]:
    """All that was typed, page by page; what nobody knows is left out."""
    return tuple(_sections(reading))


def _sections(reading: Reading) -> Iterator[Section]:
    for step, step_forms in reading.forms.items():
        for form in step_forms:
            rows = tuple(_rows(form))
            if isinstance(form, ChildForm):
                yield Section(f"Kind {form.ref}", step, rows, anchor=f"kind-{form.ref}")
            elif isinstance(form, FamilyForm):
                of = family_label(form.refs)
                yield Section(f"Familie von {of}", step, rows, anchor=f"familie-{form.refs[0]}")
            else:
                yield Section(LABELS[step], step, rows)


def family_label(refs: Iterable[str]) -> str:
    """The children a family is about: "Kind A, Kind B"."""
    return ", ".join(f"Kind {ref}" for ref in refs)


def _rows(form: StepForm) -> Iterator[Row]:
    for bound in form:
        if bound.name.endswith("_district"):
            continue
        value = _words(bound.field, form.told(bound.name), key=form.told(f"{bound.name}_district"))
        if value:
            yield Row(str(bound.label), value)


def _words(field: forms.Field, told: Any, *, key: str | None = None) -> str:
    if isinstance(field, forms.MultipleChoiceField):
        names = choice_names(field)
        return "\n".join(names[each] for each in told or [])
    if isinstance(field, forms.ChoiceField):
        if told is None or told in SILENT:
            return ""
        name = choice_names(field)[told]
        return f"{name} ({key})" if told == ELSEWHERE and key else name
    if isinstance(told, bool):
        return "Ja" if told else ""
    if isinstance(told, datetime):
        return f"{told:%d.%m.%Y, %H:%M} Uhr"
    if isinstance(told, date):
        return f"{told:%d.%m.%Y}"
    if isinstance(told, time):
        return f"{told:%H:%M} Uhr"
    return str(told or "")


def choice_names(field: forms.ChoiceField) -> dict[str, str]:
    """Value -> label of every choice, those in groups too."""
    found: dict[str, str] = {}
    for value, label in cast("Any", field.choices):  # ours are lists
        if isinstance(label, list | tuple):
            found |= {str(key): str(name) for key, name in label}
        else:
            found[str(value)] = str(label)
    return found
