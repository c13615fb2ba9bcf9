"""Nasty inputs 25 to 34: days that are none, times the clocks skipped, digits of other scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.models import Concern, Draft
from kinderschutz.forms import GermanDateField
from network.domain.terms import Role
from tests.cases.views.walking import begin, client_of, fill, send
from tests.nasty.outcome import assert_orderly, assert_quiet, faults_named
from tests.people import People, person

TOMORROW = f"{timezone.localdate() + timedelta(days=1):%d.%m.%Y}"
DAYS = {
    "year 0001": ("01.01.0001", "1900"),
    "year 9999": ("01.01.9999", "Zukunft"),
    "tomorrow": (TOMORROW, "Zukunft"),
    "1899": ("31.12.1899", "1900"),
    "30 February": ("30.02.2020", "gibt es im Kalender nicht"),
    "no leap year": ("29.02.2021", "gibt es im Kalender nicht"),
    "American": ("01/02/20", "TT.MM.JJJJ"),
    "American with a century": ("01/02/2020", "TT.MM.JJJJ"),
    "two figures": ("01.02.20", "TT.MM.JJJJ"),
    "full width digits": ("０１.０２.２０２０", "TT.MM.JJJJ"),
    "Arabic digits": ("٠١.٠٢.٢٠٢٠", "TT.MM.JJJJ"),
    "underscores": ("0_1.02.2020", "TT.MM.JJJJ"),
    "minus": ("-1.02.2020", "TT.MM.JJJJ"),
    "infinity": ("1e400", "TT.MM.JJJJ"),
    "not a number": ("NaN", "TT.MM.JJJJ"),
    "5000 digits": ("1" * 5000, "TT.MM.JJJJ"),
}


def child(**more: str) -> dict[str, str]:
    return {"anzahl": "1", "kind-0-residence": "ags:05382012", **more}


@pytest.mark.parametrize("kind", sorted(DAYS))
def test_25_to_28_a_birth_date_that_is_none_is_refused_with_the_cure(
    people: People, heard: Any, kind: str
) -> None:
    typed, cure = DAYS[kind]
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {"urgency": "urgent", "account": "x"})

    page = assert_orderly(fill(ada, key, "kinder", child(**{"kind-0-born_on": typed})), 422)

    assert [each for each in faults_named(page) if "Geburtsdatum" in each and cure in each] != []
    assert typed in page
    assert send(ada, key).status_code == 422
    assert not Concern.objects.exists()
    assert_quiet(heard, typed)


@pytest.mark.parametrize("typed", ["01.02.1899", "01.02.0001", "01.02.9999", "٠١.٠٢.٢٠٢٠"])
def test_25_32_the_date_field_of_all_pages_takes_days_of_two_centuries(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"TT\.MM\.JJJJ"):
        GermanDateField().clean(typed)


def test_25_a_child_that_is_not_born_yet_has_its_own_box(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {"urgency": "urgent", "account": "x"})

    both = fill(
        ada, key, "kinder", child(**{"kind-0-unborn": "on", "kind-0-born_on": "01.02.2020"})
    )

    assert_orderly(both, 422)


def test_29_an_hour_the_clocks_skipped_is_named_with_the_next_one(people: People) -> None:
    ben = client_of(people.ben)
    key = begin(ben, view="cases:intake")
    told = {
        "urgency": "urgent",
        "account": "x",
        "received_on": "29.03.2026",
        "received_time": "02:30",
    }

    page = assert_orderly(fill(ben, key, "lage", told), 422)

    assert any("02:30 Uhr gab es nicht. Gemeint ist wohl 03:30" in e for e in faults_named(page))


def test_30_an_age_beside_a_birth_date_is_no_second_truth(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    told = child(**{"kind-0-born_on": "01.02.2024", "kind-0-age_note": "17"})

    answer = fill(ada, key, "kinder", told)

    assert answer.status_code in {302, 422}
    assert Draft.objects.get().entries["kinder"]["kind-0-age_note"] == "17"


def test_31_a_span_that_ends_before_it_begins_is_refused_with_the_cure(people: People) -> None:
    head = person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim)
    asked = {"von": "02.03.2026", "bis": "01.03.2026", "anlass": "oversight"}

    page = assert_orderly(client_of(head).get(reverse("cases:looks"), asked), 422)

    assert [each for each in faults_named(page) if "Ende liegt vor dem Anfang" in each] != []
    assert 'value="02.03.2026"' in page


@pytest.mark.parametrize("typed", ["２５:00", "٢:٣٠", "25:00", "12:60", "1_2:00", "-1:00", "NaN"])
def test_32_34_a_time_of_day_is_plain_digits(people: People, typed: str) -> None:
    ben = client_of(people.ben)
    key = begin(ben, view="cases:intake")
    told = {"urgency": "urgent", "account": "x", "received_time": typed}

    page = assert_orderly(fill(ben, key, "lage", told), 422)

    assert any("HH:MM" in each for each in faults_named(page))


@pytest.mark.parametrize("typed", ["１２３４５", "٠٥٣١٥", "05_315", "5315", "0" * 5000, "1e400"])
def test_32_33_the_key_of_a_district_is_five_plain_digits(people: People, typed: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    told = child(**{"kind-0-residence": "elsewhere", "kind-0-residence_district": typed})

    page = assert_orderly(fill(ada, key, "kinder", told), 422)

    assert any("Kreisschlüssel hat fünf Ziffern" in each for each in faults_named(page))


@pytest.mark.parametrize("count", ["-1", "0", "1e400", "NaN", "٣", "１２", "1_000", "9" * 5000])
def test_32_33_34_a_count_that_is_none_does_not_make_more_children(
    people: People, count: str
) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    answer = fill(ada, key, "kinder", {**child(), "anzahl": count})

    page = ada.get(reverse("cases:step", kwargs={"draft_id": key, "slug": "kinder"}))
    assert answer.status_code in {302, 422}
    assert assert_orderly(page, 200).count("kind-0-name") > 0
    assert 'name="kind-12-name"' not in page.content.decode()


@pytest.mark.parametrize("version", ["-1", "1e400", "٣", "9" * 5000, "x", ""])
def test_33_34_a_version_that_is_none_overwrites_nothing(people: People, version: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {"urgency": "urgent", "account": "erste Fassung"})
    where = reverse("cases:step", kwargs={"draft_id": key, "slug": "lage"})

    answer = ada.post(where, {"urgency": "urgent", "account": "zweite", "fassung": version})

    assert_orderly(answer, 302, 409, 422)
    assert Draft.objects.get().entries["lage"]["account"] == "erste Fassung"
