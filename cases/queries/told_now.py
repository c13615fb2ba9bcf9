"""Whom a report has reached, as reporter and caseworker read it: state, name, what happens next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.domain.reach import Reach
from cases.domain.record import ladder_from_data
from cases.models import Notice
from cases.queries.concern import RECIPIENTS
from cases.queries.reach import Standing, reach_of
from cases.queries.standing import Badge
from cases.queries.told import ladder_words
from network.domain.by_hand import CallDesk
from network.models import Call
from network.wording import CALL_DESK

NEEDED = (*RECIPIENTS, "acknowledgement")
"""What is to be selected with the notices."""

FOR_INFORMATION = Badge("benachrichtigt", "neutral")


@dataclass(frozen=True)
class ToldNow:
    """How one organisation was reached; the truth of this instant.

    `answer_by` is set while a person there still has to take over, `is_late` when that time is
    over. `asked` names who is asked to call now, "" where nobody is.
    """

    notice_id: UUID
    name: str
    reach: Reach
    badge: Badge
    sentence: str
    answer_by: datetime | None
    is_late: bool
    is_for_information: bool
    ladder: tuple[str, ...]
    asked: str
    is_reporter_asked: bool


def told_now(notices: Collection[Notice], *, at: datetime) -> dict[UUID, ToldNow]:
    """How each notice stands with its recipient: five queries, however many notices."""
    known = reach_of(notices)
    calls = Call.objects.open().filter(message_id__in=list(known))
    asked = dict(calls.values_list("message_id", "desk"))
    return {
        each.pk: _told(each, known[each.pk], desk=asked.get(each.pk), now=at) for each in notices
    }


def _told(notice: Notice, standing: Standing, *, desk: str | None, now: datetime) -> ToldNow:
    reach = standing.reached.reach
    is_told = notice.released_at is not None and notice.withdrawn_at is None
    is_open = is_told and notice.acknowledged_at is None
    answer_by = notice.ack_by if is_open else None
    is_for_information = reach is Reach.SILENT and notice.ack_by is None
    return ToldNow(
        notice_id=notice.pk,
        name=notice.recipient_name,
        reach=reach,
        badge=FOR_INFORMATION if is_for_information else standing.badge,
        sentence=standing.sentence,
        answer_by=answer_by,
        is_late=answer_by is not None and answer_by <= now,
        is_for_information=is_for_information,
        ladder=ladder_words(ladder_from_data(notice.ladder)) if answer_by else (),
        asked=CALL_DESK[CallDesk(desk)] if desk else "",
        is_reporter_asked=desk == CallDesk.REPORTER,
    )
