"""What people did by hand for a concern: calls asked for, made and passed on; letters on paper."""

from collections.abc import Collection, Iterator
from uuid import UUID

from cases.queries.by_hand import caller, with_caller
from cases.queries.happening import Happening
from cases.queries.on_record import on_record
from network.domain.by_hand import (
    ENDS_THE_CALL,
    CallDesk,
    CallOutcome,
    CallReason,
    LetterStage,
    Settlement,
)
from network.models import Call, CallAttempt, Event, LetterEntry, PostalLetter
from network.queries.by_hand import RECIPIENTS, recipient_name
from network.wording import CALL_DESK, CALL_OUTCOME, CALL_REASON

LETTER_DONE = {
    LetterStage.PLANNED: "Brief zu drucken",
    LetterStage.PRINTED: "Brief gedruckt",
    LetterStage.POSTED: "Brief abgesendet",
    LetterStage.CONFIRMED: "Brief bestätigt",
    LetterStage.NOT_NEEDED: "Brief nicht mehr nötig",
}


def by_hand(notice_ids: Collection[UUID]) -> list[Happening]:
    """Everything about these notices, in no order: five queries, however much it is.

    The reporter calls too, and stays unnamed (§ 64 Abs. 4, § 65 SGB VIII).
    """
    calls = list(Call.objects.filter(message_id__in=list(notice_ids)).select_related(*RECIPIENTS))
    by_id = {call.pk: call for call in calls}
    attempts = with_caller(CallAttempt.objects.filter(call__in=calls))
    moves = on_record(by_id, "call.moved")
    letters = {
        letter.pk: letter
        for letter in PostalLetter.objects.filter(message_id__in=list(notice_ids)).select_related(
            *RECIPIENTS
        )
    }
    entries = LetterEntry.objects.filter(letter__in=list(letters)).select_related("by")
    return [
        *(each for call in calls for each in _call(call)),
        *(_attempt(each, by_id[each.call_id]) for each in attempts),
        *(_move(each, by_id[each.on_id]) for each in moves if each.on_id),
        *(
            Happening(letter.planned_at, f"Brief zu drucken: {recipient_name(letter)}", kind="")
            for letter in letters.values()
        ),
        *(letter_entry(each, letters[each.letter_id]) for each in entries),
    ]


def letter_entry(entry: LetterEntry, letter: PostalLetter) -> Happening:
    """One line of a letter's log."""
    stage = LetterStage(entry.stage)
    return Happening(
        entry.at,
        f"{LETTER_DONE[stage]}: {recipient_name(letter)}",
        f"Von: {entry.spoke_with}" if entry.spoke_with else "",
        entry.by.name if entry.by else "Portal",
        "success" if stage is LetterStage.CONFIRMED else "done",
    )


def _call(call: Call) -> Iterator[Happening]:
    to = recipient_name(call)
    reason = CALL_REASON[CallReason(call.reason)]
    yield Happening(call.planned_at, f"Anruf nötig: {to}", reason, "Portal", "info")
    if call.settled_at and call.settlement == Settlement.NOT_NEEDED:
        yield Happening(call.settled_at, f"Anruf nicht mehr nötig: {to}", "", "Portal")


def _attempt(attempt: CallAttempt, call: Call) -> Happening:
    outcome = CallOutcome(attempt.outcome)
    spoken = f": {attempt.spoke_with}" if attempt.spoke_with else ""
    return Happening(
        attempt.at,
        f"Angerufen: {recipient_name(call)}",
        f"{CALL_OUTCOME[outcome]}{spoken}",
        caller(attempt),
        "success" if outcome in ENDS_THE_CALL else "warning",
    )


def _move(event: Event, call: Call) -> Happening:
    desk = CALL_DESK[CallDesk(str(event.details.get("desk")))]
    title = f"Anruf weitergegeben: {recipient_name(call)}"
    return Happening(event.at, title, f"Gefragt ist jetzt: {desk}", "Portal", "warning")
