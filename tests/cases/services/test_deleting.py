"""What is due by rule goes, whole or not at all; what is open, owned or held stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.access import visible_notices
from cases.domain.retention_rules import Outcome
from cases.models import (
    AccessExport,
    CaseKey,
    Child,
    Concern,
    Decision,
    DeletionRecord,
    EndedCopy,
    Notice,
    Reporter,
    SearchMark,
    Upload,
)
from cases.queries.retention import NoRetentionRules
from cases.queries.tables_of_a_case import rows_of
from cases.services.deleting import delete_due
from network.access import acting_as, allowed
from network.models import Event
from tests.factories.agreements import publish_standard
from tests.factories.cases import SIEGBURG, child, make_concern
from tests.factories.retention import close, hold, publish_rules, settle
from tests.people import People, arrive

pytestmark = pytest.mark.django_db(transaction=True)
YEAR, HALF_YEAR, QUARTER = timedelta(days=367), timedelta(days=185), timedelta(days=91)
SAME = (
    *("concern", "office", "rules_version", "law_version", "directory_version"),
    *("inputs", "answers", "route"),
)
"""What a later decision says as the first one did."""


@pytest.fixture
def people(transactional_db: None, settings: Any, tmp_path: Path) -> People:
    settings.DELETION_JOURNAL = tmp_path / "deletions.journal"
    small = arrive()
    publish_standard()
    publish_rules()
    return small


def settled(people: People, *children: Any, ago: timedelta = timedelta(days=400)) -> Concern:
    concern = make_concern(people, *children)
    settle(concern, people.ben.user, ago=ago)
    return concern


def test_of_a_closed_case_nothing_is_left_in_any_table(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    before = {model for model, found in rows_of([concern.pk]).items() if found}

    run = delete_due()

    assert run.concerns == 1
    assert {Concern, Child, Reporter, Notice} <= before
    assert rows_of([concern.pk]) == {Concern: {concern.pk: concern.pk}}
    assert not Concern.objects.filter(pk=concern.pk).exists()


def test_its_key_is_destroyed(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    key = CaseKey.objects.get(concern_id=concern.pk)
    assert (key.wrapped, key.shredded_at is not None) == (None, True)


def test_a_record_without_content_is_left(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    record = DeletionRecord.objects.get(kind="concern")
    assert record.office == people.bornheim
    assert record.counts["cases_child"] == 1
    assert str(concern.pk) not in f"{record.counts} {record.mark}"
    assert concern.reference not in f"{record.counts} {record.mark}"


def test_the_audit_log_names_it_by_its_id(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    event = Event.objects.get(what="concern.deleted")
    assert (event.on_id, event.office_id, event.is_system) == (
        concern.pk,
        people.bornheim.pk,
        True,
    )


@pytest.mark.parametrize(
    ("outcome", "kept", "over"),
    [
        (Outcome.UNFOUNDED, timedelta(days=180), HALF_YEAR),
        (Outcome.HANDED_OVER, timedelta(days=89), QUARTER),
        (Outcome.FOLLOWED, timedelta(days=363), YEAR),
    ],
)
def test_each_outcome_has_its_time(
    people: People, outcome: Outcome, kept: timedelta, over: timedelta
) -> None:
    young, old = settled(people), settled(people)
    close(young, people.bornheim, people.ben.user, outcome=outcome, ago=kept)
    close(old, people.bornheim, people.ben.user, outcome=outcome, ago=over)

    delete_due()

    assert list(Concern.objects.values_list("pk", flat=True)) == [young.pk]


def test_what_nobody_closed_stays_however_old(people: People) -> None:
    concern = settled(people, ago=timedelta(days=4000))

    delete_due()

    assert Concern.objects.filter(pk=concern.pk).exists()
    assert Child.objects.filter(concern=concern).exists()


def test_what_was_opened_again_stays(people: People) -> None:
    concern = settled(people)
    closure = close(concern, people.bornheim, people.ben.user)
    closure.reopened_at, closure.reopened_by = timezone.now(), people.ben.user
    closure.save()

    delete_due()

    assert Child.objects.filter(concern=concern).exists()


def test_what_nobody_has_taken_over_stays(people: People) -> None:
    concern = make_concern(people)
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    assert Concern.objects.filter(pk=concern.pk).exists()


def test_what_is_held_stays(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    hold(concern, people.bornheim, people.ben.user)

    delete_due()

    assert Child.objects.filter(concern=concern).exists()
    assert Reporter.objects.filter(concern=concern).exists()


def test_what_the_family_waits_for_is_not_deleted(people: People) -> None:
    """An answer to a request for access is begun and not yet released."""
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    at = timezone.now()
    AccessExport.objects.create(
        concern=concern,
        office=people.bornheim,
        child=concern.children.get(),
        choices={},
        made_by=people.ben.user,
        made_at=at,
        updated_at=at,
    )

    delete_due()

    assert Child.objects.filter(concern=concern).exists()


def test_a_hold_that_is_over_holds_nothing(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    held = hold(concern, people.bornheim, people.ben.user)
    held.until = (timezone.localtime() - timedelta(days=1)).date()
    held.save()

    delete_due()

    assert not Concern.objects.filter(pk=concern.pk).exists()


def test_a_second_run_finds_nothing(people: People) -> None:
    close(settled(people), people.bornheim, people.ben.user)
    delete_due()

    again = delete_due()

    assert (again.concerns, again.copies) == (0, 0)
    assert DeletionRecord.objects.filter(kind="concern").count() == 1


def test_the_reporter_goes_before_the_case(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user, ago=QUARTER)

    delete_due()

    assert not Reporter.objects.filter(concern=concern).exists()
    assert Child.objects.filter(concern=concern).exists()


def test_what_was_taken_over_after_closing_is_not_deleted_at_once(people: People) -> None:
    """A sibling's office forwards to the one that had closed long ago."""
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    told = Notice.objects.filter(concern=concern).order_by("created_at").first()
    assert told is not None
    _told_to(people.bornheim, told, by=people.ben.user, ago=timedelta(hours=1))

    delete_due()

    assert Child.objects.filter(concern=concern).exists()
    assert Reporter.objects.filter(concern=concern).exists()


