"""The form renderer: markup, words, dates."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from kinderschutz.forms import Choices, GermanDateField, KernForm, MultipleChoices, faults_of


class Sample(KernForm):
    """One field of every kind that the markup tells apart."""

    name = forms.CharField(label="Name", help_text="Wie im <Pass>.")
    note = forms.CharField(label="Notiz", required=False, widget=forms.Textarea)
    urgency = forms.ChoiceField(
        label="Wie eilig?",
        choices=[("a", "Akut"), ("b", "Später")],
        widget=Choices(hints={"a": "Jetzt."}),
    )
    topics = forms.MultipleChoiceField(
        label="Worum?", choices=[("x", "X"), ("y", "Y")], widget=MultipleChoices
    )
    told = forms.BooleanField(label="Gesprochen", required=False)
    place = forms.ChoiceField(label="Ort", choices=[("", "Bitte wählen")])


def test_hint_and_error_are_tied_to_the_field() -> None:
    shown = str(Sample({})["name"].as_field_group())

    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "&lt;Pass&gt;" in shown


def test_only_optional_fields_are_marked_and_a_tick_box_never() -> None:
    form = Sample()

    marked = [field.name for field in form if "– optional" in str(field.as_field_group())]

    assert marked == ["note"]


def test_choices_are_one_group_with_their_hints() -> None:
    shown = str(Sample({})["urgency"].as_field_group())

    assert '<fieldset class="kern-fieldset ks-field kern-fieldset--error"' in shown
    assert 'aria-describedby="id_urgency_error"' in shown
    assert 'aria-describedby="id_urgency_0_hint"' in shown
    assert shown.count('class="kern-form-check__radio kern-form-check__radio--error"') == 2


def test_several_choices_are_tick_boxes() -> None:
    assert str(Sample()["topics"]).count('class="kern-form-check__checkbox"') == 2


def test_the_summary_names_every_fault_and_where_it_is() -> None:
    assert faults_of(Sample({})) == [
        ("id_name", "Name: Bitte füllen Sie dieses Feld aus."),
        ("id_urgency_0", "Wie eilig? Bitte wählen Sie etwas aus."),
        ("id_topics_0", "Worum? Bitte wählen Sie etwas aus."),
        ("id_place", "Ort: Bitte wählen Sie etwas aus."),
    ]
    assert faults_of(Sample()) == []


@pytest.mark.parametrize(
    "written", ["05.03.2019", "5.3.2019", "05032019", "5 3 2019", "5/3/2019", " 05.03.2019 "]
)
def test_a_date_is_understood_as_people_write_it(written: str) -> None:
    assert GermanDateField().clean(written) == date(2019, 3, 5)


@pytest.mark.parametrize("written", ["31.02.2020", "5.3.19", "2019-03-05", "gestern", "00.00.0000"])
def test_what_is_no_date_is_said_with_an_example(written: str) -> None:
    with pytest.raises(ValidationError, match=r"TT\.MM\.JJJJ"):
        GermanDateField().clean(written)


def test_a_date_that_is_kept_is_shown_the_german_way() -> None:
    class Born(KernForm):
        born_on = GermanDateField(label="Geburtsdatum")

    assert 'value="05.03.2019"' in str(Born(initial={"born_on": date(2019, 3, 5)})["born_on"])
