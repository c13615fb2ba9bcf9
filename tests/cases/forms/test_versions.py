"""Two versions of a page, field by field, in words."""

from django import forms

from cases.forms.casework import ForwardForm
from cases.forms.versions import NOTHING, Difference, differences, in_words

OFFICES = [("siegburg", "Jugendamt Siegburg"), ("kreis", "Kreisjugendamt")]


def page(**typed: str) -> list[forms.Form]:
    return [ForwardForm(initial=typed, offices=OFFICES)]


def test_only_what_differs_is_shown_and_choices_have_names() -> None:
    found = differences(page(to="siegburg", reason="Gleich."), page(to="kreis", reason="Gleich."))

    assert found == (Difference("An welches Jugendamt?", "Jugendamt Siegburg", "Kreisjugendamt"),)


def test_an_empty_field_says_so() -> None:
    [found] = differences(page(reason=""), page(reason="Neu."))

    assert (found.stored, found.typed) == (NOTHING, "Neu.")


def test_what_is_no_valid_answer_stands_there_as_typed() -> None:
    assert in_words(forms.DateField(), "irgendwann") == "irgendwann"
    assert in_words(forms.ChoiceField(choices=OFFICES), "gibt-es-nicht") == "gibt-es-nicht"


def test_several_choices_stand_one_below_the_other() -> None:
    field = forms.MultipleChoiceField(choices=OFFICES)

    assert in_words(field, ["siegburg", "kreis"]) == "Jugendamt Siegburg\nKreisjugendamt"
    assert in_words(field, []) == ""


def test_a_tick_is_a_yes() -> None:
    assert in_words(forms.BooleanField(), "on") == "Ja"
    assert in_words(forms.BooleanField(), "") == ""
