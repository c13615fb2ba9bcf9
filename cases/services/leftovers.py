"""What belongs to no case and has its own time: drafts, canaries, other letters, sessions.

Each kind in a transaction of its own, with one record that says how many rows went.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.domain.retention_rules import Kind
from cases.domain.uploads import UploadState
from cases.models import CanaryResult, CanaryRun, DeletionRecord, Notice, Upload
from cases.queries.retention import rules_in_force
from cases.queries.tables_of_a_case import delete, rows_of
from cases.services import form_drafts
from cases.services.erasing import allow_deletion, erase_concerns, total
from kinderschutz.lib.clock import database_now
from network.access import SYSTEM
from network.models import Attempt, Delivery, Forgotten, Invitation
from network.services.forgetting import EVERYTHING, KEPT_AT_LEAST, LOOKS, forget, forget_looks
from network.services.leaving import forget_accounts

logger = logging.getLogger(__name__)

AT_ONCE = 500
LOGS_EVERY = timedelta(days=1)
"""No oftener are the logs cut: each cut is a line of its own."""
Counts = dict[str, int]


def delete_leftovers(*, version: int) -> dict[str, int]:
    """One batch of each kind; how many rows of each went."""
    table, gone = rules_in_force(), {}
    for kind, take_away in KINDS.items():
        at = database_now()
        try:
            rule = table.rule(kind)
        except LookupError:
            logger.warning("no retention rule for %s in version %s", kind, version)
            continue
        before = _before(at, rule.period.after(at) - at)
        with transaction.atomic():
            allow_deletion()
            counts = take_away(before, at)
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


def _quarantine(before: datetime, at: datetime) -> Counts:
    """Files of drafts that nobody could check, and the names of those that were refused.

    A file of a case stays while it waits: the case is open, and the watcher says `scan`.
    """
    never_clean = Q(settled_at=None, created_at__lt=before) | Q(
        state__in=(UploadState.REFUSED, UploadState.UNSCANNABLE), settled_at__lt=before
    )
    due = Upload.objects.filter(never_clean, concern=None).order_by("created_at")
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return delete(rows_of(keys, root=Upload)) if keys else {}


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
    """With what allauth keeps beside each: address, browser."""
    gone, _ = Session.objects.filter(expire_date__lt=before).delete()
    alive = Session.objects.values("session_key")
    beside = UserSession.objects.filter(last_seen_at__lt=before).exclude(session_key__in=alive)
    also, _ = beside.delete()
    return {"django_session": gone, "usersessions_usersession": also}


def _invitations(before: datetime, _at: datetime) -> Counts:
    ended = (
        Q(accepted_at__lt=before)
        | Q(withdrawn_at__lt=before)
        | Q(accepted_at=None, withdrawn_at=None, expires_at__lt=before)
    )
    gone, _ = Invitation.objects.filter(ended).delete()
    return {"network_invitation": gone}


def _accounts(before: datetime, at: datetime) -> Counts:
    """Their rows stay, without name, address and what one signs in with."""
    return forget_accounts(left_before=before, by=SYSTEM, at=at, at_most=AT_ONCE)


def _looks(before: datetime, at: datetime) -> Counts:
    if _was_cut(LOOKS, at=at):
        return {}
    before = min(before, at - KEPT_AT_LEAST)  # a year with a change of clocks is an hour shorter
    gone = forget_looks(before=before, by=SYSTEM, at=at)
    return {"network_look": gone.looks if gone else 0}


def _events(before: datetime, at: datetime) -> Counts:
    """Both logs have one chain: what is left of looks that are older goes with it."""
    if _was_cut(EVERYTHING, at=at):
        return {}
    gone = forget(before=min(before, at - KEPT_AT_LEAST), by=SYSTEM, at=at)
    if gone is None:
        return {}
    return {"network_event": gone.events, "network_look": gone.looks}


def _was_cut(source: str, *, at: datetime) -> bool:
    return Forgotten.objects.filter(source=source, at__gt=at - LOGS_EVERY).exists()


KINDS: Mapping[Kind, Callable[[datetime, datetime], Counts]] = {
    Kind.DRAFT: _drafts,
    Kind.QUARANTINE: _quarantine,
    Kind.DELIVERY: _deliveries,
    Kind.CANARY: _canaries,
    Kind.SESSION: _sessions,
    Kind.INVITATION: _invitations,
    Kind.ACCOUNT: _accounts,
    Kind.LOOK: _looks,
    Kind.EVENT: _events,
}
"""Paper kits go where they are made: cases.services.paper_kit."""
