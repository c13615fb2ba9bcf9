"""What people type, and what is kept of it."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from cases.forms.fields import Clock, Day, DistrictKey, Line, Text, instant
from cases.forms.text import plain_text, single_line


def said(field: Line | Text | Day | Clock | DistrictKey, value: str) -> str:
    """The first sentence with which a field refuses a value."""
    with pytest.raises(ValidationError) as refusal:
        field.clean(value)
    return str(refusal.value.messages[0])


@pytest.mark.parametrize(
    "invisible", ["", "   ", "\u200b", "\u200b\u200d\ufeff", "\u3164", "\u2800 \u00ad", "\u0301"]
)
def test_text_nobody_can_see_counts_as_empty(invisible: str) -> None:
    assert single_line(invisible) == ""
    assert plain_text(invisible) == ""


def test_order_of_letters_cannot_be_turned_around() -> None:
    assert single_line("Anna\u202egnp.exe\u2066x\u2069") == "Annagnp.exex"
    assert plain_text("eins\u202ezwei") == "einszwei"


def test_names_stay_on_one_line() -> None:
    assert single_line("Anna\r\nBcc: alle@x.example\tMuster\u2028!") == (
        "Anna Bcc: alle@x.example Muster !"
    )


def test_text_keeps_its_lines_with_plain_breaks() -> None:
    assert plain_text("eins\r\nzwei\rdrei\u2028vier") == "eins\nzwei\ndrei\nvier"


def test_half_characters_and_stacked_marks_do_no_harm() -> None:
    assert single_line("a\ud800b") == "a\ufffdb"
    assert len(single_line("Z" + "\u0335" * 199)) <= 6


def test_names_in_other_scripts_stay_as_they_are() -> None:
    for name in ("Đorđević", "Şükrü Öztürk", "علی\u200cرضا", "Ana-María O'Neil", "Łukasz"):
        assert single_line(name) == name


def test_a_nul_character_is_refused_in_german() -> None:
    assert "Nullzeichen" in said(Line(), "An\0na")
    assert "Nullzeichen" in said(Text(), "An\0na")


def test_too_much_text_is_told_with_both_numbers() -> None:
    sentence = said(Text(longest=20_000), "x" * 20_412)

    assert sentence == "Bitte kürzen Sie auf höchstens 20.000 Zeichen; jetzt sind es 20.412."


def test_text_of_the_longest_length_is_taken() -> None:
    assert len(Text(longest=20_000).clean("x" * 20_000)) == 20_000


def test_templates_and_scripts_are_only_text() -> None:
    for text in ("<script>alert(1)</script>", "{{7*7}} {% load x %} ${7*7}", "' OR 1=1--"):
        assert Text().clean(text) == text


@pytest.mark.parametrize(
    "typed", ["05.03.2019", "5.3.2019", "5. 3. 2019", "05032019", "2019-03-05"]
)
def test_a_day_is_understood_as_people_write_it(typed: str) -> None:
    assert Day().clean(typed) == date(2019, 3, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "01/02/20",
        "01/02/2020",
        "5.3.19",
        "０５.０３.２０１９",
        "gestern",
        "2019",
        "1e400",
        "9" * 5000,
    ],
)
def test_other_ways_to_write_a_day_are_refused(typed: str) -> None:
    assert said(Day(), typed).startswith("Bitte geben Sie ein Datum als TT.MM.JJJJ an")


def test_days_that_no_calendar_has_are_refused() -> None:
    assert said(Day(), "30.02.2020").startswith("Diesen Tag gibt es im Kalender nicht")
    assert said(Day(), "01.01.0001") == "Bitte prüfen Sie das Jahr: möglich ist ab 1900."
    assert said(Day(), "31.12.1899") == "Bitte prüfen Sie das Jahr: möglich ist ab 1900."


@pytest.mark.parametrize("typed", ["14:30", "14.30", "14:30 Uhr"])
def test_a_time_is_understood(typed: str) -> None:
    assert Clock().clean(typed) == time(14, 30)


@pytest.mark.parametrize("typed", ["25:00", "14:61", "halb drei", "１４:３０"])
def test_other_times_are_refused(typed: str) -> None:
    assert said(Clock(), typed).startswith("Bitte geben Sie eine Uhrzeit als HH:MM an")


def test_an_hour_that_the_clocks_skipped_is_named_with_its_cure() -> None:
    with pytest.raises(ValidationError) as refusal:
        instant(date(2026, 3, 29), time(2, 30))

    assert refusal.value.messages == [
        "Am 29.03.2026 wurden die Uhren vorgestellt, 02:30 Uhr gab es nicht. "
        "Gemeint ist wohl 03:30 Uhr."
    ]


def test_of_an_hour_that_occurs_twice_the_first_counts() -> None:
    assert instant(date(2026, 10, 25), time(2, 30)).isoformat() == "2026-10-25T02:30:00+02:00"


@pytest.mark.parametrize("typed", ["5315", "053150", "05 315", "٠٥٣١٥", "Köln"])
def test_a_district_key_has_five_plain_digits(typed: str) -> None:
    assert said(DistrictKey(), typed).startswith("Ein Kreisschlüssel hat fünf Ziffern")
