"""Fields for what people type: limits told in German, nothing cut in silence, nothing harmful."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kinderschutz.lib.plain import plain_text, single_line

LONGEST_NOTE = 2_000
LONGEST_LINE = 200
LONGEST_MAILBOX = 254
_MAILBOX = re.compile(
    r"[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    re.ASCII,
)
_FOREIGN = "xn--"
"""How mail servers write letters that are not of the English alphabet."""


def german_number(number: int) -> str:
    """12345 as people here write it: 12.345."""
    return f"{number:,}".replace(",", ".")


class _Text(forms.CharField):
    """Text with a limit that is told, never enforced by the browser cutting a paste."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The cleaned text; raises ValidationError for a NUL character or too much text."""
        text = "" if value is None else str(value)
        if "\0" in text:
            raise ValidationError(
                "Hier steht ein Zeichen, das nicht gespeichert werden kann (Nullzeichen). "
                "Bitte löschen Sie es.",
                code="null_character",
            )
        text = self.cleaned(text)
        if len(text) > self.longest:
            raise ValidationError(
                f"Bitte kürzen Sie auf höchstens {german_number(self.longest)} Zeichen; "
                f"jetzt sind es {german_number(len(text))}.",
                code="max_length",
            )
        return text

    def cleaned(self, text: str) -> str:
        """How this kind of text is made harmless."""
        raise NotImplementedError


class Line(_Text):
    """One line: a name, a number, a function."""

    def __init__(self, *, longest: int = LONGEST_LINE, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(longest=longest, **kwargs)

    def cleaned(self, text: str) -> str:
        """Folded to one line."""
        return single_line(text)


class Text(_Text):
    """Several lines."""

    def __init__(self, *, longest: int = LONGEST_NOTE, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "cols": 40}))
        super().__init__(longest=longest, **kwargs)

    def cleaned(self, text: str) -> str:
        """Line breaks stay."""
        return plain_text(text)


class Mailbox(Line):
    """An address that gets letters of the portal: one, plain ASCII, of a real domain.

    Look-alike letters of other alphabets, addresses of machines (`a@[127.0.0.1]`,
    `root@localhost`) and several addresses in one field are refused. Capitals become small.
    """

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        kwargs.setdefault("widget", forms.EmailInput(attrs=attrs))
        super().__init__(longest=LONGEST_MAILBOX, **kwargs)

    def cleaned(self, text: str) -> str:
        """The address in small letters, "" where nothing was typed."""
        typed = single_line(text)
        if not typed:
            return ""
        if not text.strip().isascii() or _FOREIGN in typed.lower():
            raise ValidationError(
                "Diese Adresse enthält Buchstaben, die es in E-Mail-Adressen von Ämtern nicht gibt "
                "und die anderen zum Verwechseln ähnlich sehen können. Bitte tippen Sie sie neu, "
                "nur mit Buchstaben ohne Umlaute.",
                code="look_alike",
            )
        address = typed.lower()
        if not _MAILBOX.fullmatch(address) or ".." in address:
            raise ValidationError(
                "Bitte geben Sie genau eine E-Mail-Adresse an, zum Beispiel "
                "eingang@jugendamt.example.",
                code="invalid",
            )
        return address
