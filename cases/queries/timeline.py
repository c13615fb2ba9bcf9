"""Everything that happened with a concern, newest first, at a constant number of queries.

It names organisations and colleagues, never the address of a person and never the reporter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from cases.domain.report import Via
from cases.models import Decision, Notice
from cases.models.notice import ALARM
from cases.queries.concern import RECIPIENTS, Case
from cases.queries.done_by_hand import by_hand
from cases.queries.happening import Happening
from cases.queries.on_record import on_record
from cases.wording import CONTENT_LEVEL, LADDER_ROLE, LETTER, REVEAL_REASON, TOLD, VIA
from network.domain.post import DeliveryState
from network.domain.terms import ChannelKind, ContentLevel, LadderRole, Release
from network.models import Delivery, Event, User
from network.wording import CHANNEL

REVEALED, FORWARDED = "reporter.revealed", "concern.forwarded"
ESCALATED, EXHAUSTED = "notice.escalated", "notice.exhausted"
LATE, ARRIVED, AWAITED = (
    "notice.letter_is_late",
    "notice.letter_arrived_late",
    "notice.release_awaited",
)
Names = Mapping[UUID, str]


def timeline(case: Case) -> list[Happening]:
    """What happened, newest first: eight queries beyond those of the case itself, and telling the
    database twice that lines of the log are asked for.
    """
    notices = {notice.pk: notice for notice in case.notices}
    told_of = (REVEALED, FORWARDED, ESCALATED, EXHAUSTED, LATE, ARRIVED, AWAITED)
    events = on_record([case.concern.pk, *notices], *told_of)
    letters = (
        Delivery.objects.filter(message_id__in=list(notices))
        .exclude(channel=ChannelKind.PORTAL)
        .select_related(*RECIPIENTS)
        .order_by("planned_at", "step")
    )
    names = _names(case, events)
    forwarders = {each.on_id: _who(each, names) for each in events if each.what == FORWARDED}
    happened = [
        _received(case, names),
        *(_decided(each, case.refs) for each in reversed(case.decisions)),
        *(each for notice in case.notices for each in _of_notice(notice, names, forwarders)),
        *_together(_letter(each) for each in letters),
        *_of_events(events, notices, names),
        *by_hand(notices),
    ]
    return sorted(happened, key=lambda each: each.at)[::-1]


def _names(case: Case, events: Iterable[Event]) -> Names:
    people = {each.actor_id for each in events}
    people |= {each.released_by_id for each in case.notices}
    people |= {each.withdrawn_by_id for each in case.notices}
    if case.concern.received_by_id:  # else it is the reporter, who stays out of this
        people.add(case.concern.recorded_by_id)
    known = [each for each in people if each]
    return dict(User.objects.filter(pk__in=known).values_list("pk", "name"))


def _who(event: Event, names: Names) -> str:
    return names.get(event.actor_id, "") if event.actor_id else ""


def _received(case: Case, names: Names) -> Happening:
    concern = case.concern
    by = concern.recorded_by_id if concern.received_by_id else None
    return Happening(
        at=concern.recorded_at,
        title="Mitteilung eingegangen",
        text=VIA[Via(concern.received_via)],
        who=names.get(by, "") if by else "",
    )


def _decided(decision: Decision, refs: frozenset[str]) -> Happening:
    if decision.made_by is None:
        text = f"Regelwerk {decision.rules_version or 'ohne Regeln'}"
        return Happening(decision.made_at, "Zuständigkeit vorgeschlagen", text, "Portal")
    return Happening(
        decision.made_at,
        "Anders entschieden",
        decision.reason if decision.child_ref in refs else "",
        decision.made_by.name,
        "info",
    )


def _of_notice(notice: Notice, names: Names, forwarders: Mapping[UUID, str]) -> Iterator[Happening]:
    to = notice.recipient_name
    level = CONTENT_LEVEL[ContentLevel(notice.content_level)]
    told = TOLD[notice.cause]
    if notice.release == Release.CONFIRM:
        yield Happening(notice.created_at, f"Zur Freigabe vorgelegt: {to}", level, "Portal", "info")
        if notice.released_at and notice.released_by_id:
            who = names.get(notice.released_by_id, "")
            yield Happening(notice.released_at, f"Freigegeben. {told} {to}", level, who)
        if notice.withdrawn_at and notice.withdrawn_by_id:
            who = names.get(notice.withdrawn_by_id, "")
            yield Happening(notice.withdrawn_at, f"Nicht gesendet an {to}", level, who)
    else:
        who = forwarders.get(notice.pk, "Portal")
        kind = "danger" if notice.cause == ALARM or notice.is_fallback else "done"
        yield Happening(notice.created_at, f"{told} {to}", level, who, kind)
    if notice.unreached_at:
        text = "Kein geprüfter Kontakt, oder eine E-Mail kam zurück."
        yield Happening(
            notice.unreached_at, f"Nicht sicher erreicht: {to}", text, "Portal", "danger"
        )
    if taken := notice.taken:
        title = f"Übernommen: {to}" if notice.ack_by else f"Zur Kenntnis genommen: {to}"
        yield Happening(taken.at, title, "", taken.name, "success")


def _letter(letter: Delivery) -> Happening:
    organisation = letter.recipient_office or letter.recipient_partner or letter.recipient_outside
    to = organisation.name if organisation else ""
    text = LETTER[letter.kind]
    way = CHANNEL[ChannelKind(letter.channel)]
    match DeliveryState(letter.state):
        case DeliveryState.SENT:
            at = letter.sent_at or letter.planned_at
            return Happening(at, f"{way} gesendet: {to}", text, "Portal")
        case DeliveryState.FAILED:
            at = letter.failed_at or letter.planned_at
            return Happening(at, f"{way} nicht zustellbar: {to}", text, "Portal", "danger")
        case DeliveryState.DUE | DeliveryState.CLAIMED:
            tries = f", bisher {letter.attempts} Versuche" if letter.attempts else ""
            title = f"{way} unterwegs: {to}"
            return Happening(letter.planned_at, title, f"{text}{tries}", "Portal", "")


def _together(letters: Iterable[Happening]) -> Iterator[Happening]:
    """What went to several addresses of one organisation in the same minute is one line."""
    alike: dict[tuple[str, str, datetime], list[Happening]] = {}
    for each in letters:
        minute = each.at.replace(second=0, microsecond=0)
        alike.setdefault((each.title, each.text, minute), []).append(each)
    for first, *others in alike.values():
        text = f"{first.text}, an {len(others) + 1} Anschriften" if others else first.text
        yield replace(first, text=text)


def _of_events(
    events: Iterable[Event], notices: Mapping[UUID, Notice], names: Names
) -> Iterator[Happening]:
    for event in events:
        notice = notices.get(event.on_id)
        if event.what == REVEALED:
            reason = REVEAL_REASON.get(str(event.details.get("reason")), "")
            title = "Mitteilende Person eingesehen"
            yield Happening(event.at, title, reason, _who(event, names), "info")
        elif event.what == ESCALATED and notice:
            yield _step(event, notice)
        elif event.what in (LATE, ARRIVED) and notice:
            yield _late(event, notice)
        elif event.what == AWAITED and notice:
            yield _awaited(event, notice)
        elif event.what == EXHAUSTED and notice and notice.cause != ALARM:
            title = f"Niemand hat entgegengenommen: {notice.recipient_name}"
            text = "Alle Stufen sind durchlaufen. Jetzt hilft nur ein Anruf."
            yield Happening(event.at, title, text, "Portal", "danger")


def _step(event: Event, notice: Notice) -> Happening:
    number = int(event.details["step"])
    role = LADDER_ROLE[LadderRole(notice.ladder[number - 1]["role"])]
    reached = int(event.details.get("reached", 0))
    text = (
        f"Stufe {number}, {role}: benachrichtigt"
        if reached
        else f"Stufe {number}, {role}: niemand hinterlegt, die nächste Stufe folgt sofort."
    )
    title = f"Noch nicht übernommen: {notice.recipient_name}"
    return Happening(event.at, title, text, "Portal", "warning")


def _late(event: Event, notice: Notice) -> Happening:
    to = notice.recipient_name
    if event.what == ARRIVED:
        text = "Die verspätete Nachricht ist doch hinausgegangen."
        return Happening(event.at, f"Doch noch gesendet: {to}", text, "Portal", "success")
    text = "Seit zehn Minuten nicht zugestellt; das Portal versucht es weiter."
    return Happening(event.at, f"Nachricht verspätet: {to}", text, "Portal", "warning")


def _awaited(event: Event, notice: Notice) -> Happening:
    title = f"An die Freigabe erinnert: {notice.recipient_name}"
    reached = int(event.details.get("reached", 0))
    text = "" if reached else "Niemand hinterlegt, der daran erinnert werden kann."
    return Happening(event.at, title, text, "Portal", "warning")
