"""What caseworkers type: filters, forwarding, overruling, why they look at the reporter."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from cases.domain.marks import GROUNDS, Ground, Mark
from cases.forms.fields import Line, Text
from cases.forms.text import single_line
from cases.queries.inbox import Cursor, Organisation, Tray, Wanted
from cases.wording import GROUND, MARK, TRAY
from kinderschutz.forms import Choices, KernForm
from network.domain.geography import OUTSIDE, Register
from network.domain.terms import Duty, Urgency
from network.wording import DUTY, URGENCY

URGENCY_WORD = {
    "akut": Urgency.ACUTE,
    "dringend": Urgency.URGENT,
    "standard": Urgency.STANDARD,
}
"""How an urgency is called in the address."""

_NOT_OF_A_REFERENCE = re.compile(r"[^0-9A-Z]")


def read_wanted(asked: Mapping[str, str], organisations: Sequence[Organisation]) -> Wanted:
    """The filters of an address; whatever is not known is ignored, so that old links still work.

    Whoever looks for a reference without saying in which tray means all of them.
    """
    reference = reference_of(asked.get("q", ""))
    trays = {each.value: each for each in Tray}
    by_key = {each.key: each.id for each in organisations}
    return Wanted(
        tray=trays.get(asked.get("stand", ""), Tray.ALL if reference else Tray.OPEN),
        urgency=URGENCY_WORD.get(asked.get("dringlichkeit", "")),
        organisation=by_key.get(asked.get("amt", "")),
        reference=reference,
        after=Cursor.read(asked.get("nach", "")),
    )


def written(wanted: Wanted, organisations: Sequence[Organisation]) -> dict[str, str]:
    """The filters as they stand in an address, without the page."""
    words = {urgency: word for word, urgency in URGENCY_WORD.items()}
    keys = {each.id: each.key for each in organisations}
    found = {
        "stand": wanted.tray.value,
        "dringlichkeit": words[wanted.urgency] if wanted.urgency else "",
        "amt": keys.get(wanted.organisation, "") if wanted.organisation else "",
        "q": wanted.reference,
    }
    return {name: value for name, value in found.items() if value}


def reference_of(text: str) -> str:
    """A reference as it is printed, from whatever people type: small letters, spaces, no KS."""
    letters = _NOT_OF_A_REFERENCE.sub("", single_line(text).upper())
    letters = letters.removeprefix("KS")
    if not letters:
        return ""
    return "-".join(("KS", *(letters[at : at + 4] for at in range(0, len(letters), 4))))


class FilterForm(KernForm):
    """The filters of the inbox. A GET form: what it asks stands in the address."""

    stand = forms.ChoiceField(label="Stand", choices=[(each.value, TRAY[each]) for each in Tray])
    dringlichkeit = forms.ChoiceField(
        label="Dringlichkeit",
        choices=[
            ("", "Alle"),
            *((word, URGENCY[urgency]) for word, urgency in URGENCY_WORD.items()),
        ],
    )
    amt = forms.ChoiceField(label="Stelle")
    q = Line(label="Kennung", longest=40)

    def __init__(self, wanted: Wanted, organisations: Sequence[Organisation]) -> None:
        super().__init__(initial=written(wanted, organisations))
        if len(organisations) > 1:
            _offer(self, "amt", [("", "Alle"), *((each.key, each.name) for each in organisations)])
        else:
            del self.fields["amt"]


class ForwardForm(KernForm):
    """To which office, and why; the other office reads the reason."""

    to = forms.ChoiceField(label="An welches Jugendamt?")
    reason = Text(
        label="Warum leiten Sie weiter?",
        help_text="Das andere Jugendamt liest diesen Satz. Nennen Sie keine meldende Person.",
    )

    def __init__(
        self,
        *args: object,
        offices: Sequence[tuple[str, str]] = (),
        marks: Sequence[Mark] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "to", [("", "Bitte wählen"), *offices])
        for mark in marks:
            self.fields[f"ground_{mark.value}"] = forms.ChoiceField(
                label=f"Weitergabe von Angaben, {MARK[mark]}: auf welcher Grundlage?",
                choices=[
                    ("", "Bitte wählen"),
                    *((each.value, GROUND[each]) for each in GROUNDS[mark]),
                ],
            )

    def clean(self) -> dict[str, Any]:
        """The grounds by mark, beside office and reason."""
        cleaned = super().clean() or {}
        chosen = {mark: cleaned.pop(f"ground_{mark.value}", "") for mark in Mark}
        cleaned["grounds"] = {mark: Ground(each) for mark, each in chosen.items() if each}
        return cleaned


class OverruleForm(KernForm):
    """Which answer for which child is meant otherwise, and why."""

    ref = forms.ChoiceField(label="Für welches Kind?", widget=Choices())
    duty = forms.ChoiceField(label="Welche Antwort?", widget=Choices())
    office = forms.ChoiceField(label="Welches Jugendamt soll es sein?")
    reason = Text(
        label="Begründung",
        help_text="Sie steht auf Dauer neben Ihrem Namen in der Entscheidung.",
        rows=4,
    )

    def __init__(
        self,
        *args: object,
        children: Sequence[tuple[str, str]],
        duties: Sequence[Duty],
        register: Register,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "ref", children)
        if len(children) == 1:
            self.fields["ref"].initial = children[0][0]
        _offer(self, "duty", [(duty.value, DUTY[duty]) for duty in duties])
        outside = [(OUTSIDE + district, name) for district, name in register.neighbours.items()]
        _offer(
            self,
            "office",
            [
                ("", "Bitte wählen"),
                ("Im Netzwerk", list(register.offices.items())),
                ("Außerhalb", outside),
            ],
        )


class PhoneForm(KernForm):
    """Who said on the phone that they take it over."""

    spoke_with = Line(label="Mit wem haben Sie gesprochen?", longest=80)


def _offer(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices
