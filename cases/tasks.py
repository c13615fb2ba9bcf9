"""What Celery runs for the cases: safe to run twice, safe to get lost. The row is the queue."""

from typing import Any

from celery import shared_task

from cases.services import canary, escalation, form_drafts
from kinderschutz.lib.clock import database_now
from network.access import SYSTEM, acting_as


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
