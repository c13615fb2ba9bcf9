"""Fields of a report: limits told in German, nothing cut in silence, nothing that harms a page."""

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from cases.forms.text import single_line
from kinderschutz.forms import GermanDateField
from kinderschutz.lib.form_fields import (
    LONGEST_LINE,
    LONGEST_NOTE,
    Line,
    Text,
    german_number,
)

__all__ = [
    "BERLIN",
    "LONGEST_ACCOUNT",
    "LONGEST_LINE",
    "LONGEST_NOTE",
    "Clock",
    "Day",
    "DistrictKey",
    "Line",
    "Text",
    "german_number",
    "instant",
]

BERLIN = ZoneInfo("Europe/Berlin")
EARLIEST_YEAR = 1900
LONGEST_ACCOUNT = 20_000

_DAY = re.compile(
    r"([0-9]{1,2})[.\s]\s*([0-9]{1,2})[.\s]\s*([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})"
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:\s*Uhr)?", re.IGNORECASE)
_FIVE = re.compile(r"[0-9]{5}")


class Day(GermanDateField):
    """A day as TT.MM.JJJJ or JJJJ-MM-TT from 1900 on, in plain digits; "01/02/20" is refused."""

    default_error_messages = {
        "invalid": "Bitte geben Sie ein Datum als TT.MM.JJJJ an, zum Beispiel 05.03.2019.",
        "too_early": "Bitte prüfen Sie das Jahr: möglich ist ab 1900.",
        "no_such_day": "Diesen Tag gibt es im Kalender nicht. Bitte prüfen Sie das Datum.",
    }

    def to_python(self, value: Any) -> date | None:
        """The day, None where nothing was typed."""
        text = single_line(value) if isinstance(value, str) else ""
        if not text:
            return None
        found, iso = _DAY.fullmatch(text), _ISO.fullmatch(text)
        if iso:
            year, month, day = (int(part) for part in iso.groups())
        elif found:
            day, month, year = (int(part) for part in found.groups() if part)
        else:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if year < EARLIEST_YEAR:
            raise ValidationError(self.error_messages["too_early"], code="too_early")
        try:
            return date(year, month, day)
        except ValueError as fault:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from fault


class Clock(forms.TimeField):
    """A time of day as HH:MM in plain digits."""

    default_error_messages = {
        "invalid": "Bitte geben Sie eine Uhrzeit als HH:MM an, zum Beispiel 14:30."
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "ks-input--time", "inputmode": "text", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TimeInput(attrs=attrs, format="%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        """The time, None where nothing was typed."""
        text = single_line(value) if isinstance(value, str) else ""
        if not text:
            return None
        found = _TIME.fullmatch(text)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(int(found[1]), int(found[2]))


class DistrictKey(Line):
    """The five digits of a district or an independent city outside the network."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "ks-input--postal-code", "inputmode": "numeric", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(longest=20, **kwargs)

    def cleaned(self, text: str) -> str:
        """Exactly five plain digits, or nothing."""
        line = single_line(text)
        if line and not _FIVE.fullmatch(line):
            raise ValidationError(
                "Ein Kreisschlüssel hat fünf Ziffern, zum Beispiel 05315 für Köln.", code="invalid"
            )
        return line


def instant(day: date, clock: time) -> datetime:
    """The instant of a wall-clock time in Germany; of an hour that occurs twice the first counts.

    Raises ValidationError for a time that the clocks skipped, naming the one an hour later.
    """
    local = datetime.combine(day, clock, BERLIN)
    if local.astimezone(ZoneInfo("UTC")).astimezone(BERLIN).time() != clock:
        later = (datetime.combine(day, clock).replace(hour=clock.hour + 1)).strftime("%H:%M")
        raise ValidationError(
            f"Am {day:%d.%m.%Y} wurden die Uhren vorgestellt, {clock:%H:%M} Uhr gab es nicht. "
            f"Gemeint ist wohl {later} Uhr.",
            code="skipped",
        )
    return local
