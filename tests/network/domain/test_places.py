"""From what people type to municipalities."""

import pytest

from network.domain.geography import Area, Register
from network.domain.places import areas_matching

REGISTER = Register(
    district="05382",
    fallback="kreis",
    offices={"kreis": "Kreisjugendamt"},
    areas=tuple(
        Area(ags, name, codes, "kreis", None, None)
        for ags, name, codes in (
            ("05382008", "Bad Honnef", ("53604",)),
            ("05382020", "Hennef (Sieg)", ("53773",)),
            ("05382024", "Königswinter", ("53639",)),
            ("05382040", "Neunkirchen-Seelscheid", ("53819",)),
            ("05382060", "Siegburg", ("53721",)),
            ("05382068", "Troisdorf", ("53840", "53842", "53844")),
            ("05382099", "Teilort", ("53721",)),
        )
    ),
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("53721", ["Siegburg", "Teilort"]),
        (" 53842 Troisdorf-Spich ", ["Troisdorf"]),
        ("D-53604", ["Bad Honnef"]),
        ("99999", []),
        ("99999 Siegburg", []),
        ("537211", []),
        ("siegburg", ["Siegburg"]),
        ("SIEGBURG", ["Siegburg"]),
        ("Königswinter", ["Königswinter"]),
        ("Koenigswinter", ["Königswinter"]),
        ("konigswinter", ["Königswinter"]),
        ("Ko\u0308nigswinter", ["Königswinter"]),
        ("Neunkirchen Seelscheid", ["Neunkirchen-Seelscheid"]),
        ("hennef", ["Hennef (Sieg)"]),
        ("honnef", ["Bad Honnef"]),
        ("nef", ["Bad Honnef", "Hennef (Sieg)"]),
        ("sieg", ["Siegburg"]),
        ("", []),
        ("   ", []),
        ("()-", []),
        ("Bonn", []),
        ("\u0665\u0663\u0667\u0662\u0661", []),
        ("\x00", []),
        ("\u200b", []),
        ("%", []),
        ("' OR 1=1--", []),
    ],
)
def test_what_people_type_finds_the_municipality(text: str, names: list[str]) -> None:
    assert [area.name for area in areas_matching(text, REGISTER)] == names


def test_a_very_long_text_costs_nothing() -> None:
    assert areas_matching("x" * 10_000_000, REGISTER) == ()
