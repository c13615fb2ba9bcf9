"""Whom notices have reached, from what is on record: at once for all of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime

from cases.domain.reach import CallMade, Facts, Reach, Reached, Sent, reached
from cases.models import Notice
from cases.queries.on_record import on_record
from cases.queries.standing import Badge
from cases.wording import HOW_REACHED, HOW_TOLD, REACH
from network.domain.by_hand import CallOutcome, LetterStage
from network.domain.post import DeliveryState
from network.domain.terms import ChannelKind
from network.models import CallAttempt, Delivery, LetterEntry

TAKEN_BY_HAND = {
    "notice.confirmed_by_phone": ChannelKind.PHONE,
    "notice.confirmed_by_letter": ChannelKind.LETTER,
}
KIND = {
    Reach.WITHHELD: "neutral",
    Reach.NOT_YET: "warning",
    Reach.REACHED: "success",
    Reach.SILENT: "info",
    Reach.NOT_REACHED: "danger",
}


@dataclass(frozen=True)
class Standing:
    """How far a notice has come with its recipient, as a badge and as a sentence."""

    reached: Reached
    badge: Badge
    sentence: str


def reach_of(notices: Collection[Notice]) -> Mapping[UUID, Standing]:
    """For each notice whom it has reached (four queries, however many notices; lines of the log are
    asked for with two more).

    The notices bring their `acknowledgement` (select_related), else one query more for each taken.
    """
    known = {notice.pk: notice for notice in notices}
    sent = _sent(known)
    calls = _calls(known)
    letters = _letters(known)
    by_hand = _taken_by_hand(known)
    found = {}
    for key, notice in known.items():
        taken = notice.taken
        letter, letter_at = letters.get(key, (None, None))
        facts = Facts(
            released_at=notice.released_at,
            withdrawn_at=notice.withdrawn_at,
            unreached_at=notice.unreached_at,
            taken_at=taken.at if taken else None,
            taken_by=taken.name if taken else "",
            taken_how=by_hand.get(key, ChannelKind.PORTAL) if taken else None,
            calls=tuple(calls[key]),
            sent=tuple(sent[key]),
            letter=letter,
            letter_at=letter_at,
        )
        found[key] = standing_of(reached(facts))
    return found


def standing_of(found: Reached) -> Standing:
    """The words for it; times as clocks in Germany show them."""
    return Standing(found, Badge(REACH[found.reach], KIND[found.reach]), _sentence(found))


def _sentence(found: Reached) -> str:
    when = f" am {localtime(found.at):%d.%m.%Y um %H:%M} Uhr" if found.at else ""
    match found.reach:
        case Reach.REACHED:
            how = HOW_REACHED[found.how or ChannelKind.PORTAL]
            return f"Erreicht: {found.who}, {how}{when}."
        case Reach.SILENT:
            how = HOW_TOLD[found.how or ChannelKind.PORTAL]
            return f"Benachrichtigt {how}{when}. Noch hat niemand mit Namen geantwortet."
        case Reach.NOT_REACHED:
            return "Nicht erreicht: Nichts belegt, dass dort jemand davon weiß."
        case Reach.NOT_YET:
            return "Noch nicht benachrichtigt: Das Jugendamt prüft zuerst die Weitergabe."
        case Reach.WITHHELD:
            return "Nicht benachrichtigt: Das Jugendamt hat entschieden, nichts weiterzugeben."


def _sent(known: Mapping[UUID, Notice]) -> Mapping[UUID, list[Sent]]:
    """Deliveries to the recipient itself; what went to others on the way says nothing about it."""
    found: dict[UUID, list[Sent]] = defaultdict(list)
    rows = Delivery.objects.filter(message_id__in=list(known))
    for key, channel, state, at, *addressed in rows.values_list(
        "message_id",
        "channel",
        "state",
        "sent_at",
        "recipient_office_id",
        "recipient_partner_id",
        "recipient_outside_id",
    ):
        notice = known[key]
        if addressed == [
            notice.recipient_office_id,
            notice.recipient_partner_id,
            notice.recipient_outside_id,
        ]:
            found[key].append(Sent(ChannelKind(channel), DeliveryState(state), at))
    return found


def _calls(known: Mapping[UUID, Notice]) -> Mapping[UUID, list[CallMade]]:
    found: dict[UUID, list[CallMade]] = defaultdict(list)
    rows = CallAttempt.objects.filter(call__message_id__in=list(known))
    for key, at, outcome, spoke_with in rows.values_list(
        "call__message_id", "at", "outcome", "spoke_with"
    ):
        found[key].append(CallMade(at, CallOutcome(outcome), spoke_with or ""))
    return found


def _letters(known: Mapping[UUID, Notice]) -> Mapping[UUID, tuple[LetterStage, datetime]]:
    """The last that is on record of a letter that has left the house."""
    left = [LetterStage.POSTED, LetterStage.CONFIRMED]
    rows = LetterEntry.objects.filter(letter__message_id__in=list(known), stage__in=left)
    return {
        key: (LetterStage(stage), at)
        for key, stage, at in rows.order_by("at").values_list("letter__message_id", "stage", "at")
    }


def _taken_by_hand(known: Mapping[UUID, Notice]) -> Mapping[UUID, ChannelKind]:
    found = on_record(known, *TAKEN_BY_HAND)
    return {each.on_id: TAKEN_BY_HAND[each.what] for each in found if each.on_id}
