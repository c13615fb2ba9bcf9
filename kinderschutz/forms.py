"""How every form of the portal looks and speaks: KERN markup, German words, no per-page HTML.

``settings.FORM_RENDERER`` names `KernRenderer`. A page writes ``{{ field.as_field_group }}`` (or
``{{ form }}``) and gets label, hint, error and the ARIA references between them.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict

_DAY = re.compile(r"([0-9]{1,2})[\s.,/-]+([0-9]{1,2})[\s.,/-]+((?:19|20)[0-9]{2})")
_DAY_IN_A_ROW = re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class KernBoundField(BoundField):
    """A field that knows which KERN part it is and carries its classes."""

    @property
    def kind(self) -> str:
        """Which part of kern/forms/field.html draws it: choices, check, select or input."""
        widget = self.field.widget
        if isinstance(widget, _CHOICES):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        return "select" if isinstance(widget, forms.Select) else "input"

    @property
    def is_optional(self) -> bool:
        """Whether the label says "optional"; a lone tick box never needs the word."""
        return not self.field.required and self.kind != "check"

    @property
    def anchor(self) -> str:
        """The element that a link of the error summary leads to (of a group, the first choice)."""
        return f"{self.auto_id}_0" if self.kind == "choices" else self.id_for_label

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the KERN class of the widget, and its error form when something is wrong."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        kern = _kern_class(widget)
        classes = [widget.attrs.get("class"), kern, f"{kern}--error" if self.errors else None]
        attrs["class"] = " ".join(name for name in classes if name)
        return attrs


def _kern_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "kern-form-check__checkbox"  # asked first: the multiple one is a kind of RadioSelect
    if isinstance(widget, forms.RadioSelect):
        return "kern-form-check__radio"
    if isinstance(widget, forms.Select):
        return "kern-form-input__select"
    return "kern-form-input__input"


class KernRenderer(TemplatesSetting):
    """The form renderer of the project; all templates lie in templates/kern/forms."""

    form_template_name = "kern/forms/form.html"
    field_template_name = "kern/forms/field.html"
    bound_field_class = KernBoundField


class KernForm(forms.Form):
    """Base of the portal's forms: German requests instead of "this field is mandatory".

    The browser's own check of mandatory fields stays off, so that all faults are said at once, in
    German, in the error summary.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                chosen = isinstance(field, forms.ChoiceField)
                field.error_messages["required"] = (
                    "Bitte wählen Sie etwas aus." if chosen else "Bitte füllen Sie dieses Feld aus."
                )


class Choices(forms.RadioSelect):
    """Radio buttons with a whole row as touch target.

    ``hints`` explains single values beneath their label; ``in_row`` sets them side by side.
    """

    template_name = "kern/forms/choices.html"

    def __init__(
        self,
        attrs: Mapping[str, Any] | None = None,
        *,
        hints: Mapping[str, str] | None = None,
        in_row: bool = False,
    ) -> None:
        super().__init__(dict(attrs or {}))
        self.hints = dict(hints or {})
        self.in_row = in_row

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The widget's context with the layout; see `create_option` for the hints."""
        context = super().get_context(name, value, attrs)
        context["widget"]["in_row"] = self.in_row
        return context

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One choice, with its hint."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        if option["hint"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option


class MultipleChoices(forms.CheckboxSelectMultiple):
    """Tick boxes with a whole row as touch target."""

    template_name = "kern/forms/choices.html"


class GermanDateInput(forms.DateInput):
    """A text field for a date as people write it; a calendar would be slower for a birth date."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        usual = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}
        super().__init__({**usual, "class": "ks-input--date", **(attrs or {})}, format="%d.%m.%Y")


class GermanDateField(forms.DateField):
    """A day written TT.MM.JJJJ; separators other than dots, or none at all, are understood too."""

    widget = GermanDateInput
    default_error_messages = {
        "invalid": "Bitte geben Sie ein Datum als TT.MM.JJJJ an, zum Beispiel 05.03.2019.",
    }

    def to_python(self, value: Any) -> date | None:
        """Day, month and four figures of the year; phones show a keypad without a dot."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        text = value.strip()
        found = _DAY.fullmatch(text) or _DAY_IN_A_ROW.fullmatch(text)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        day, month, year = (int(part) for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault


def faults_of(*bound: forms.BaseForm | None) -> list[tuple[str, str]]:
    """Every fault of the forms in page order, as (element to jump to or "", sentence).

    A page whose form nobody has sent yet may say None.
    """
    sent = [form for form in bound if form is not None and form.is_bound]
    return [fault for form in sent for fault in _faults(form, form.errors)]


def _faults(form: forms.BaseForm, errors: ErrorDict) -> list[tuple[str, str]]:
    faults = [("", str(message)) for message in form.non_field_errors()]
    for field in form:
        if field.name in errors:
            anchor = field.anchor if isinstance(field, KernBoundField) else field.id_for_label
            faults += [
                (anchor, _sentence(str(field.label), str(message)))
                for message in errors[field.name]
            ]
    return faults


def _sentence(label: str, message: str) -> str:
    """ "Wohnort: Bitte …", but "Worum geht es? Bitte …"."""
    return f"{label} {message}" if label.endswith("?") else f"{label}: {message}"
