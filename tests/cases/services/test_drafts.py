"""Drafts: begun for an own organisation only, kept step by step, gone when they are gone."""

from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import Draft
from cases.services.drafts import DraftIsGone, discard_draft, keep_entries, start_draft
from network.access import SYSTEM, Actor, Refused
from network.models import Partner, YouthOffice
from tests.people import People


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


def test_steps_are_kept_one_by_one(people: People) -> None:
    now = timezone.now()
    draft = start_draft(by=people.ada.actor, at=now, on_behalf_of=people.school)

    keep_entries(by=people.ada.actor, draft_id=draft.pk, entries={"lage": {"a": "1"}}, at=now)
    kept = keep_entries(
        by=people.ada.actor, draft_id=draft.pk, entries={"kinder": {"b": "2"}}, at=now
    )

    draft.refresh_from_db()
    assert kept == draft.entries == {"lage": {"a": "1"}, "kinder": {"b": "2"}}


def test_names_in_a_draft_are_sealed_in_the_database(people: People) -> None:
    now = timezone.now()
    draft = start_draft(by=people.ada.actor, at=now, on_behalf_of=people.school)
    keep_entries(
        by=people.ada.actor, draft_id=draft.pk, entries={"kinder": {"n": "Kanarienkind"}}, at=now
    )

    [row] = Draft.objects.raw("SELECT id, entries::text AS sealed FROM cases_draft")

    assert "Kanarienkind" not in row.sealed  # type: ignore[attr-defined]  # a column of the query


def test_nobody_writes_into_the_draft_of_another(people: People) -> None:
    now = timezone.now()
    draft = start_draft(by=people.ada.actor, at=now, on_behalf_of=people.school)

    for actor, key in [(people.ben.actor, draft.pk), (people.ada.actor, uuid4())]:
        with pytest.raises(DraftIsGone):
            keep_entries(by=actor, draft_id=key, entries={"lage": {}}, at=now)
        assert not discard_draft(by=actor, draft_id=key)
    assert discard_draft(by=people.ada.actor, draft_id=draft.pk)
