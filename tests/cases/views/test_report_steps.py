"""The pages of a report: kept step by step, seen by one person only, usable back and forth."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Concern, Draft
from network.domain.terms import Role
from tests.cases.views.walking import (
    BONN,
    BORNHEIM,
    SITUATION,
    begin,
    client_of,
    fill,
    send,
    text,
    url,
)
from tests.factories import network as make
from tests.people import People, person


def test_beginning_makes_an_empty_draft_of_the_own_school(people: People) -> None:
    ada = client_of(people.ada)

    response = ada.post(reverse("cases:report"))

    draft = Draft.objects.get()
    assert response.url == url(draft.pk, "lage")
    assert (draft.user, draft.partner, draft.office) == (people.ada.user, people.school, None)
    assert draft.entries == {}


def test_looking_at_the_first_page_writes_nothing(people: People) -> None:
    client_of(people.ada).get(reverse("cases:report"))
    client_of(people.ben).get(reverse("cases:intake"))

    assert not Draft.objects.exists()


def test_who_may_not_report_finds_no_such_pages(people: People) -> None:
    dora, ada, ben = client_of(people.dora), client_of(people.ada), client_of(people.ben)
    key = begin(ada)

    for client, path in [
        (dora, reverse("cases:report")),
        (dora, reverse("cases:intake")),
        (dora, reverse("cases:my_reports")),
        (dora, url(key, "lage")),
        (dora, url(key, "pruefen")),
        (ben, reverse("cases:report")),
        (ben, url(key, "lage")),
        (ada, reverse("cases:intake")),
        (ada, url(uuid4(), "lage")),
        (ada, url(key, "gibt-es-nicht")),
    ]:
        assert client.get(path).status_code == 404, path
        assert client.post(path).status_code in {404, 405}, path


def test_visitors_log_in_first(people: People, client: Client) -> None:
    key = begin(client_of(people.ada))

    for path in (reverse("cases:report"), url(key, "lage"), url(key, "pruefen")):
        assert client.get(path).status_code == 302


def test_a_draft_closes_when_the_person_leaves_the_school(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    people.ada.user.memberships.update(role=Role.PARTNER_REPORTER, partner=people.other_school)

    assert ada.get(url(key, "lage")).status_code == 404


def test_what_was_typed_stays_when_something_is_missing(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "lage", {"account": "Kanarienbericht", "topics": ["neglect"]})

    assert response.status_code == 422
    assert "Bitte wählen Sie aus, wie dringend es ist." in text(response)
    assert "<title>Fehler:" in text(response)
    assert Draft.objects.get().entries["lage"] == {
        "account": "Kanarienbericht",
        "topics": ["neglect"],
    }
    assert "Kanarienbericht" in text(ada.get(url(key, "lage")))


def test_continue_leads_from_step_to_step(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    walked = ["lage"]

    while walked[-1] != "pruefen":
        response = fill(ada, key, walked[-1], SITUATION if walked[-1] == "lage" else {})
        walked.append(response.url.rstrip("/").split("/")[-1])

    assert walked == ["lage", "kinder", "familie", "vorgehen", "kontakt", "pruefen"]


def test_back_keeps_what_was_typed_and_asks_nothing(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "kinder", {"kind-0-born_on": "irgendwann", "zurueck": "1"})

    assert response.url == url(key, "lage")
    assert 'value="irgendwann"' in text(ada.get(url(key, "kinder")))


def test_a_step_with_a_fault_is_not_shown_as_done(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    fill(ada, key, "kinder", {"kind-0-born_on": "irgendwann", "zurueck": "1"})

    page = text(ada.get(url(key, "familie")))

    assert page.count("(erledigt)") == 1
    assert url(key, "kinder") in page


def test_a_draft_can_wait_and_be_found_again(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "lage", {**SITUATION, "spaeter": "1"})

    page = text(ada.get(response.url))
    assert response.url == reverse("cases:report")
    assert url(key, "lage") in page
    assert "1 Kind · Dringend: heute" in page
    assert "Kanarienbericht" not in page


def test_an_untouched_draft_is_not_worth_a_line(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    assert url(key, "lage") not in text(ada.get(reverse("cases:report")))


def test_drafts_of_others_cannot_be_discarded(people: People) -> None:
    ada, ben = client_of(people.ada), client_of(people.ben)
    key = begin(ada)
    discard = reverse("cases:discard", kwargs={"draft_id": key})

    assert ben.post(discard).status_code == 404
    assert ada.get(discard).status_code == 405
    assert Draft.objects.exists()
    assert ada.post(discard).url == reverse("cases:report")
    assert not Draft.objects.exists()


def test_children_come_and_go_with_what_was_typed(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    first = {"anzahl": "1", "kind-0-name": "Kanarienkind", "kind-0-residence": BORNHEIM}

    added = fill(ada, key, "kinder", {**first, "hinzufuegen": "1"})
    page = text(ada.get(added.url))

    assert added.url == url(key, "kinder") + "#kind-B"
    assert 'name="kind-1-name"' in page
    assert page.count(f'<option value="{BORNHEIM}" selected>') == 2

    second = {**first, "anzahl": "2", "kind-1-name": "Zweites", "kind-1-residence": BONN}
    fill(ada, key, "kinder", {**second, "entfernen": "0"})

    page = text(ada.get(url(key, "kinder")))
    assert 'value="Zweites"' in page
    assert "Kanarienkind" not in page
    assert 'name="kind-1-name"' not in page


def test_at_most_twelve_children(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    fill(ada, key, "kinder", {"anzahl": "12", "hinzufuegen": "1"})

    assert Draft.objects.get().entries["kinder"]["anzahl"] == "12"
    assert len(re.findall('name="kind-[0-9]+-name"', text(ada.get(url(key, "kinder"))))) == 12


@pytest.mark.parametrize("count", ["-1", "0", "9999999", "abc", "٣", "1e3"])
def test_a_count_that_is_none_does_no_harm(people: People, count: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "kinder", {"anzahl": count, "entfernen": count})

    assert response.status_code == 302


def test_a_child_with_a_family_of_its_own_gets_its_own_questions(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "kinder", {"anzahl": "3", "kind-2-own_family": "on"})

    page = text(ada.get(url(key, "familie")))

    assert "Familie von Kind A, Kind B" in page
    assert "Familie von Kind C" in page


def test_contradictions_are_told_on_the_page_where_they_can_be_cured(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(
        ada,
        key,
        "familie",
        {"familie-A-mother_custody": "sole", "familie-A-father_custody": "sole"},
    )

    assert response.status_code == 422
    assert "Das passt nicht zur Personensorge des Vaters" in text(response)
    assert 'href="#id_familie-A-mother_custody"' in text(response)


def test_change_links_lead_back_to_the_check(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)

    change = url(key, "kinder") + "?pruefen=1"
    page = text(ada.get(url(key, "pruefen")))
    response = ada.post(change, {"anzahl": "1", "kind-0-name": "Kim"})

    assert change in page
    assert response.url == url(key, "pruefen")


def test_professional_facts_are_asked_of_caseworkers_only(people: People) -> None:
    ada, ben = client_of(people.ada), client_of(people.ben)
    of_ada, of_ben = begin(ada), begin(ben, view="cases:intake")

    assert "foster_since" not in text(ada.get(url(of_ada, "familie")))
    assert "foster_since" in text(ben.get(url(of_ben, "familie")))


def test_a_hidden_field_that_was_slipped_in_is_ignored(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    fill(ada, key, "lage", {**SITUATION, "received_by": "siegburg", "reporter_kind": "police"})

    assert Draft.objects.get().entries["lage"] == SITUATION


def test_too_long_a_text_is_told_and_stays_on_the_page(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "lage", {**SITUATION, "account": "x" * 20_412})

    assert response.status_code == 422
    assert "höchstens 20.000 Zeichen; jetzt sind es 20.412" in text(response)
    assert "x" * 20_412 in text(response)


def test_far_too_long_a_text_is_told_but_not_kept(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "lage", {**SITUATION, "account": "x" * 2_000_000, "spaeter": "1"})

    assert response.status_code == 422
    assert "jetzt sind es 2.000.000" in text(response)
    assert Draft.objects.get().entries == {}


def test_other_methods_are_refused(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    for path in (reverse("cases:report"), url(key, "lage"), url(key, "pruefen")):
        assert ada.put(path).status_code == 405
        assert ada.delete(path).status_code == 405


def test_ten_thousand_fields_get_a_german_page(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "lage", {f"feld{number}": "1" for number in range(10_000)})

    assert response.status_code == 413
    assert 'lang="de"' in text(response)
    assert Draft.objects.get().entries == {}


def test_ten_megabytes_are_refused_before_anything_is_stored(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    response = fill(ada, key, "lage", {**SITUATION, "account": "x" * 10_000_000})

    assert response.status_code == 413
    assert 'lang="de"' in text(response)
    assert Draft.objects.get().entries == {}


def test_scripts_and_templates_are_shown_as_text(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    nasty = '<script>alert(1)</script>{{7*7}}"><img src=x onerror=alert(1)>'
    fill(ada, key, "lage", {**SITUATION, "account": nasty})

    for step in ("lage", "pruefen"):
        page = text(ada.get(url(key, step)))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


def test_somebody_with_two_schools_says_for_which(people: People) -> None:
    make.join(people.ada.user, Role.PARTNER_REPORTER, people.other_school)
    ada = client_of(people.ada)

    unsaid = ada.post(reverse("cases:report"))
    foreign = ada.post(reverse("cases:report"), {"organisation": str(people.bornheim.pk)})
    key = begin(ada, organisation=str(people.other_school.pk))

    assert (unsaid.status_code, foreign.status_code) == (422, 422)
    assert Draft.objects.get(pk=key).partner == people.other_school


def test_somebody_with_two_offices_says_which_took_the_call(people: People) -> None:
    make.join(people.ben.user, Role.CASE_WORKER, people.siegburg)
    ben = client_of(people.ben)

    key = begin(ben, view="cases:intake", organisation=str(people.siegburg.pk))
    fill(ben, key, "lage", SITUATION)
    send(ben, key)

    assert Concern.objects.get().received_by == people.siegburg


def test_pages_cost_the_same_with_one_draft_and_with_ten(
    people: People, django_assert_max_num_queries: object
) -> None:
    ada = client_of(people.ada)
    for _ in range(10):
        fill(ada, begin(ada), "lage", SITUATION)
    key = Draft.objects.first().pk  # type: ignore[union-attr]
    ada.get(url(key, "kinder"))

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        ada.get(reverse("cases:report"))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        ada.get(url(key, "kinder"))


def test_a_coworker_of_the_same_school_sees_no_draft(people: People) -> None:
    key = begin(client_of(people.ada))
    colleague = client_of(person("Alma Anders", Role.PARTNER_REPORTER, people.school))

    assert colleague.get(url(key, "lage")).status_code == 404
