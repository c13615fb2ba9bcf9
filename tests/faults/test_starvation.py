"""F17: thousands of letters wait; one that is urgent does not."""

import time
from dataclasses import replace
from uuid import uuid4

from django.db import transaction

from kinderschutz.lib.runtime.waiting import wait_until
from network.domain.terms import Urgency
from network.models import Delivery
from network.services import post
from tests.faults.sink import FaultySink
from tests.faults.test_relay import relay
from tests.letters import AT, a_letter, mailbox, write

WAITING, URGENT_SECONDS = 5_000, 60.0


def test_an_urgent_letter_overtakes_five_thousand_others(sink: FaultySink) -> None:
    one, to = a_letter(), [mailbox("langsam@amt.example")]
    with transaction.atomic():
        post.plan_all([(replace(one, message_id=uuid4()), to) for _ in range(WAITING)], at=AT)
    with relay(sink):
        assert wait_until(lambda: len(sink.envelopes) > 0, seconds=20)
        begun = time.monotonic()
        write("dringend@amt.example", urgency=Urgency.URGENT)

        assert wait_until(lambda: "dringend@amt.example" in sink.recipients(), seconds=60)
        assert time.monotonic() - begun <= URGENT_SECONDS
        assert Delivery.objects.unsettled().count() > WAITING / 2  # it was no empty queue
