"""Which child the economic unit looks for."""

from cases.forms.casework import reference_of
from cases.forms.fields import Line
from kinderschutz.forms import KernForm


class CostSearchForm(KernForm):
    """The reference of a report; empty shows all. What is asked stands in the address."""

    kennung = Line(
        label="Kennung",
        required=False,
        longest=40,
        help_text="Zum Beispiel KS-7QDT-M4XB. Leer zeigt alle.",
    )

    def clean_kennung(self) -> str:
        """The reference as it is printed, from whatever people type."""
        return reference_of(self.cleaned_data["kennung"])
