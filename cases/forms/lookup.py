"""A place, as everybody may ask for it."""

from django import forms

from cases.forms.fields import Line
from cases.forms.occasion import QuietBoundField
from kinderschutz.forms import KernForm
from network.domain.places import LONGEST_QUERY


class LookupForm(KernForm):
    """Postal code or name of a municipality; stands in the address and names nobody."""

    bound_field_class = QuietBoundField

    ort = Line(
        label="Postleitzahl oder Gemeinde",
        required=False,
        longest=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        help_text="Der Ort, an dem das Kind jetzt ist: fünf Ziffern, oder der Name.",
    )
    akut = forms.BooleanField(label="Das Kind ist jetzt in Gefahr", required=False)
