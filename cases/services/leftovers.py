"""What belongs to no case and has its own time: drafts, canaries, other letters, sessions.

Each kind in a transaction of its own, with one record that says how many rows went.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.domain.retention_rules import Kind
from cases.models import CanaryResult, CanaryRun, DeletionRecord, Notice
from cases.queries.retention import rules_in_force
from cases.services import form_drafts
from cases.services.erasing import allow_deletion, erase_concerns, total
from kinderschutz.lib.clock import database_now
from network.models import Attempt, Delivery

AT_ONCE = 500
Counts = dict[str, int]


def delete_leftovers(*, version: int) -> dict[str, int]:
    """One batch of each kind; how many rows of each went."""
    table, gone = rules_in_force(), {}
    for kind, delete in KINDS.items():
        at = database_now()
        before = _before(at, table.rule(kind).period.after(at) - at)
        with transaction.atomic():
            allow_deletion()
            counts = delete(before, at)
            if total(counts):
                DeletionRecord.objects.create(
                    kind=kind.value, rules_version=version, counts=counts, at=at
                )
        gone[kind.value] = total(counts)
    return gone


def _before(at: datetime, period: timedelta) -> datetime:
    return at - period


def _drafts(before: datetime, at: datetime) -> Counts:
    """Each leaves a line of its own in the audit log."""
    return {"drafts": form_drafts.expire_drafts(at=at, kept_for=at - before)}


def _deliveries(before: datetime, at: datetime) -> Counts:
    """Letters about no notice: to the operators, to people who asked for a new password."""
    of_a_notice = Exists(Notice.objects.filter(pk=OuterRef("message_id")))
    settled = Q(sent_at__lt=before) | Q(failed_at__lt=before)
    due = Delivery.objects.filter(settled).exclude(of_a_notice)
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    tries, _ = Attempt.objects.filter(delivery__in=keys).delete()
    letters, _ = Delivery.objects.filter(pk__in=keys).delete()
    return {"network_attempt": tries, "network_delivery": letters}


def _canaries(before: datetime, at: datetime) -> Counts:
    runs = list(
        CanaryRun.objects.filter(checked_at__lt=before)
        .order_by("checked_at")
        .values_list("pk", flat=True)[:10]
    )
    results = CanaryResult.objects.filter(run__in=runs)
    concerns = list(
        results.exclude(concern=None)
        .values_list("concern", flat=True)
        .filter(concern__is_canary=True)
    )
    counts: Counts = {}
    for each in erase_concerns(concerns, at=at).values():
        for table, number in each.items():
            counts[table] = counts.get(table, 0) + number
    left, _ = CanaryResult.objects.filter(run__in=runs).delete()
    gone, _ = CanaryRun.objects.filter(pk__in=runs).delete()
    counts["cases_canaryresult"] = counts.get("cases_canaryresult", 0) + left
    counts["cases_canaryrun"] = gone
    return counts


def _sessions(before: datetime, _at: datetime) -> Counts:
    gone, _ = Session.objects.filter(expire_date__lt=before).delete()
    return {"django_session": gone}


KINDS: Mapping[Kind, Callable[[datetime, datetime], Counts]] = {
    Kind.DRAFT: _drafts,
    Kind.DELIVERY: _deliveries,
    Kind.CANARY: _canaries,
    Kind.SESSION: _sessions,
}
"""Paper kits go where they are made: cases.services.paper_kit."""
