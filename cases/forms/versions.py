"""Two versions of one page, field by field, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.forms.children import ChildForm
from cases.forms.family import FamilyForm
from cases.forms.summary import choice_names, family_label

NOTHING = "(leer)"


@dataclass(frozen=True)
class Difference:
    """One field that the two versions answer differently."""

    label: str
    stored: str
    typed: str


def differences(
    stored: Iterable[forms.Form], typed: Iterable[forms.Form]
) -> tuple[Difference, ...]:
    """What the two say differently, in the order of the page; forms bound or with initial values.

    A field that only one of them has, say of a child taken out, counts as left empty in the other.
    """
    ours, theirs = dict(_answers(stored)), dict(_answers(typed))
    labels = {name: label for name, (label, _) in {**theirs, **ours}.items()}
    nothing = ("", "")
    return tuple(
        Difference(
            label=label,
            stored=ours.get(name, nothing)[1] or NOTHING,
            typed=theirs.get(name, nothing)[1] or NOTHING,
        )
        for name, label in labels.items()
        if ours.get(name, nothing)[1] != theirs.get(name, nothing)[1]
    )


def told_by(form: forms.Form, posted: Any) -> dict[str, Any]:
    """What a request says about the fields of a form, and nothing else it may carry."""
    return {bound.html_name: _posted(bound, posted) for bound in form if bound.html_name in posted}


def _posted(bound: forms.BoundField, posted: Any) -> str | list[str]:
    several = getattr(bound.field.widget, "allow_multiple_selected", False)
    said: str | list[str] = posted.getlist(bound.html_name) if several else posted[bound.html_name]
    return said


def _answers(shown: Iterable[forms.Form]) -> Iterator[tuple[str, tuple[str, str]]]:
    for form in shown:
        about = _about(form)
        for bound in form:
            label = str(bound.label)
            yield (
                bound.html_name,
                (f"{about}: {label}" if about else label, in_words(bound.field, bound.value())),
            )


def _about(form: forms.Form) -> str:
    if isinstance(form, ChildForm):
        return f"Kind {form.ref}"
    return f"Familie von {family_label(form.refs)}" if isinstance(form, FamilyForm) else ""


def in_words(field: forms.Field, raw: Any) -> str:
    """A raw answer as people read it; what is no valid answer stands there as it was typed."""
    names: Mapping[str, str] = choice_names(field) if isinstance(field, forms.ChoiceField) else {}
    if isinstance(raw, list | tuple):
        return "\n".join(names.get(str(each), str(each)) for each in raw)
    if isinstance(field, forms.BooleanField):
        return "Ja" if raw else ""
    return names.get(str(raw), str(raw)) if raw not in (None, "") else ""
