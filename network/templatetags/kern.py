"""Template tags for pages built from KERN parts."""

from typing import Any

from django import forms, template

from kinderschutz.forms import faults_of

register = template.Library()


@register.inclusion_tag("kern/forms/error_summary.html")
def error_summary(*bound: "forms.BaseForm | forms.BaseFormSet[Any]") -> dict[str, Any]:
    """All faults of the forms on a page in one alert whose links lead to the fields.

    Takes forms and formsets. Send such a page with status 422; its title then begins with "Fehler:"
    when the context calls the form ``form`` or sets ``faulty``.
    """
    forms_in_order: list[forms.BaseForm] = []
    for item in bound:
        forms_in_order += item.forms if isinstance(item, forms.BaseFormSet) else [item]
    return {"faults": faults_of(*forms_in_order)}
