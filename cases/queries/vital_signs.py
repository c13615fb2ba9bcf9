"""Whether the portal lives behind its pages: processes, letters, calls, canary. No case in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.db.models.functions import Now

from cases.models import CanaryRun, RetentionRule
from network.access import all_rows
from network.models import Heartbeat
from network.queries.desk_calls import DeskState, desk_state
from network.queries.hearts import Heart, hearts
from network.queries.mail import MailState, mail_state
from network.queries.seals import SealState, seal_state

STEP_LATE_AFTER = timedelta(seconds=60)
CANARY_TOO_OLD = timedelta(hours=26)
"""A night's round may begin an hour later, when the clocks change, and take its time."""

DELETION_TOO_OLD = timedelta(days=1)

LATE_STEPS = """SELECT count(*), max(statement_timestamp() - due)
FROM (
    SELECT LEAST(
        next_step_at,
        ack_by + make_interval(mins => (ladder -> step::int ->> 'after_minutes')::int)
    ) AS due
    FROM cases_notice
    WHERE next_step_at IS NOT NULL AND acknowledged_at IS NULL
) AS steps
WHERE due < statement_timestamp() - make_interval(secs => %s)
"""
"""A step that failed is put off by a minute again and again; its own time in the ladder counts."""


class CanaryState(StrEnum):
    """What the newest round says that somebody has judged."""

    GOOD = "good"
    FAILED = "failed"
    TOO_OLD = "too_old"
    NEVER = "never"
    OFF = "off"


@dataclass(frozen=True)
class LateSteps:
    """Ladder steps not taken in time, and by how much the latest is late."""

    count: int
    latest: timedelta | None

    @property
    def seconds(self) -> int | None:
        """By how many whole seconds the latest is late."""
        return None if self.latest is None else round(self.latest.total_seconds())


@dataclass(frozen=True)
class VitalSigns:
    """All of it at one moment, by the database's clock."""

    hearts: tuple[Heart, ...]
    mail: MailState
    steps: LateSteps
    desk: DeskState
    seals: SealState
    canary: CanaryState
    canary_at: datetime | None
    is_deletion_overdue: bool = False

    @property
    def faults(self) -> tuple[str, ...]:
        """What an outside watcher is told; empty while everything lives."""
        silent = [f"heartbeat:{heart.name}" for heart in self.hearts if heart.is_silent]
        others = (
            ("letters", self.mail.is_late),
            ("escalation", self.steps.count > 0),
            ("desk", self.desk.count > 0),
            ("seals", self.seals.is_late),
            ("checkpoint", self.seals.is_unwitnessed),
            ("deletion", self.is_deletion_overdue),
            ("canary", self.canary not in (CanaryState.GOOD, CanaryState.OFF)),
        )
        return (*silent, *(name for name, is_wrong in others if is_wrong))


@all_rows("alarms are about the whole network, and name nobody")
def vital_signs() -> VitalSigns:
    """Ten queries, whatever waits."""
    state, at = _canary()
    return VitalSigns(
        hearts=hearts(),
        mail=mail_state(),
        steps=late_steps(),
        desk=desk_state(),
        seals=seal_state(),
        canary=state,
        canary_at=at,
        is_deletion_overdue=_is_deletion_overdue(),
    )


def late_steps() -> LateSteps:
    """Ladder steps more than a minute late (one query along the index of what is due)."""
    with connection.cursor() as cursor:
        cursor.execute(LATE_STEPS, [STEP_LATE_AFTER.total_seconds()])
        count, latest = cursor.fetchone() or (0, None)
    return LateSteps(count, latest)


def _is_deletion_overdue() -> bool:
    """The last run ended badly, or none has ended well for a day, though rules have been in force
    for as long.

    A journal with its end cut off or without its key, a concern that does not go: each ends a run
    badly.
    """
    ages = Heartbeat.objects.all().ages()
    age, failed = ages.get("deletion"), ages.get("deletion_failed")
    if failed is not None and (age is None or failed < age):
        return True
    if age is None:
        age = RetentionRule.objects.aggregate(age=Now() - Min("published_at"))["age"]
    return age is not None and age > DELETION_TOO_OLD


def _canary() -> tuple[CanaryState, datetime | None]:
    if settings.CANARY_AT is None:
        return CanaryState.OFF, None
    judged = CanaryRun.objects.filter(checked_at__isnull=False).order_by("-started_at")
    newest = judged.annotate(now=Now()).first()
    if newest is None:
        return CanaryState.NEVER, None
    if not newest.is_good:
        return CanaryState.FAILED, newest.started_at
    is_old = newest.now - newest.started_at > CANARY_TOO_OLD
    return (CanaryState.TOO_OLD if is_old else CanaryState.GOOD), newest.started_at
