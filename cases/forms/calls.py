"""What came of a call, in a few fields: whoever records it holds a telephone in the other hand."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from cases.forms.fields import Clock, Line, instant
from kinderschutz.forms import Choices, KernForm
from network.domain.by_hand import ENDS_THE_CALL, CallOutcome
from network.queries import Telephone
from network.wording import CALL_OUTCOME

OTHER = "other"
"""The choice of a number that the portal does not know."""

OUTCOMES = [(each.value, CALL_OUTCOME[each]) for each in CallOutcome]

_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{2,}")
_AHEAD = timedelta(minutes=2)
"""A watch may be ahead of the server's by so much before a time counts as yesterday's."""


class CallForm(KernForm):
    """One attempt: which number, what came of it, whom one spoke with, when."""

    number = forms.ChoiceField(label="Welche Nummer haben Sie angerufen?", widget=Choices())
    other_number = Line(label="Angerufene Nummer", longest=60, required=False)
    outcome = forms.ChoiceField(
        label="Was kam dabei heraus?",
        choices=OUTCOMES,
        widget=Choices(),
        error_messages={"required": "Bitte wählen Sie aus, was der Anruf ergeben hat."},
    )
    spoke_with = Line(
        label="Mit wem haben Sie gesprochen?",
        longest=80,
        required=False,
        help_text="Vor- und Nachname, wenn Sie jemanden erreicht haben.",
    )
    clock = Clock(
        label="Uhrzeit des Anrufs",
        required=False,
        help_text="Bleibt sie leer, gilt der Zeitpunkt, zu dem Sie festhalten.",
    )

    def __init__(
        self,
        *args: object,
        telephones: Sequence[Telephone],
        called: str,
        since: datetime,
        now: datetime,
        may_take_over: bool,
        **kwargs: Any,
    ) -> None:
        """`called` names who is called; the call is to be made since `since`.

        `may_take_over`: that somebody takes over may be recorded. Offices of the network do that
        themselves, in the portal.
        """
        super().__init__(*args, **kwargs)
        self.names = {each.number: each.name for each in telephones}
        self.called, self.since, self.now = called, since, now
        if not may_take_over:
            outcome = cast(forms.ChoiceField, self.fields["outcome"])
            outcome.choices = [each for each in OUTCOMES if each[0] != CallOutcome.TAKES_OVER]
        if self.names:
            offered = [(number, f"{number} ({name})") for number, name in self.names.items()]
            number = cast(forms.ChoiceField, self.fields["number"])
            number.choices = [*offered, (OTHER, "Eine andere Nummer")]
            number.initial = offered[0][0]
        else:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        """Number, name of who was called, and the instant; German faults at the right field."""
        given = super().clean() or {}
        number = given.get("number", "" if "number" in self.fields else OTHER)
        if number == OTHER:
            number = self._other(given.get("other_number"))
        if not given.get("spoke_with") and given.get("outcome") in ENDS_THE_CALL:
            self.add_error(
                "spoke_with", "Bitte nennen Sie den Namen: Zu einem Gespräch gehört ein Name."
            )
        return given | {"number": number, "at": self._at(given.get("clock"))}

    @property
    def attempt(self) -> dict[str, Any]:
        """What the service that records the attempt takes."""
        given = self.cleaned_data
        return {
            "number": given["number"],
            "called": self.names.get(given["number"]) or self.called,
            "outcome": CallOutcome(given["outcome"]),
            "spoke_with": given["spoke_with"],
            "at": given["at"],
        }

    def _other(self, typed: str | None) -> str:
        if typed is not None and not _NUMBER.fullmatch(typed):
            self.add_error(
                "other_number", "Bitte geben Sie die Nummer an, zum Beispiel 02241 123456."
            )
        return typed or ""

    def _at(self, clock: time | None) -> datetime:
        """The last such time that has already been; never before the call was to be made."""
        if clock is None:
            return self.now
        today = localtime(self.now).date()
        try:
            found = instant(today, clock)
            if found > self.now + _AHEAD:
                found = instant(today - timedelta(days=1), clock)
        except ValidationError as fault:
            self.add_error("clock", fault)
            return self.now
        if found < self.since.replace(second=0, microsecond=0):
            since = f"{localtime(self.since):%d.%m., %H:%M}"
            self.add_error(
                "clock",
                f"Dieser Anruf steht erst seit {since} Uhr an. Bitte prüfen Sie die Uhrzeit.",
            )
        return min(found, self.now)
