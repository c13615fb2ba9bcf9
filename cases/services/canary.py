"""Canaries: each night one concern about nobody per municipality goes the whole way to a sink.

Beat and the relay both take turns; whoever comes first begins the night's round, whoever comes next
goes on with it. Every step is a row, so a process that dies in the middle is simply followed by
another.
"""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from cases.domain.canary import canary, due_on
from cases.models import CanaryResult, CanaryRun, Notice
from cases.queries.canary_verdict import judge
from cases.queries.proposal import register_at
from cases.services.report import report_concern
from kinderschutz.lib.clock import database_now
from network import audit
from network.access import SYSTEM
from network.domain.hours import BERLIN
from network.models import ContactPoint, OnCallSlot, Territory, User
from network.services import heartbeat
from network.services.operators import alarm_operators

logger = logging.getLogger(__name__)

TRIES = 3
GIVEN_UP_AFTER = timedelta(minutes=10)
"""A round that nobody could finish in this time is judged as it stands."""
MILLISECOND = timedelta(milliseconds=1)


class SinkIsSomebody(Exception):
    """The mailbox for canaries belongs to an office or a person: nothing is sent there."""


def take_turn(*, limit: int = 5) -> bool:
    """All that is due now by the database's clock; True when more canaries can go at once."""
    begin_night()
    sent = 0
    while sent < limit and _send_next():
        sent += 1
    for pk in CanaryRun.objects.filter(checked_at=None).values_list("pk", flat=True):
        _judge(pk)
    return sent == limit


def begin_night() -> CanaryRun | None:
    """The round of this night, begun unless somebody has; None where it has been already."""
    if settings.CANARY_AT is None:
        return None
    night = due_on(database_now(), settings.CANARY_AT)
    if CanaryRun.objects.filter(night=night).exists():
        return None
    return begin(night=night)


@transaction.atomic
def begin(*, night: date | None = None) -> CanaryRun | None:
    """A round through the municipalities as they are served today; without a night by hand.

    None where the network has no municipality yet, or where the night's round was begun elsewhere.
    """
    at = database_now()
    today = at.astimezone(BERLIN).date()
    served = Territory.objects.valid_on(today).values_list("municipality_id", "office_id")
    if not served:
        return None
    if night is None:
        run, created = CanaryRun.objects.create(), True
    else:
        run, created = CanaryRun.objects.get_or_create(night=night)
    if not created:
        return None
    CanaryResult.objects.bulk_create(
        CanaryResult(run=run, municipality_id=place, office_id=office) for place, office in served
    )
    audit.record("canary.begun", by=SYSTEM, at=at, on_kind="canary_run", on_id=run.pk)
    return run


def _send_next() -> bool:
    """Report one canary that has not been reported, and see what arrived; False: none was left."""
    result = _report_next()
    for unseen in CanaryResult.objects.filter(
        run__checked_at=None, concern__isnull=False, visible_ms=None
    ):
        _see(unseen)
    return result is not None


@transaction.atomic
def _report_next() -> CanaryResult | None:
    result = (
        CanaryResult.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(run__checked_at=None, concern=None, tries__lt=TRIES)
        .select_related("municipality")
        .order_by("tries", "municipality__sort_key")
        .first()
    )
    if result is None:
        return None
    at = database_now()
    result.begun_at, result.tries = at, result.tries + 1
    try:
        with transaction.atomic():
            result.concern_id = _report(result, at=at)
    except Exception:
        logger.exception("canary %s could not be reported", result.pk)
    result.save(update_fields=["begun_at", "tries", "concern"])
    return result


def _report(result: CanaryResult, *, at: datetime) -> UUID:
    sink = settings.CANARY_ADDRESS
    if any(
        table.objects.filter(**{f"{column}__iexact": sink}).exists()
        for table, column in ((ContactPoint, "address"), (OnCallSlot, "email"), (User, "email"))
    ):
        raise SinkIsSomebody("CANARY_ADDRESS ist die Anschrift einer Stelle oder Person.")
    area = register_at(at).area(result.municipality.ags)
    if area is None:
        raise LookupError("the directory serves this municipality no longer")
    report = canary(area, at=at)
    return report_concern(by=SYSTEM, report=report, at=at, idempotency_key=result.pk).pk


def _see(result: CanaryResult) -> None:
    """Note when the office's row could be read, now that it is committed."""
    told = Notice.objects.filter(concern=result.concern_id, recipient_office=result.office_id)
    if result.begun_at and told.filter(released_at__isnull=False).exists():
        seen = (database_now() - result.begun_at) // MILLISECOND
        CanaryResult.objects.filter(pk=result.pk, visible_ms=None).update(visible_ms=seen)


@transaction.atomic
def _judge(pk: UUID) -> None:
    """Judge a round whose canaries have arrived or are too late; tell whom it concerns."""
    rows = CanaryRun.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    run = rows.filter(pk=pk, checked_at=None).first()
    if run is None:
        return
    at = database_now()
    results = list(run.results.select_related("municipality", "office", "concern"))
    judged = judge(results, sink=settings.CANARY_ADDRESS, seconds=settings.CANARY_SECONDS)
    if not (all(each.is_over for each in judged) or _time_is_up(run, at=at)):
        return
    for result, verdict in zip(results, judged, strict=True):
        result.sent_ms, result.faults = verdict.sent_ms, list(verdict.faults)
    CanaryResult.objects.bulk_update(results, ["sent_ms", "faults"])
    failed = sum(bool(result.faults) for result in results)
    run.checked_at, run.is_good = at, failed == 0
    run.save(update_fields=["checked_at", "is_good"])
    audit.record(
        "canary.passed" if run.is_good else "canary.failed",
        by=SYSTEM,
        at=at,
        on_kind="canary_run",
        on_id=run.pk,
        details={"places": len(results), "failed": failed},
    )
    if run.is_good:
        heartbeat.beat("canary")
    else:
        alarm_operators(
            message_id=run.pk, reference=_reference(run), path=reverse("cases:canary"), at=at
        )


def _time_is_up(run: CanaryRun, *, at: datetime) -> bool:
    """Whether nothing more can come in time: all reported, the last one long enough ago."""
    if at - run.started_at > GIVEN_UP_AFTER:
        return True
    if run.results.filter(concern=None, tries__lt=TRIES).exists():
        return False
    last = run.results.aggregate(last=Max("begun_at"))["last"]
    return bool(last and at - last > timedelta(seconds=settings.CANARY_SECONDS))


def _reference(run: CanaryRun) -> str:
    return f"PROBE-{(run.night or run.started_at.astimezone(BERLIN).date()):%Y-%m-%d}"
