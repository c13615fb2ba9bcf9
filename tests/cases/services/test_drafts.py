"""Drafts: begun for an own organisation only, kept step by step, gone when they are gone."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from cases.domain.versions import Writing
from cases.models import Draft
from cases.services.drafts import (
    ChangedMeanwhile,
    DraftIsGone,
    choose_version,
    discard_draft,
    keep_step,
    set_aside,
    start_draft,
)
from network.access import SYSTEM, Actor, Refused
from network.models import Partner, YouthOffice
from tests.people import People, Person


def test_a_draft_is_begun_for_own_organisations_only(people: People) -> None:
    now = timezone.now()

    attempts: list[tuple[Actor, Partner | YouthOffice]] = [
        (people.ada.actor, people.other_school),
        (people.ada.actor, people.bornheim),
        (people.ben.actor, people.siegburg),
        (people.ben.actor, people.school),
        (people.dora.actor, people.kreis),
        (SYSTEM, people.bornheim),
    ]
    for actor, organisation in attempts:
        with pytest.raises(Refused):
            start_draft(by=actor, at=now, on_behalf_of=organisation)
    assert not Draft.objects.exists()


def keep(person: Person, draft: Draft, step: str, typed: dict[str, str], **page: Any) -> Draft:
    """As a page that was opened just now, unless `page` says otherwise."""
    draft.refresh_from_db()
    return keep_step(
        by=person.actor,
        kind=Draft,
        draft_id=draft.pk,
        step=step,
        typed=typed,
        writing=Writing(**{"base": draft.version, **page}),
        at=timezone.now(),
    )


@pytest.fixture
def draft(people: People) -> Draft:
    """Ada has begun."""
    return start_draft(by=people.ada.actor, at=timezone.now(), on_behalf_of=people.school)


def test_steps_are_kept_one_by_one(people: People, draft: Draft) -> None:
    keep(people.ada, draft, "lage", {"a": "1"})
    kept = keep(people.ada, draft, "kinder", {"b": "2"})

    draft.refresh_from_db()
    assert kept.entries == draft.entries == {"lage": {"a": "1"}, "kinder": {"b": "2"}}
    assert kept.version == draft.version == 2


def test_keeping_the_same_again_is_no_new_version(people: People, draft: Draft) -> None:
    first = keep(people.ada, draft, "lage", {"a": "1"})

    again = keep(people.ada, draft, "lage", {"a": "1"}, base=0)

    assert again.version == first.version == 1


def test_windows_on_two_steps_do_not_disturb_each_other(people: People, draft: Draft) -> None:
    keep(people.ada, draft, "lage", {"a": "1"}, base=0, page="left")
    keep(people.ada, draft, "kinder", {"b": "2"}, base=0, page="right")

    draft.refresh_from_db()
    assert draft.entries == {"lage": {"a": "1"}, "kinder": {"b": "2"}}


def test_an_older_window_does_not_overwrite_a_step(people: People, draft: Draft) -> None:
    keep(people.ada, draft, "lage", {"a": "new"}, base=0, page="left")

    with pytest.raises(ChangedMeanwhile):
        keep(people.ada, draft, "lage", {"a": "old"}, base=0, page="right")

    draft.refresh_from_db()
    assert draft.entries == {"lage": {"a": "new"}}


def test_a_window_whose_answer_got_lost_writes_on(people: People, draft: Draft) -> None:
    keep(people.ada, draft, "lage", {"a": "1"}, base=0, page="left", turn=1)

    kept = keep(people.ada, draft, "lage", {"a": "12"}, base=0, page="left", turn=2)

    assert kept.entries == {"lage": {"a": "12"}}


def test_what_arrives_late_from_the_same_window_changes_nothing(
    people: People, draft: Draft
) -> None:
    keep(people.ada, draft, "lage", {"a": "12"}, base=0, page="left", turn=2)

    kept = keep(people.ada, draft, "lage", {"a": "1"}, base=0, page="left", turn=1)

    assert kept.entries == {"lage": {"a": "12"}}


def aside(person: Person, draft: Draft, typed: dict[str, str], page: str) -> Draft:
    return set_aside(
        by=person.actor,
        kind=Draft,
        draft_id=draft.pk,
        step="lage",
        typed=typed,
        writing=Writing(page=page),
        at=timezone.now(),
    )


def choose(person: Person, draft: Draft, chosen: int, seen: int) -> Draft:
    return choose_version(
        by=person.actor,
        kind=Draft,
        draft_id=draft.pk,
        step="lage",
        chosen=chosen,
        seen=seen,
        at=timezone.now(),
    )


def test_both_versions_stay_until_one_is_chosen(people: People, draft: Draft) -> None:
    keep(people.ada, draft, "lage", {"a": "stored"})

    kept = aside(people.ada, draft, {"a": "typed"}, page="right")

    assert kept.entries == {"lage": {"a": "stored"}}
    assert [each["typed"] for each in kept.aside["lage"]] == [{"a": "typed"}]


@pytest.mark.parametrize(("chosen", "says"), [(-1, "stored"), (0, "typed"), (1, "third")])
def test_the_chosen_version_is_the_only_one_left(
    people: People, draft: Draft, chosen: int, says: str
) -> None:
    keep(people.ada, draft, "lage", {"a": "stored"})
    aside(people.ada, draft, {"a": "typed"}, page="right")
    seen = aside(people.ada, draft, {"a": "third"}, page="left").version

    kept = choose(people.ada, draft, chosen, seen)

    assert kept.entries == {"lage": {"a": says}}
    assert kept.aside is None


def test_a_choice_between_versions_that_have_changed_is_refused(
    people: People, draft: Draft
) -> None:
    keep(people.ada, draft, "lage", {"a": "stored"})
    seen = aside(people.ada, draft, {"a": "typed"}, page="right").version
    keep(people.ada, draft, "lage", {"a": "newer"})

    for chosen in (-1, 0):
        with pytest.raises(ChangedMeanwhile):
            choose(people.ada, draft, chosen, seen)


def test_the_same_window_sets_aside_its_last_word_only(people: People, draft: Draft) -> None:
    keep(people.ada, draft, "lage", {"a": "stored"})
    aside(people.ada, draft, {"a": "typ"}, page="right")

    kept = aside(people.ada, draft, {"a": "typed"}, page="right")

    assert [each["typed"] for each in kept.aside["lage"]] == [{"a": "typed"}]


def test_names_in_a_draft_are_sealed_in_the_database(people: People, draft: Draft) -> None:
    keep(people.ada, draft, "lage", {"n": "Kanarienkind"})
    aside(people.ada, draft, {"n": "Kanarienmutter"}, page="right")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_draft::text, entries, aside FROM cases_draft")
        [(row, *sealed)] = cursor.fetchall()

    assert "Kanarien" not in row
    assert all(value and b"Kanarien" not in bytes(value) for value in sealed)


def test_nobody_writes_into_the_draft_of_another(people: People, draft: Draft) -> None:
    for person, key in [(people.ben, draft.pk), (people.ada, uuid4())]:
        with pytest.raises(DraftIsGone):
            keep_step(
                by=person.actor,
                kind=Draft,
                draft_id=key,
                step="lage",
                typed={},
                writing=Writing(),
                at=timezone.now(),
            )
        assert not discard_draft(by=person.actor, draft_id=key)
    assert discard_draft(by=people.ada.actor, draft_id=draft.pk)
