"""What Celery runs for the cases: safe to run twice, safe to get lost. The row is the queue."""

from typing import Any

from celery import shared_task

from cases.services import escalation
from network.access import SYSTEM, acting_as


@shared_task(name="cases.tasks.escalate_due")  # type: ignore[untyped-decorator] # celery has no types
def escalate_due(**_: Any) -> None:
    """Take every ladder step that is due; the relay does the same while Celery is down."""
    with acting_as(SYSTEM):
        escalation.escalate_due()
