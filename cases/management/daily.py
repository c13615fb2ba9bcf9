"""What the relay does once a day beside its real work, in pieces that hold nobody up."""

import time

from django.conf import settings

from cases.services import canary, deleting, paper_kit
from network.services import heartbeat

SECONDS = 1.0


def send_canaries() -> bool:
    """For at most a second: what is left waits until letters and ladder have had their turn."""
    until = time.monotonic() + SECONDS
    while canary.take_turn(limit=1) and time.monotonic() < until:
        pass
    return False


def delete() -> bool:
    """Only where nobody else has deleted for hours, and this relay knows the role that may."""
    age = heartbeat.age("deletion")
    if settings.DATABASE_DELETION and (age is None or age > deleting.SILENT_AFTER):
        deleting.delete_due(seconds=SECONDS)
    return False


def make_kit() -> bool:
    """One paper kit, and only while beat is silent: to draw its pages takes a second."""
    if not heartbeat.is_alive("beat"):
        paper_kit.make_due(seconds=0)
    return False
