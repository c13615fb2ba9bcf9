"""What a report is made from besides its entries: the directory, the instant, and who writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kinderschutz.forms import KernBoundField, KernForm
from network.domain.geography import Register
from network.domain.terms import ReporterKind


@dataclass(frozen=True)
class Occasion:
    """One person writing one report.

    `received_by` is the key of the office that takes the report in, None for a partner's own report
    through the portal. `reporter` follows from the partner; None means that the form asks.
    `in_full` adds the facts that only professionals of the youth offices know. `is_dry` asks for
    facts only, to see who would be responsible: no account, no names, nothing is stored.
    """

    register: Register
    at: datetime
    received_by: str | None = None
    reporter: ReporterKind | None = None
    organisation: str = ""
    writer: str = ""
    in_full: bool = False
    is_dry: bool = False

    @property
    def is_intake(self) -> bool:
        """Whether a caseworker writes down what somebody else reports."""
        return self.received_by is not None and not self.is_dry


class QuietBoundField(KernBoundField):
    """A field that does not say "optional": here nearly all are, and the pages say so once."""

    @property
    def is_optional(self) -> bool:
        """Never marked."""
        return False


class StepForm(KernForm):
    """A form of the report; it knows the occasion, never the database."""

    bound_field_class = QuietBoundField

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        self.occasion = occasion
        super().__init__(*args, **kwargs)

    def told(self, name: str) -> Any:
        """A cleaned value, None where it is missing or faulty."""
        return getattr(self, "cleaned_data", {}).get(name)
