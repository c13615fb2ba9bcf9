"""The mail server fails in every way it can; each letter arrives all the same, or fails visibly."""

from network.models import Attempt, Delivery
from network.services import post
from tests.faults.sink import FaultySink
from tests.letters import make_due, outcomes, state, write, write_many


def test_letters_of_an_outage_arrive_when_the_server_is_back(sink: FaultySink) -> None:
    sink.stop()
    addresses = write_many(25)
    while_down = [post.drain(by="test", seconds=5) for _ in range(3)]
    sink.start()

    post.drain(by="test", seconds=30)

    assert while_down == [False, False, False]
    assert sorted(sink.recipients()) == sorted(addresses)
    assert Attempt.objects.count() == 25


def test_greylisted_letter_arrives_at_the_second_attempt(sink: FaultySink) -> None:
    (letter,) = write("grau@amt.example")
    sink.answer("grau@amt.example", "451 4.7.1 greylisted")
    post.deliver_due(by="test")
    sink.behave()
    make_due()

    post.deliver_due(by="test")

    assert outcomes(letter) == [("temporary", "451"), ("sent", "")]
    assert sink.recipients() == ["grau@amt.example"]


def test_one_dead_mailbox_of_three_changes_nothing_for_the_others(sink: FaultySink) -> None:
    first, dead, third = write("a@amt-a.example", "b@amt-b.example", "c@amt-c.example")
    sink.answer("b@amt-b.example", "550 5.1.1 no such user b@amt-b.example")

    post.drain(by="test", seconds=10)

    assert sink.recipients() == ["a@amt-a.example", "c@amt-c.example"]
    assert [state(each) for each in (first, dead, third)] == ["sent", "failed", "sent"]
    assert list(post.failed_unanswered()) == [dead]
    assert "b@amt-b.example" not in str(list(Attempt.objects.values_list("code", "detail")))


def test_connection_lost_after_the_letter_was_taken_repeats_it_under_the_same_id(
    sink: FaultySink,
) -> None:
    (letter,) = write("doppelt@amt.example")
    sink.hang_up_after_accepting("doppelt@amt.example")
    post.deliver_due(by="test")
    make_due()

    post.deliver_due(by="test")

    assert outcomes(letter) == [("temporary", "dropped"), ("sent", "")]
    assert sink.message_ids("doppelt@amt.example") == [f"<{letter.pk}@localhost>"] * 2


def test_stalling_mailbox_holds_up_the_others_by_no_more_than_one_wait(sink: FaultySink) -> None:
    addresses = write_many(9)
    sink.stall(addresses[0], 5)

    post.drain(by="test", seconds=30)

    assert sorted(sink.recipients()) == sorted(addresses[1:])
    stalled = Delivery.objects.get(address=addresses[0])
    assert (stalled.state, outcomes(stalled)) == ("due", [("temporary", "timeout")])
