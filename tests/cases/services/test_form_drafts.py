"""Unsent text of other long forms, and the end of what nobody touches."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from cases.access import own_form_drafts
from cases.domain.retention import KEPT_FOR
from cases.domain.versions import Writing
from cases.models import Draft, FormDraft
from cases.services.drafts import DraftIsGone, keep_step, start_draft
from cases.services.form_drafts import STEP, expire_drafts, forget_form_draft, open_form_draft
from cases.tasks import expire_drafts as task
from network.access import SYSTEM, Refused, actor_for
from network.domain.terms import Role
from network.models import Event
from tests.factories import network as make
from tests.people import People, Person

ONE_SECOND = timedelta(seconds=1)
ABOUT = UUID("00000000-0000-4000-8000-000000000001")


def opened(people: People, who: Person, form: str = "weiterleiten") -> FormDraft:
    return open_form_draft(
        by=who.actor, form=form, about=ABOUT, at=timezone.now(), office_id=people.bornheim.pk
    )


def test_a_form_about_one_thing_has_one_draft_per_person(people: People) -> None:
    first, again = opened(people, people.ben), opened(people, people.ben)
    other_form = opened(people, people.ben, form="anders-entscheiden")

    assert first == again
    assert other_form != first
    assert FormDraft.objects.count() == 2


def test_nobody_in_particular_has_no_draft(people: People) -> None:
    with pytest.raises(Refused):
        open_form_draft(by=SYSTEM, form="weiterleiten", about=ABOUT, at=timezone.now())


def test_a_colleague_cannot_write_into_it(people: People) -> None:
    draft = opened(people, people.ben)

    with pytest.raises(DraftIsGone):
        keep_step(
            by=people.carla.actor,
            kind=FormDraft,
            draft_id=draft.pk,
            step=STEP,
            typed={"reason": "Kanarienbericht"},
            writing=Writing(),
            at=timezone.now(),
        )
    forget_form_draft(by=people.carla.actor, draft_id=draft.pk)
    assert FormDraft.objects.filter(pk=draft.pk, entries__isnull=False).exists()


def test_it_closes_when_the_person_leaves_the_office(people: People) -> None:
    opened(people, people.ben)
    assert own_form_drafts(people.ben.actor).exists()

    people.ben.user.memberships.update(role=Role.CASE_WORKER, office=people.siegburg)

    assert not own_form_drafts(actor_for(people.ben.user, make.AT)).exists()


def test_a_sent_form_leaves_no_draft(people: People) -> None:
    draft = opened(people, people.ben)

    forget_form_draft(by=people.ben.actor, draft_id=draft.pk)

    assert not FormDraft.objects.exists()


def test_drafts_of_both_kinds_go_after_a_month_untouched(people: People) -> None:
    now = timezone.now()
    report = start_draft(by=people.ada.actor, at=now, on_behalf_of=people.school)
    form = opened(people, people.ben)
    FormDraft.objects.update(updated_at=now)

    assert expire_drafts(at=now + KEPT_FOR) == 0
    assert expire_drafts(at=now + KEPT_FOR + ONE_SECOND) == 2

    assert not Draft.objects.exists()
    assert not FormDraft.objects.exists()
    events = Event.objects.filter(what="draft.expired").order_by("on_kind")
    assert [(each.on_kind, each.on_id, each.is_system) for each in events] == [
        ("draft", report.pk, True),
        ("formdraft", form.pk, True),
    ]


def test_typing_keeps_a_draft_alive(people: People) -> None:
    now = timezone.now()
    draft = start_draft(by=people.ada.actor, at=now, on_behalf_of=people.school)
    keep_step(
        by=people.ada.actor,
        kind=Draft,
        draft_id=draft.pk,
        step="lage",
        typed={"account": "x"},
        writing=Writing(),
        at=now + KEPT_FOR,
    )

    assert expire_drafts(at=now + KEPT_FOR + ONE_SECOND) == 0


def test_the_task_expires_by_the_clock_of_the_database(people: People) -> None:
    long_ago = timezone.now() - KEPT_FOR - timedelta(hours=1)
    start_draft(by=people.ada.actor, at=long_ago, on_behalf_of=people.school)
    young = start_draft(by=people.ada.actor, at=timezone.now(), on_behalf_of=people.school)

    task.run()  # as a worker does, on the connection of this test

    assert set(Draft.objects.values_list("pk", flat=True)) == {young.pk}
