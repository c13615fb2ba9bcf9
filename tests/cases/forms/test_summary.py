"""What was typed, in words, before it is sent."""

from datetime import UTC, datetime
from typing import Any

from cases.forms.entries import read
from cases.forms.occasion import Occasion
from cases.forms.summary import sections
from network.domain.terms import ReporterKind
from tests.factories.register import rhein_sieg

OCCASION = Occasion(
    register=rhein_sieg(),
    at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    reporter=ReporterKind.SCHOOL,
    writer="Ada Anker",
)


def test_known_answers_stand_in_words_and_unknown_ones_are_left_out() -> None:
    entries: dict[str, Any] = {
        "lage": {"urgency": "urgent", "account": "Ein Satz.", "topics": ["neglect", "other"]},
        "kinder": {
            "kind-0-born_on": "2018-04-01",
            "kind-0-residence": "elsewhere",
            "kind-0-residence_district": "05111",
            "kind-0-whereabouts": "unknown",
            "kind-0-unborn": "",
        },
        "familie": {"familie-A-mother_custody": "sole", "familie-A-father_dead": "on"},
    }

    found = {
        section.title: {row.label: row.value for row in section.rows}
        for section in sections(read(entries, OCCASION))
    }

    assert found == {
        "Lage": {
            "Wie dringend ist es?": "Dringend: heute",
            "Worum geht es?": "Vernachlässigung\nAnderes",
            "Was ist passiert, was haben Sie beobachtet?": "Ein Satz.",
        },
        "Kind A": {
            "Geburtsdatum": "01.04.2018",
            "Wo lebt das Kind sonst?": "anderer Kreis in Deutschland (05111)",
        },
        "Familie von Kind A": {"Personensorge der Mutter": "allein", "Vater ist verstorben": "Ja"},
        "Bisheriges Vorgehen": {},
        "Kontakt": {"Ihr Name": "Ada Anker"},
    }
