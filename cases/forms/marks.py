"""Which items of a case are under special protection."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.domain.marks import Mark
from cases.queries.marks import item_label
from cases.wording import MARK
from kinderschutz.forms import KernForm, MultipleChoices


class MarksForm(KernForm):
    """For each item the marks it bears."""

    def __init__(
        self,
        *args: Any,
        items: Sequence[str],
        marks: Mapping[str, tuple[Mark, ...]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for number, item in enumerate(items):
            self.fields[f"item_{number}"] = forms.MultipleChoiceField(
                label=item_label(item),
                choices=[(each.value, MARK[each]) for each in Mark],
                required=False,
                initial=[each.value for each in marks.get(item, ())],
                widget=MultipleChoices(),
            )

    def chosen(self) -> dict[str, set[Mark]]:
        """The marks wished for, by item."""
        return {
            item: {Mark(each) for each in self.cleaned_data[f"item_{number}"]}
            for number, item in enumerate(self.items)
        }
