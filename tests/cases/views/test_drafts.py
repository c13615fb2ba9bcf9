"""What the script of a long form hears, and both versions of a page without a script."""

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.domain.retention import KEPT_FOR
from cases.models import Concern, Draft
from cases.queries.copies import group_of, key_of, whose
from cases.services.drafts import discard_draft
from kinderschutz.lib.practice import CODE
from network.domain.terms import Role
from tests.cases.views.walking import SITUATION, begin, client_of, fill, send, text, url
from tests.people import People, person

JSON: dict[str, Any] = {"HTTP_ACCEPT": "application/json"}
LEFT, RIGHT = {"seite": "left"}, {"seite": "right"}


def autosave(client: Any, key: UUID, told: dict[str, Any], step: str = "lage", **more: str) -> Any:
    """As the script sends what stands in a step."""
    where = reverse("cases:step_autosave", kwargs={"draft_id": key, "slug": step})
    return client.post(where, told, **JSON, **more)


def versions(key: UUID, step: str = "lage") -> str:
    return reverse("cases:step_versions", kwargs={"draft_id": key, "slug": step})


def key_url(key: UUID) -> str:
    return reverse("cases:draft_key", kwargs={"draft_id": key})


def test_autosave_keeps_what_is_not_valid_yet(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    answer = autosave(ada, key, {"account": "Kanarienber", "fassung": 0, "zug": 1, **LEFT})

    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert Draft.objects.get().entries["lage"] == {"account": "Kanarienber"}


@pytest.mark.parametrize("page", ["a\x00b", "x" * 500, "<b>"])
def test_a_page_with_an_unsound_name_is_kept_as_nobodys(people: People, page: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    url = reverse("cases:step_autosave", kwargs={"draft_id": key, "slug": "lage"})

    answer = ada.post(url, {**SITUATION, "seite": page}, headers={"Accept": "application/json"})

    assert answer.status_code == 200
    assert Draft.objects.get(pk=key).written["lage"][1] == ""


def test_autosave_does_not_overwrite_another_window(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    autosave(ada, key, {"account": "first", "fassung": 0, **LEFT})

    answer = autosave(ada, key, {"account": "second", "fassung": 0, **RIGHT})

    assert (answer.status_code, answer.json()) == (409, {"url": versions(key)})
    assert Draft.objects.get().entries["lage"] == {"account": "first"}


def test_windows_on_two_steps_both_go_on(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    autosave(ada, key, {"account": "first", "fassung": 0, **LEFT})

    answer = autosave(ada, key, {"kind-0-name": "Kim", "fassung": 0, **RIGHT}, step="kinder")

    assert answer.status_code == 200
    assert set(Draft.objects.get().entries) == {"lage", "kinder"}


def test_a_logged_out_script_hears_401_and_nothing_is_kept(people: People) -> None:
    key = begin(client_of(people.ada))

    for answer in (
        autosave(Client(), key, {"account": "x"}),
        Client().get(key_url(key), **JSON),
        Client().get(reverse("cases:drafts_alive"), **JSON),
    ):
        assert answer.status_code == 401
    assert Draft.objects.get().entries == {}


def test_a_page_of_somebody_who_logged_out_does_not_write_as_the_next_person(
    people: People,
) -> None:
    key = begin(client_of(people.ada))
    ben = client_of(people.ben)
    page_of_ada = {"HTTP_X_DRAFT_WHOSE": whose(people.ada.user.pk)}

    assert autosave(ben, key, {"account": "x"}, **page_of_ada).status_code == 401
    assert ben.get(key_url(key), **JSON, **page_of_ada).status_code == 401


def test_a_draft_that_was_sent_answers_with_its_receipt(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    send(ada, key)
    receipt = reverse("cases:receipt", kwargs={"reference": Concern.objects.get().reference})

    for answer in (autosave(ada, key, {"account": "x"}), ada.get(key_url(key), **JSON)):
        assert (answer.status_code, answer.json()) == (410, {"url": receipt})


def test_a_draft_that_was_discarded_is_gone(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    discard_draft(by=people.ada.actor, draft_id=key)

    answer = autosave(ada, key, {"account": "x"})

    assert (answer.status_code, answer.json()) == (410, {"url": ""})


def test_more_than_is_kept_is_refused(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    answer = autosave(ada, key, {"account": "x" * 200_001})

    assert answer.status_code == 413
    assert Draft.objects.get().entries == {}


def test_a_step_that_the_report_does_not_have_is_not_found(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)

    assert autosave(ada, key, {}, step="pruefen").status_code == 404
    assert autosave(ada, key, {}, step="gibt-es-nicht").status_code == 404


def test_the_key_belongs_to_one_draft_and_one_person_and_never_changes(people: People) -> None:
    ada = client_of(people.ada)
    key, other = begin(ada), begin(ada)

    said = ada.get(key_url(key), **JSON)

    assert said["Cache-Control"] == "no-store, private"
    assert len(base64.urlsafe_b64decode(said.json()["key"] + "=")) == 32
    assert said.json()["key"] == ada.get(key_url(key), **JSON).json()["key"]
    assert said.json()["key"] != ada.get(key_url(other), **JSON).json()["key"]
    theirs = Draft(pk=key, user=people.ben.user)
    assert key_of(theirs) != said.json()["key"]


def test_others_get_no_key(people: People) -> None:
    key = begin(client_of(people.ada))
    colleague = client_of(person("Alma Anders", Role.PARTNER_REPORTER, people.school))

    for client in (client_of(people.ben), client_of(people.dora), colleague):
        assert "key" not in client.get(key_url(key), **JSON).json()
        assert group_of(key) not in str(client.get(reverse("cases:drafts_alive")).json())


def test_the_key_page_says_what_the_server_has(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    autosave(ada, key, {"account": "x", "fassung": 0, "zug": 4, **LEFT})
    ada.post(versions(key), {"account": "y", "fassung": 0, "zug": 2, **RIGHT}, **JSON)

    said = ada.get(key_url(key), **JSON).json()

    assert said["held"] == [["left", 4], ["right", 2]]
    assert said["groups"] == [group_of(key)]
    assert (said["version"], said["steps"]) == (2, {"lage": 1})


def test_a_form_of_an_older_page_shows_both_versions(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    ada.post(url(key, "lage"), {**SITUATION, "account": "Zuerst.", "fassung": 0, **LEFT})

    page = ada.post(url(key, "lage"), {**SITUATION, "account": "Danach.", "fassung": 0, **RIGHT})

    assert page.status_code == 409
    assert "Zuerst." in text(page)
    assert "Danach." in text(page)
    assert "Wie dringend ist es?" not in text(page)
    assert Draft.objects.get().entries["lage"]["account"] == "Zuerst."


def test_a_page_that_names_no_version_overwrites_nothing(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)

    page = ada.post(url(key, "lage"), {**SITUATION, "account": "Von früher."})

    assert page.status_code == 409
    assert Draft.objects.get().entries["lage"] == SITUATION


@pytest.fixture
def torn(people: People) -> tuple[Any, UUID]:
    """Ada's report with two versions of its first step."""
    ada = client_of(people.ada)
    key = begin(ada)
    ada.post(url(key, "lage"), {**SITUATION, "account": "Zuerst.", "fassung": 0, **LEFT})
    ada.post(url(key, "lage"), {**SITUATION, "account": "Danach.", "fassung": 0, **RIGHT})
    return ada, key


@pytest.mark.parametrize(("chosen", "account"), [("-1", "Zuerst."), ("0", "Danach.")])
def test_the_person_chooses(torn: tuple[Any, UUID], chosen: str, account: str) -> None:
    ada, key = torn
    seen = Draft.objects.get().version

    answer = ada.post(versions(key), {"nehmen": chosen, "fassung": seen})

    assert answer.url == url(key, "lage")
    assert Draft.objects.get().entries["lage"]["account"] == account
    assert ada.get(versions(key)).status_code == 302


@pytest.mark.parametrize("chosen", ["1", "99", "-2", "abc", ""])
def test_a_choice_that_does_not_exist_changes_nothing(torn: tuple[Any, UUID], chosen: str) -> None:
    ada, key = torn
    before = Draft.objects.get()

    answer = ada.post(versions(key), {"nehmen": chosen, "fassung": before.version})

    after = Draft.objects.get()
    assert (answer.status_code, after.aside) == (409, before.aside)


def test_nothing_is_sent_before_the_choice(torn: tuple[Any, UUID]) -> None:
    ada, key = torn

    answer = send(ada, key)

    assert answer.status_code == 422
    assert "Von dieser Seite gibt es zwei Fassungen" in text(answer)
    assert versions(key) in text(answer)
    assert not Concern.objects.exists()


def test_the_step_says_that_another_version_waits(torn: tuple[Any, UUID]) -> None:
    ada, key = torn

    assert versions(key) in text(ada.get(url(key, "lage")))
    assert "Beide Fassungen" in text(ada.get(versions(key)))


def test_versions_of_others_are_not_found(torn: tuple[Any, UUID], people: People) -> None:
    _, key = torn
    ben = client_of(people.ben)

    assert ben.get(versions(key)).status_code == 404
    assert ben.post(versions(key), {"nehmen": "0", "fassung": "2"}).status_code == 404
    assert client_of(people.ada).get(versions(uuid4())).status_code == 404


def test_a_form_sent_without_a_session_waits_for_the_log_in(people: People) -> None:
    key = begin(client_of(people.ada))
    browser: Any = Client()
    sent = {"account": "Kanarienbericht", "fassung": "0", "wer": whose(people.ada.user.pk)}

    away = browser.post(url(key, "lage"), sent)
    browser.force_login(people.ada.user)
    back = browser.get(url(key, "lage"), follow=True)

    assert away.url.startswith(reverse("network:login"))
    assert "Ihre Sitzung war abgelaufen." in text(back)
    assert Draft.objects.get().entries["lage"] == {"account": "Kanarienbericht"}


def test_it_waits_through_both_steps_after_the_session_has_ended(people: People) -> None:
    browser: Any = client_of(people.ada)
    key = begin(browser)
    Session.objects.update(expire_date=Now())

    away = browser.post(
        url(key, "lage"),
        {"account": "Kanarienbericht", "fassung": "0", "wer": whose(people.ada.user.pk)},
    )
    asked = browser.post(
        away.url,
        {"username": people.ada.user.email, "password": "geheim-genug-fuer-tests",
         "next": url(key, "lage")},
    )  # fmt: skip
    there = browser.post(asked.url, {"code": CODE})
    back = browser.get(there.url, follow=True)

    assert "Ihre Sitzung war abgelaufen." in text(back)
    assert Draft.objects.get().entries["lage"] == {"account": "Kanarienbericht"}


def test_it_lies_in_the_session_unreadable(people: People) -> None:
    key = begin(client_of(people.ada))
    browser: Any = Client()

    browser.post(url(key, "lage"), {"account": "Kanarienbericht"})

    assert "typed" in browser.session
    assert "Kanarien" not in str(dict(browser.session.items()))


def test_it_is_not_shown_to_the_next_person(people: People) -> None:
    key = begin(client_of(people.ada))
    alma = person("Alma Anders", Role.PARTNER_REPORTER, people.school)
    browser: Any = Client()
    own = begin(client_of(alma))
    sent = {"account": "Kanarienbericht", "fassung": "0", "wer": whose(people.ada.user.pk)}
    browser.post(url(own, "lage"), sent)
    browser.force_login(alma.user)

    page = browser.get(url(own, "lage"), follow=True)

    assert "Kanarienbericht" not in text(page)
    assert Draft.objects.get(pk=own).entries == {}
    assert Draft.objects.get(pk=key).entries == {}


def test_a_draft_that_will_expire_says_when(people: People) -> None:
    ada = client_of(people.ada)
    fill(ada, begin(ada), "lage", SITUATION)
    young = text(ada.get(reverse("cases:report")))
    Draft.objects.update(updated_at=timezone.now() - KEPT_FOR + timedelta(days=6))

    page = text(ada.get(reverse("cases:report")))

    day = timezone.localtime(timezone.now() + timedelta(days=6))
    assert f"Wird am {day:%d.%m.%Y} gelöscht" in page
    assert "gelöscht, wenn" not in young


def test_logging_out_leaves_sealed_copies_of_others_alone(people: People) -> None:
    ada = client_of(people.ada)

    answer = ada.post(reverse("network:logout"))

    assert answer["Clear-Site-Data"] == '"cache"'
