"""Nobody answers: the ladder that was frozen with the report, step by step, to the red line."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Concern, Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from network.models import Delivery, Event
from tests.fixtures.district import BEN, District
from tests.flows.reports import ada_reports

MAILBOX = "eingang@jugendamt-bornheim.example"
DEPUTY = "anna.musterfeld@jugendamt-bornheim.example"
HEAD = "deniz.musterberg@jugendamt-bornheim.example"
FALLBACK = "eingang@kreisjugendamt.example"
LAST = 5


def notice_to(concern: Concern, key: str) -> Notice:
    return Notice.objects.get(concern=concern, recipient_office__key=key)


def mailed_later(notice: Notice) -> set[str]:
    """Whom the ladder has written to so far, the first telling left out."""
    later = Delivery.objects.filter(message_id=notice.pk).exclude(kind="notice")
    return set(later.values_list("address", flat=True))


def overdue(concern: Concern, *, steps: int) -> Notice:
    """The notice to Bornheim as if just so much time had passed that so many steps are due.

    The row is moved into the past; the database's own clock is left alone.
    """
    notice = notice_to(concern, "bornheim")
    waited = notice.ladder[steps - 1]["after_minutes"] if steps else -1
    notice.ack_by = timezone.now() - timedelta(minutes=waited, seconds=5)
    notice.next_step_at = notice.ack_by + timedelta(minutes=notice.ladder[0]["after_minutes"])
    notice.save(update_fields=["ack_by", "next_step_at"])
    return notice


@pytest.mark.parametrize("urgency", ["acute", "urgent", "standard"])
@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4, 5])
def test_each_step_is_taken_when_its_time_has_come(
    district: District, urgency: str, steps: int
) -> None:
    concern = ada_reports(district, urgency=urgency)
    steps = min(steps, len(notice_to(concern, "bornheim").ladder))
    notice = overdue(concern, steps=steps)

    escalate_due()

    notice.refresh_from_db()
    assert notice.step == steps


def test_deputy_and_head_are_written_to_by_name_without_a_word_of_the_case(
    district: District,
) -> None:
    notice = overdue(ada_reports(district), steps=3)

    escalate_due()

    assert mailed_later(notice) >= {MAILBOX, DEPUTY, HEAD}


def test_at_the_end_the_fallback_office_has_a_signal_and_the_red_line_stays(
    district: District,
) -> None:
    concern = ada_reports(district)
    notice = overdue(concern, steps=LAST)

    escalate_due()

    notice.refresh_from_db()
    alarm = notice_to(concern, "kreis")
    assert notice.exhausted_at is not None
    assert (alarm.cause, alarm.content_level, alarm.content) == ("alarm", "signal", {})
    assert escalate_due() == 0
    assert Notice.objects.exhausted().filter(pk=notice.pk).exists()


def test_a_late_sweep_catches_up_and_takes_every_step_once(district: District) -> None:
    notice = overdue(ada_reports(district), steps=LAST)

    escalate_due()
    escalate_due()

    taken = Event.objects.filter(what="notice.escalated", on_id=notice.pk).values_list(
        "details__step", flat=True
    )
    assert sorted(taken) == [1, 2, 3, 4, LAST]


def test_taking_over_ends_the_ladder(district: District) -> None:
    notice = overdue(ada_reports(district), steps=2)

    take_over(notice=notice, by=district.actor(BEN), at=timezone.now())
    escalate_due()

    notice.refresh_from_db()
    assert notice.step == 0


def test_office_without_a_verified_mailbox_climbs_at_once(district: District) -> None:
    child = {
        "ref": "A",
        "whereabouts": {"ags": "05382032"},
        "residence": {"ags": "05382032"},
        "residence_with": "both",
    }
    concern = ada_reports(district, children=(child,))

    escalate_due()

    notice = notice_to(concern, "meckenheim")
    assert notice.unreached_at is not None
    assert notice.step >= 1
