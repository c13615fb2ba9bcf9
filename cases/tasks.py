"""What Celery runs for the cases: safe to run twice, safe to get lost. The row is the queue."""

from typing import Any

from celery import shared_task

from cases.services import canary, deleting, escalation, form_drafts, paper_kit
from kinderschutz.lib.clock import database_now
from network.access import SYSTEM, acting_as

DELETION_SECONDS = 30
"""No batch is begun after so long."""
KIT_SECONDS = 25
"""No kit is begun after so long; the last may take some seconds more."""


@shared_task(name="cases.tasks.escalate_due")  # type: ignore[untyped-decorator] # celery has no types
def escalate_due(**_: Any) -> None:
    """Take every ladder step that is due; the relay does the same while Celery is down."""
    with acting_as(SYSTEM):
        escalation.escalate_due()


@shared_task(name="cases.tasks.expire_drafts")  # type: ignore[untyped-decorator] # celery has no types
def expire_drafts(**_: Any) -> None:
    """Delete drafts that nobody has touched for a month."""
    with acting_as(SYSTEM):
        form_drafts.expire_drafts(at=database_now())


@shared_task(name="cases.tasks.send_canaries")  # type: ignore[untyped-decorator] # celery has no types
def send_canaries(**_: Any) -> None:
    """Go on with the nightly canaries; the relay does the same while Celery is down."""
    with acting_as(SYSTEM):
        while canary.take_turn():
            pass


@shared_task(name="cases.tasks.make_paper_kits")  # type: ignore[untyped-decorator] # celery has no types
def make_paper_kits(**_: Any) -> None:
    """Make the paper kits that today still lacks; what there is no time for is left to a turn."""
    with acting_as(SYSTEM):
        paper_kit.make_due(seconds=KIT_SECONDS)


@shared_task(name="cases.tasks.delete_due")  # type: ignore[untyped-decorator] # celery has no types
def delete_due(**_: Any) -> None:
    """Delete what is due by rule; what there is no time for is left to the next run."""
    deleting.delete_due(seconds=DELETION_SECONDS)
