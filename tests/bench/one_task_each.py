"""What the portal does not do, for comparison: one Celery task per delivery, sent after commit.

Written as the manuals show it: the task gets a key, opens a connection to the mail server, sends,
and marks the row. Nothing brings a lost task back.
"""

import os

from celery import Celery
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

app = Celery("one_task_each")
app.config_from_object("django.conf:settings", namespace="CELERY")
if not os.environ.get("KEEP_CONNECTIONS"):
    app.conf.db_reuse_max = None  # Celery's default: the database's connection ends with the task


@app.task(name="one_task_each.deliver")  # type: ignore[untyped-decorator] # celery has no types
def deliver(pk: str) -> None:
    """Send this letter and write down that it was sent."""
    from network.channels import email  # noqa: PLC0415 Django is set up by the worker
    from network.messages import compose  # noqa: PLC0415 as above
    from network.models import Attempt, Delivery  # noqa: PLC0415 as above

    delivery = Delivery.objects.get(pk=pk)
    with email.open_line(timeout=10) as line:
        line.send(compose(delivery, at=timezone.now()))
    delivery.state, delivery.sent_at = "sent", timezone.now()
    delivery.attempts += 1
    delivery.save(update_fields=["state", "sent_at", "attempts"])
    Attempt.objects.create(delivery=delivery, outcome="sent")
