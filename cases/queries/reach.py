"""The truth about each recipient at the instant of reading: for the receipt and own reports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.domain.reach import Reach, Reached
from cases.domain.record import ladder_from_data
from cases.models import Notice
from cases.queries.concern import RECIPIENTS
from cases.queries.reached import reach_of
from cases.queries.standing import Badge
from cases.queries.told import ladder_words
from cases.wording import HOW_REACHED, HOW_TOLD
from network.domain.by_hand import CallDesk
from network.domain.terms import ChannelKind
from network.models import Call
from network.wording import CALL_DESK

NEEDED = (*RECIPIENTS, "acknowledgement")
"""What `told_now` wants to be selected with the notices."""


@dataclass(frozen=True)
class ToldNow:
    """One recipient: how far the notice has come, who said so and when, and who is asked to call.

    `who` is set exactly where a person is known by name; `asked` where a call is open.
    """

    name: str
    reach: Reach
    badge: Badge
    who: str
    says: str
    at: datetime | None
    answer_by: datetime | None
    is_late: bool
    ladder: tuple[str, ...]
    asked: str


def told_now(notices: Iterable[Notice], *, at: datetime) -> Mapping[UUID, ToldNow]:
    """For each notice, in their order: five queries, however many there are."""
    rows = list(notices)
    standings = reach_of(rows)
    desks = dict(
        Call.objects.open()
        .filter(message_id__in=[row.pk for row in rows])
        .values_list("message_id", "desk")
    )
    found = {}
    for row in rows:
        known = standings[row.pk]
        is_open = row.ack_by is not None and row.acknowledged_at is None
        found[row.pk] = ToldNow(
            name=row.recipient_name,
            reach=known.reached.reach,
            badge=known.badge,
            who=known.reached.who,
            says=_says(known.reached),
            at=known.reached.at,
            answer_by=row.ack_by if is_open else None,
            is_late=bool(is_open and row.ack_by and row.ack_by < at),
            ladder=ladder_words(ladder_from_data(row.ladder)),
            asked=CALL_DESK[CallDesk(desks[row.pk])] if row.pk in desks else "",
        )
    return found


def _says(known: Reached) -> str:
    """The end of a sentence that a name and a time may go with."""
    match known.reach:
        case Reach.REACHED:
            return f"ist erreicht, {HOW_REACHED[known.how or ChannelKind.PORTAL]}"
        case Reach.SILENT:
            return f"Benachrichtigt {HOW_TOLD[known.how or ChannelKind.PORTAL]}"
        case Reach.NOT_REACHED:
            return "Nichts belegt, dass dort jemand davon weiß."
        case Reach.NOT_YET:
            return "Das Jugendamt prüft zuerst, ob die Nachricht hinausgeht."
        case Reach.WITHHELD:
            return "Das Jugendamt hat entschieden, nichts weiterzugeben."
