"""Workers die, race and repeat; every letter is sent, and none twice without need."""

import subprocess
import threading
import time
from collections import Counter
from contextlib import ExitStack

from django.db import connections

from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Attempt, Delivery
from network.services import post
from tests.faults.processes import DRAIN, LEASE_SECONDS, environment, running
from tests.faults.sink import FaultySink, kill_group
from tests.letters import outcomes, write, write_many


def test_worker_killed_while_sending_repeats_only_the_letter_in_flight(sink: FaultySink) -> None:
    addresses = write_many(10)
    fatal = addresses[3]
    with running("-c", DRAIN, "victim", environment=environment(sink), stdin=subprocess.PIPE) as (
        victim
    ):
        sink.after_accepting(fatal, lambda _: kill_group(victim.pid))
        go(victim)
        victim.wait(10)
    died = time.monotonic()
    accepted_before = list(sink.recipients())
    claimed = Delivery.objects.filter(state="claimed").count()

    assert wait_until(lambda: not owes(), seconds=60, every=0.05)
    assert time.monotonic() - died >= LEASE_SECONDS / 2  # nobody takes what is leased
    assert (fatal in accepted_before, claimed) == (True, 10 - len(accepted_before) + 1)
    counts = Counter(sink.recipients())
    assert counts == {each: 2 if each == fatal else 1 for each in addresses}
    assert len(set(sink.message_ids(fatal))) == 1
    assert Attempt.objects.count() == 10


def test_worker_killed_before_the_answer_costs_no_letter_and_repeats_none(
    sink: FaultySink,
) -> None:
    addresses = write_many(10)
    with running("-c", DRAIN, "victim", environment=environment(sink), stdin=subprocess.PIPE) as (
        victim
    ):
        sink.before_accepting(addresses[3], lambda _: kill_group(victim.pid))
        go(victim)
        victim.wait(60)

    assert wait_until(lambda: not owes(), seconds=60, every=0.05)
    assert sorted(sink.recipients()) == sorted(addresses)
    assert Attempt.objects.count() == 10


def owes() -> bool:
    """Deliver what is due; whether anything is still owed."""
    post.drain(by="successor", seconds=5)
    return Delivery.objects.unsettled().exists()


def test_many_workers_send_two_hundred_letters_exactly_once_each(sink: FaultySink) -> None:
    addresses = write_many(200)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                running("-c", DRAIN, name, environment=environment(sink), stdin=subprocess.PIPE)
            )
            for name in ("one", "two")
        ]
        threads = [threading.Thread(target=drain_and_leave, args=[n]) for n in range(3)]
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        for each in threads:
            each.start()
        for process in processes:
            say_go(process)
        for each in threads:
            each.join()
        for process in processes:
            process.wait(20)

    assert sorted(sink.recipients()) == sorted(addresses)
    assert Delivery.objects.filter(state="sent", attempts=1).count() == 200
    assert len(set(Delivery.objects.values_list("claimed_by", flat=True))) > 3


def test_ten_workers_after_one_letter_send_it_once(sink: FaultySink) -> None:
    (letter,) = write("a@amt.example")
    threads = [threading.Thread(target=drain_and_leave, args=[number]) for number in range(10)]

    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sink.recipients() == ["a@amt.example"]
    assert outcomes(letter) == [("sent", "")]


def drain_and_leave(number: int) -> None:
    """What one thread of a worker does."""
    try:
        post.drain(by=f"thread-{number}", seconds=20)
    finally:
        connections.close_all()


def go(process: subprocess.Popen[str]) -> None:
    """Wait until the process is ready, then let it work."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.stdout.read()
    say_go(process)


def say_go(process: subprocess.Popen[str]) -> None:
    """Let a ready process work."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