def test_what_was_decided_after_closing_is_not_deleted_at_once(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    decided = concern.decisions.get()
    Decision.objects.create(
        **{name: getattr(decided, name) for name in SAME},
        number=2,
        replaces=decided,
        made_at=timezone.now(),
        made_by=people.ben.user,
    )

    delete_due()

    assert Child.objects.filter(concern=concern).exists()


def test_what_was_attached_after_closing_is_not_deleted_at_once(people: People) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    Upload.objects.create(
        concern=concern,
        office=people.bornheim,
        uploaded_by=people.ben.user,
        from_report=False,
        name="Brief.pdf",
        digest="0",
        size=1,
        state="refused",
        reason="x",
        created_at=timezone.now(),
        settled_at=timezone.now(),
    )

    delete_due()

    assert Child.objects.filter(concern=concern).exists()


def test_the_reporter_stays_while_another_office_works_on(people: People) -> None:
    """Siblings: Bornheim closed long ago, Siegburg may still have to ask."""
    concern = settled(people, child("A"), child("B", lives=SIEGBURG))
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    assert Reporter.objects.filter(concern=concern).exists()


def test_the_time_of_the_reporter_begins_with_the_last_closing(people: People) -> None:
    concern = settled(people, child("A"), child("B", lives=SIEGBURG))
    close(concern, people.bornheim, people.ben.user)
    closure = close(concern, people.siegburg, people.carla.user, ago=timedelta(days=80))

    delete_due()
    is_there_after_80_days = Reporter.objects.filter(concern=concern).exists()
    closure.at -= timedelta(days=15)
    closure.save()
    delete_due()

    assert is_there_after_80_days
    assert not Reporter.objects.filter(concern=concern).exists()


def test_one_office_does_not_end_the_time_of_another(people: People) -> None:
    """Siblings: Bornheim closed, Siegburg works on."""
    concern = settled(people, child("A"), child("B", lives=SIEGBURG))
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    assert [each.office for each in Child.objects.filter(concern=concern)] == [people.siegburg]
    assert EndedCopy.objects.get().office == people.bornheim
    assert Concern.objects.get(pk=concern.pk).account != ""


def test_the_last_one_takes_the_concern_along(people: People) -> None:
    concern = settled(people, child("A"), child("B", lives=SIEGBURG))
    close(concern, people.bornheim, people.ben.user)
    delete_due()
    close(concern, people.siegburg, people.carla.user)

    delete_due()

    assert not Concern.objects.filter(pk=concern.pk).exists()


def test_a_recipient_keeps_its_copy_for_its_own_time(people: People) -> None:
    concern = settled(people)
    told = Notice.objects.filter(concern=concern).order_by("created_at").first()
    assert told is not None
    copy = _told_to(people.siegburg, told, by=people.carla.user, ago=timedelta(days=10))
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    copy.refresh_from_db()
    assert (copy.headline, copy.erased_at) == (told.headline, None)
    assert not Child.objects.filter(concern=concern).exists()
    assert Concern.objects.get(pk=concern.pk).account == ""


def test_a_recipients_copy_ends_before_the_senders(people: People) -> None:
    """It sees the notice no more; the sender still has what it transmitted."""
    concern, told, copy = _with_an_old_copy(people)

    delete_due()

    copy.refresh_from_db()
    assert (copy.headline, copy.content) == (told.headline, told.content)
    assert copy.erased_at is not None
    assert not visible_notices(people.carla.actor).filter(pk=copy.pk).exists()
    assert not allowed(people.carla.actor, copy)
    assert Child.objects.filter(concern=concern).exists()


def test_the_database_keeps_an_ended_copy_from_its_recipient(people: People) -> None:
    _, _, copy = _with_an_old_copy(people)
    with transaction.atomic(), acting_as(people.carla.actor):
        before = Notice.objects.filter(pk=copy.pk).exists()

    delete_due()

    with transaction.atomic(), acting_as(people.carla.actor):
        assert (before, Notice.objects.filter(pk=copy.pk).exists()) == (True, False)


def test_a_hold_of_the_sender_keeps_what_it_transmitted(people: People) -> None:
    concern, told, copy = _with_an_old_copy(people)
    close(concern, people.bornheim, people.ben.user)
    hold(concern, people.bornheim, people.ben.user)

    delete_due()

    copy.refresh_from_db()
    assert (copy.headline, copy.content) == (told.headline, told.content)


def test_the_content_goes_with_the_last_of_both(people: People) -> None:
    """A third office still works: Bornheim, who sent it, and Siegburg, who got it, are done."""
    concern, _, copy = _with_an_old_copy(people)
    Child.objects.filter(concern=concern).update(office=people.kreis)
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    copy.refresh_from_db()
    assert (copy.headline, copy.content) == ("", {})
    assert Child.objects.filter(concern=concern).exists()


def test_the_marks_of_an_ended_copy_go(people: People) -> None:
    concern = settled(people, child("A"), child("B", lives=SIEGBURG))
    close(concern, people.bornheim, people.ben.user)
    before = set(SearchMark.objects.values_list("office__key", flat=True))

    delete_due()

    assert before == {"bornheim", "siegburg"}
    assert set(SearchMark.objects.values_list("office__key", flat=True)) == {"siegburg"}


def test_without_rules_nothing_is_deleted_and_somebody_hears_of_it(
    transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.DELETION_JOURNAL = tmp_path / "deletions.journal"

    with pytest.raises(NoRetentionRules):
        delete_due()


def test_the_journal_outside_knows_each_deletion(people: People, settings: Any) -> None:
    close(settled(people), people.bornheim, people.ben.user)

    delete_due()

    text = settings.DELETION_JOURNAL.read_text()
    assert '"kind":"concern"' in text
    assert not DeletionRecord.objects.exclude(mark="").filter(journaled_at=None).exists()


def test_the_application_cannot_delete_a_case(people: People) -> None:
    concern = make_concern(people)

    with connection.cursor() as cursor:
        cursor.execute("SET kinderschutz.deleting = 'on'")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("DELETE FROM cases_concern WHERE id = %s", [concern.pk])
        cursor.execute("RESET kinderschutz.deleting")


def _with_an_old_copy(people: People) -> tuple[Concern, Notice, Notice]:
    """Siegburg was told of Bornheim's case and took it over; its time with that is over."""
    concern = settled(people)
    told = Notice.objects.filter(concern=concern).order_by("created_at").first()
    assert told is not None
    return concern, told, _told_to(people.siegburg, told, by=people.carla.user, ago=QUARTER)


def _told_to(office: Any, like: Notice, *, by: Any, ago: timedelta) -> Notice:
    """Sent long ago, taken over so long ago."""
    at, sent = timezone.now() - ago, timezone.now() - timedelta(days=401)
    return Notice.objects.create(
        concern_id=like.concern_id,
        office_id=like.office_id,
        recipient_kind="office",
        recipient_office=office,
        cause="forward",
        reference=like.reference,
        urgency=like.urgency,
        rank=like.rank,
        children=[],
        duties=[],
        headline=like.headline,
        content=like.content,
        content_level="full",
        because="x",
        legal_basis="x",
        release="automatic",
        created_at=sent,
        released_at=sent,
        ladder=[],
        ack={},
        ack_by=at,
        acknowledged_at=at,
        acknowledged_by=by,
    )
