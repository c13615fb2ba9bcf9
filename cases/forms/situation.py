"""Step one: how urgent it is and what happened. Only these two are mandatory."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.domain.report import Via
from cases.forms.fields import BERLIN, LONGEST_ACCOUNT, Clock, Day, Text, instant
from cases.forms.occasion import Occasion, StepForm
from cases.wording import VIA
from kinderschutz.forms import Choices, MultipleChoices
from network.domain.terms import ReporterKind, Topic, Urgency
from network.wording import choices

URGENCY_HINTS = {
    Urgency.ACUTE.value: "Das Kind ist jetzt in Gefahr. Rufen Sie zuerst die 110.",
    Urgency.URGENT.value: "Noch heute muss jemand nach dem Kind sehen.",
    Urgency.STANDARD.value: "Keine unmittelbare Gefahr, aber das Jugendamt soll tätig werden.",
}
LONGEST_DELAY = timedelta(days=366)
INTAKE_VIAS = (Via.PHONE, Via.IN_PERSON, Via.PAPER)


class SituationForm(StepForm):
    """Urgency, topics, account; for an intake also who reports, by which way, and since when."""

    urgency = forms.ChoiceField(
        label="Wie dringend ist es?",
        choices=choices(Urgency),
        widget=Choices(hints=URGENCY_HINTS),
        error_messages={"required": "Bitte wählen Sie aus, wie dringend es ist."},
    )
    reporter_kind = forms.ChoiceField(
        label="Wer meldet sich?",
        choices=choices(ReporterKind),
        required=False,
        initial=ReporterKind.OTHER.value,
    )
    topics = forms.MultipleChoiceField(
        label="Worum geht es?",
        choices=choices(Topic),
        required=False,
        widget=MultipleChoices(),
        help_text="Mehreres ist möglich. Wenn Sie unsicher sind, lassen Sie es offen.",
    )
    account = Text(
        label="Was ist passiert, was haben Sie beobachtet?",
        longest=LONGEST_ACCOUNT,
        rows=8,
        help_text="Wer, was, wann, wo, wie oft? Bitte trennen Sie Beobachtung und Vermutung.",
        error_messages={
            "required": "Bitte schreiben Sie, was passiert ist. Ein Satz genügt.",
        },
    )
    via = forms.ChoiceField(
        label="Eingang",
        choices=[(via.value, VIA[via]) for via in INTAKE_VIAS],
        required=False,
        initial=Via.PHONE.value,
        widget=Choices(in_row=True),
    )
    received_on = Day(label="Eingegangen am", required=False)
    received_time = Clock(label="um", required=False)

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        local = occasion.at.astimezone(BERLIN)
        kwargs["initial"] = {
            "received_on": local.date(),
            "received_time": local.time().replace(second=0, microsecond=0),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, occasion=occasion, **kwargs)
        if occasion.is_intake:
            self.fields["account"].label = "Was wird berichtet?"
        else:
            for name in ("via", "received_on", "received_time"):
                del self.fields[name]
        if occasion.reporter is not None:
            del self.fields["reporter_kind"]

    def clean(self) -> dict[str, Any]:
        """Put day and time together; an intake may be late, never early."""
        cleaned = super().clean() or {}
        if "received_on" in self.fields and not {"received_on", "received_time"} & set(self.errors):
            self._clean_received(cleaned)
        return cleaned

    def _clean_received(self, cleaned: dict[str, Any]) -> None:
        at = self.occasion.at
        day, clock = cleaned.get("received_on"), cleaned.get("received_time")
        local = at.astimezone(BERLIN)
        if day is None and clock is None:
            return
        if clock is None and day != local.date():
            self.add_error("received_time", "Bitte geben Sie die Uhrzeit an; ungefähr genügt.")
            return
        if clock is None:
            return
        try:
            received_at = instant(day or local.date(), clock)
        except ValidationError as fault:
            self.add_error("received_time", fault)
            return
        if received_at > at:
            self.add_error(
                "received_on" if (day or local.date()) > local.date() else "received_time",
                "Dieser Zeitpunkt liegt in der Zukunft.",
            )
        elif received_at < at - LONGEST_DELAY:
            self.add_error(
                "received_on", "Dieser Tag liegt mehr als ein Jahr zurück. Bitte prüfen Sie ihn."
            )
        else:
            cleaned["received_at"] = received_at
