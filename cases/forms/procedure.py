"""Step four, where the law knows it: what was done before the youth office is told."""

from typing import Any

from django import forms

from cases.domain.marks import Mark, items_of_report
from cases.domain.reporter import Point, Procedure
from cases.forms.fields import Text
from cases.forms.occasion import Occasion, StepForm
from cases.wording import POINT
from kinderschutz.forms import Choices

OPEN = ("", "Weiß ich nicht")
YES, NO = ("yes", "Ja"), ("no", "Nein")
ENDANGERS = ("endangers", "Nein, das gefährdet den Schutz")
IN_VAIN = ("in_vain", "Ja, ohne Erfolg")

ANSWERS = {
    Point.RISK_ASSESSED: (YES, NO, OPEN),
    Point.SPECIALIST_CONSULTED: (YES, NO, OPEN),
    Point.TALKED_WITH_CHILD: (YES, NO, ENDANGERS, OPEN),
    Point.TALKED_WITH_PARENTS: (YES, NO, ENDANGERS, OPEN),
    Point.HELP_OFFERED: (YES, IN_VAIN, NO, ENDANGERS, OPEN),
    Point.TOLD_BEFOREHAND: (YES, NO, ENDANGERS, OPEN),
}


PROTECTION = "protection"
PROTECTIONS = {
    "medical": (Mark.MEDICAL,),
    "entrusted": (Mark.ENTRUSTED,),
    "both": (Mark.ENTRUSTED, Mark.MEDICAL),
    "none": (),
}


class ProcedureForm(StepForm):
    """One question per point; none has to be answered, and an open one holds nobody up."""

    def __init__(self, *args: Any, occasion: Occasion, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, occasion=occasion, **kwargs)
        self.norm = procedure.norm
        for point in procedure.points:
            self.fields[point.value] = _field(point)
        self.fields[PROTECTION] = forms.ChoiceField(
            label="Stehen Ihre Angaben unter besonderem Schutz?",
            choices=[
                ("medical", "Ja, medizinisch (§ 76 SGB X)"),
                ("entrusted", "Ja, uns anvertraut (§ 65 SGB VIII)"),
                ("both", "Ja, beides"),
                ("none", "Nein"),
                OPEN,
            ],
            required=False,
            initial="",
            widget=Choices(),
            help_text="Von Praxen, Kliniken, Hebammen und dem Gesundheitsamt gilt ohne Angabe "
            "alles als medizinisch.",
        )

    def points(self) -> dict[str, str]:
        """What was answered, as text for people; questions left open are not in it."""
        found: dict[str, str] = {}
        for name in self.fields:
            told = self.told(name)
            if told and name != PROTECTION:
                point = Point(name)
                found[name] = told if point is Point.REMARK else dict(ANSWERS[point])[told]
        return found

    def marks(self) -> dict[str, tuple[Mark, ...]] | None:
        """How each item is protected; None where nobody has said."""
        told = self.told(PROTECTION)
        if not told:
            return None
        found = PROTECTIONS[told]
        return dict.fromkeys(items_of_report(self.points()), found) if found else {}


def _field(point: Point) -> forms.Field:
    if point is Point.REMARK:
        return Text(
            label=POINT[point],
            required=False,
            help_text="Zum Beispiel mit wem und wann gesprochen wurde, oder warum nicht.",
        )
    return forms.ChoiceField(
        label=POINT[point],
        choices=ANSWERS[point],
        required=False,
        initial="",
        widget=Choices(in_row=True),
    )
