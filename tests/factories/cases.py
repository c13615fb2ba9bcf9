"""Concerns for tests, reported through the real service into the small network of tests.people.

Every text that belongs to a case carries a canary word, so that a test can look for it elsewhere.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from cases.domain.facts import read_facts
from cases.domain.report import AdultEntry, ChildIdentity, Relation, Report, ReporterEntry, Via
from cases.models import Concern, Notice
from cases.queries.proposal import register_at
from cases.services.report import report_concern
from network.access import Actor
from tests.people import People

BORNHEIM, SIEGBURG, ALFTER = {"ags": "05382012"}, {"ags": "05382060"}, {"ags": "05382004"}
BONN = {"district": "05314"}
ACCOUNT = "Kanarienbericht: Das Kind kam mit blauen Flecken."
CHILD_NAME = "Kanarienkind"
MOTHER = "Kanarienmutter"
REPORTER = ("Kanarienmelderin", "Kanarienfunktion", "Kanarienrückruf", "02241 4710815")
CASE_CANARIES = (ACCOUNT, CHILD_NAME, MOTHER)


def child(ref: str = "A", *, lives: Mapping[str, str] = BORNHEIM, **more: Any) -> dict[str, Any]:
    """A child who lives with both parents in one place and is there now."""
    return {
        "ref": ref,
        "born_on": "2018-04-01",
        "whereabouts": lives,
        "residence": lives,
        "residence_with": "both",
        "mother": {"residence": lives, "custody": "joint"},
        "father": {"residence": lives, "custody": "joint"},
        **more,
    }


def a_report(
    *children: Mapping[str, Any],
    at: datetime,
    urgency: str = "urgent",
    reporter: str = "school",
    topics: tuple[str, ...] = ("physical_abuse",),
    received_by: str | None = None,
) -> Report:
    """A report with everything filled in; one child in Bornheim unless children are given."""
    told = children or (child(),)
    facts = {
        "received_by": received_by,
        "received_at": at.isoformat(),
        "urgency": urgency,
        "reporter": reporter,
        "topics": list(topics),
        "children": [dict(each) for each in told],
    }
    name, function, callback, phone = REPORTER
    return Report(
        facts=read_facts(facts, register_at(at)),
        via=Via.PHONE if received_by else Via.PORTAL,
        account=ACCOUNT,
        identities={each["ref"]: ChildIdentity(f"{CHILD_NAME} {each['ref']}") for each in told},
        adults=(AdultEntry(Relation.MOTHER, MOTHER, "Kanarienweg 1"),),
        reporter=ReporterEntry(name, function, "", phone, callback),
        points={"talked_with_child": "Ja"},
    )


def make_concern(
    people: People,
    *children: Mapping[str, Any],
    by: Actor | None = None,
    at: datetime | None = None,
    key: UUID | None = None,
    **facts: Any,
) -> Concern:
    """Ada reports through the portal, or `by` takes in for `received_by`; now unless told."""
    at = at or timezone.now()
    by = by or people.ada.actor
    return report_concern(
        by=by,
        report=a_report(*children, at=at, **facts),
        at=at,
        idempotency_key=key or uuid4(),
        partner_id=people.school.pk if by.partners else None,
    )


def notice_to(concern: Concern, key: str) -> Notice:
    """The notice of a concern to an office or partner, by its key."""
    notices = Notice.objects.filter(concern=concern)
    return (
        notices.filter(recipient_office__key=key) | notices.filter(recipient_partner__key=key)
    ).get()


def let_pass(notice: Notice, *, minutes: float) -> Notice:
    """As if so much time had passed since the notice: its row moves back, no clock is touched."""
    span = timedelta(minutes=minutes)
    for name in ("created_at", "released_at", "ack_by", "next_step_at"):
        instant = getattr(notice, name)
        setattr(notice, name, instant - span if instant else None)
    notice.save(update_fields=["created_at", "released_at", "ack_by", "next_step_at"])
    return notice


def overdue(notice: Notice, *, minutes: float = 0) -> Notice:
    """As if the acknowledgement time had ended so many minutes ago, and a second."""
    assert notice.ack_by is not None
    left = (notice.ack_by - timezone.now()).total_seconds() / 60
    return let_pass(notice, minutes=left + minutes + 1 / 60)
