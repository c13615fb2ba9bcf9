"""Nasty inputs 35 to 43: too much, too often, and fields that were not asked for."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Concern, Draft
from network.models import Partner
from tests.cases.views.walking import SITUATION, begin, client_of, fill, send, url
from tests.house.test_urls import ALL, address
from tests.nasty.outcome import (
    assert_orderly,
    assert_quiet,
    faults_named,
    lines,
    nothing_stored,
    written,
)
from tests.people import People

TEN_MEGABYTES = 10 * 1024 * 1024
MOST_KEPT = 40
"""Forms of one address without a session, in five minutes (ACCOUNT_RATE_LIMITS)."""


def test_35_ten_megabytes_in_a_field_never_reach_the_database(people: People, heard: Any) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    with nothing_stored():
        answer = ada.post(url(key, "lage"), {**SITUATION, "account": "Kanarie" * 1_500_000})

    assert "zu viel auf einmal" in assert_orderly(answer, 413)
    assert_quiet(heard, "Kanarie")


def test_35_a_text_that_is_a_little_too_long_stays_on_the_page(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    told = "Kanarienbericht " * 1_300

    page = assert_orderly(fill(ada, key, "lage", {"urgency": "urgent", "account": told}), 422)

    assert any("höchstens 20.000 Zeichen" in each for each in faults_named(page))
    assert told.strip()[:500] in page


def test_36_ten_thousand_fields_are_refused_in_german(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fields = {f"kind-{number}-name": "x" for number in range(10_000)}

    with nothing_stored():
        answer = ada.post(url(key, "kinder"), fields)

    assert_orderly(answer, 400, 413)


def test_36_more_children_than_a_page_holds_are_not_made(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    fill(ada, key, "kinder", {"anzahl": "900", **{f"kind-{n}-name": "x" for n in range(900)}})

    page = assert_orderly(ada.get(url(key, "kinder")), 200)
    assert len(re.findall(r'name="kind-\d+-name"', page)) <= 12


@pytest.mark.parametrize(
    "body", ["[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000]
)
def test_38_deep_json_is_no_form(people: People, body: str) -> None:
    ada = client_of(people.ada)
    before = written()

    for name in sorted(ALL):
        answer = ada.post(address(name), body, content_type="application/json")

        assert answer.status_code in {200, 302, 400, 401, 403, 404, 405, 410, 422}, name
    reported = {"cases_concern", "cases_child", "cases_notice", "cases_decision"}
    assert reported & (set(written()) - set(before)) == set()


def test_39_of_a_parameter_given_twice_the_last_counts(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    ada.post(url(key, "lage"), {"urgency": ["acute", "standard"], "account": "x", "fassung": 0})

    assert Draft.objects.get().entries["lage"]["urgency"] == "standard"


@pytest.mark.parametrize(
    "name", ["office", "partner", "user", "reporter_visible", "received_by", "via", "state", "id"]
)
def test_40_a_field_that_was_not_asked_for_changes_nothing(people: People, name: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    fill(ada, key, "lage", {**SITUATION, name: str(people.bornheim.pk)})
    send(ada, key)

    concern = Concern.objects.get()
    reporter = concern.reporter
    known = (reporter.institution_id, reporter.account_id)
    assert known == (people.school.pk, people.ada.user.pk)
    assert str(people.bornheim.pk) not in str(concern.account)


def test_40_a_field_that_no_form_asked_for_is_one_log_line_without_name_and_value(
    people: People, heard: Any
) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    heard.clear()

    fill(ada, key, "lage", {**SITUATION, "reporter_visible": "Kanarienwert"})

    (line,) = [each for each in lines(heard) if each["logger"] == "kinderschutz.lib.asked"]
    assert (line["message"], line["level"]) == ("fields that no form asked for", "warning")
    assert (line["route"], line["count"]) == ("cases:step", 1)
    assert line["actor"] == str(people.ada.user.pk)
    assert "reporter_visible" not in str(line)
    assert_quiet(heard, "Kanarienwert")


@pytest.mark.parametrize("step", ["lage", "kinder", "kontakt"])
def test_40_what_the_page_itself_offers_is_no_line(people: People, heard: Any, step: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    page = ada.get(url(key, step)).content.decode()
    form = page[page.index("data-keep") :] if "data-keep" in page else page
    offered = dict.fromkeys(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', form), "")
    heard.clear()

    ada.post(url(key, step), offered)

    assert len(offered) > 3
    assert [each for each in lines(heard) if each["logger"] == "kinderschutz.lib.asked"] == []


def test_41_a_foreign_institution_is_ignored_as_one_that_does_not_exist(people: People) -> None:
    other = Partner.objects.get(key="schule-bornheim")
    answers = []

    for chosen in (other.pk, uuid4()):
        answer = client_of(people.ada).post(reverse("cases:report"), {"organisation": chosen})
        answers.append((answer.status_code, len(answer.content)))

    assert answers[0] == answers[1]
    assert {draft.partner for draft in Draft.objects.all()} <= {people.school}


def test_41_a_foreign_office_and_none_are_refused_in_the_same_words(people: People) -> None:
    pages = []

    for chosen in (people.siegburg.pk, uuid4(), "siegburg", "x"):
        ben = client_of(people.ben)
        answer = ben.post(reverse("cases:intake"), {"organisation": str(chosen)})
        pages.append((answer.status_code, faults_named(answer.content.decode())))

    assert len({str(page) for page in pages}) == 1


def test_42_a_form_sent_after_the_session_ended_is_kept_sealed_until_logging_in(
    people: People,
) -> None:
    key = begin(client_of(people.ada))
    stranger = Client()

    answer = stranger.post(url(key, "lage"), {**SITUATION, "fassung": 0})

    assert answer.status_code == 302
    assert "typed" in stranger.session
    assert "Kanarienbericht" not in str(dict(stranger.session))
    assert Draft.objects.get().entries == {}


def test_42_strangers_who_send_without_end_fill_no_database(people: People) -> None:
    key = begin(client_of(people.ada))
    kept = []

    for _ in range(MOST_KEPT + 2):
        stranger = Client()
        answer = stranger.post(url(key, "lage"), {**SITUATION, "fassung": 0})
        kept.append(("typed" in stranger.session, answer.status_code))

    assert kept == [(True, 302)] * MOST_KEPT + [(False, 302)] * 2


def test_42_an_old_token_is_refused_in_german_and_stores_nothing(people: People) -> None:
    ada = Client(enforce_csrf_checks=True)
    ada.force_login(people.ada.user)

    with nothing_stored():
        answer = ada.post(reverse("cases:report"), {"csrfmiddlewaretoken": "a" * 64})

    assert "Das Formular ist abgelaufen" in assert_orderly(answer, 403)


def test_43_sent_twenty_times_it_is_one_concern_with_one_receipt(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)

    places = {send(ada, key).url for _ in range(20)}

    assert len(places) == 1
    assert Concern.objects.count() == 1
