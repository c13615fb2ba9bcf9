"""What became of each canary: decision against directory, letters against the clock."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cases.domain.record import answers_from_data
from cases.models import CanaryFault, CanaryResult, Decision, Notice
from network.domain.terms import ChannelKind, Duty
from network.models import Call, Delivery, PostalLetter

ROUTE = "route"
MILLISECOND = timedelta(milliseconds=1)
BY_MACHINE = frozenset({ChannelKind.PORTAL.value, ChannelKind.EMAIL.value})


@dataclass(frozen=True)
class Verdict:
    """What became of one canary by now. `is_over`: waiting longer will not make it better."""

    faults: tuple[CanaryFault, ...]
    sent_ms: int | None

    @property
    def is_over(self) -> bool:
        """Whether it has fully arrived; a fault may still be healed by waiting."""
        return not self.faults


def judge(results: Sequence[CanaryResult], *, sink: str, seconds: int) -> tuple[Verdict, ...]:
    """The verdict on each result, in five queries for all of them.

    The acting office is read from the stored decision, the serving office from the directory's
    rows: two ways to the same answer.
    """
    concerns = [result.concern_id for result in results if result.concern_id]
    acting: dict[UUID, str | None] = {}
    for concern, answers in Decision.objects.filter(concern__in=concerns, number=1).values_list(
        "concern_id", "answers"
    ):
        answer = answers_from_data(answers)[0].answer(Duty.ACT_NOW)
        acting[concern] = answer.office if answer else None
    notices: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(concern__in=concerns).defer("headline", "content"):
        notices[notice.concern_id].append(notice)
    keys = [notice.pk for each in notices.values() for notice in each]
    letters: dict[UUID, list[Delivery]] = defaultdict(list)
    for letter in Delivery.objects.filter(message_id__in=keys):
        letters[letter.message_id].append(letter)
    by_hand = {
        key
        for table in (Call, PostalLetter)
        for key in table.objects.filter(message_id__in=keys).values_list("message_id", flat=True)
    }
    return tuple(
        _verdict(
            result,
            acting=acting.get(result.concern_id) if result.concern_id else None,
            notices=notices[result.concern_id] if result.concern_id else [],
            letters=letters,
            by_hand=by_hand,
            sink=sink,
            seconds=seconds,
        )
        for result in results
    )


def _verdict(
    result: CanaryResult,
    *,
    acting: str | None,
    notices: Sequence[Notice],
    letters: dict[UUID, list[Delivery]],
    by_hand: Collection[UUID],
    sink: str,
    seconds: int,
) -> Verdict:
    if result.concern_id is None:
        return Verdict((CanaryFault.NOT_REPORTED,), None)
    faults = []
    if acting != result.office.key:
        faults.append(CanaryFault.WRONG_OFFICE)
    own = [
        each
        for each in notices
        if each.recipient_office_id == result.office_id and each.cause == ROUTE and each.released_at
    ]
    sent = [letter for notice in own for letter in letters[notice.pk]]
    in_portal = [letter for letter in sent if letter.channel == ChannelKind.PORTAL]
    if not own or not in_portal or result.visible_ms is None:
        faults.append(CanaryFault.NO_NOTICE)
    elif len(own) > 1 or len(in_portal) > 1:
        faults.append(CanaryFault.SEVERAL_NOTICES)
    arrived = [each.sent_at for each in sent if each.channel == ChannelKind.EMAIL and each.sent_at]
    sent_ms = None
    if arrived and result.begun_at:
        sent_ms = (min(arrived) - result.begun_at) // MILLISECOND
    else:
        faults.append(CanaryFault.NOT_SENT)
    if max(result.visible_ms or 0, sent_ms or 0) > 1000 * seconds:
        faults.append(CanaryFault.TOO_LATE)
    if any(
        notice.pk in by_hand or any(not _ends_in(sink, each) for each in letters[notice.pk])
        for notice in notices
    ):
        faults.append(CanaryFault.ASTRAY)
    return Verdict(tuple(faults), sent_ms)


def _ends_in(sink: str, letter: Delivery) -> bool:
    if letter.channel == ChannelKind.PORTAL:
        return True
    return letter.channel in BY_MACHINE and letter.address.casefold() == sink.casefold()
