"""What people have to do by hand: calls to make, letters to post. Nothing of a case is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cases.access import Actor, has_reported, own_reports, visible_calls, visible_letters
from cases.models import Notice
from cases.queries.lookup import may_know_on_call
from cases.wording import REPORTER_CALLED
from network import queries as network
from network.domain.by_hand import CallOutcome, CallReason, LetterStage
from network.models import Call, CallAttempt, LetterEntry, Membership, PostalLetter
from network.models.by_hand import CallQuerySet
from network.queries import Telephone
from network.queries.by_hand import RECIPIENTS, Numbers, recipient_of
from network.wording import CALL_OUTCOME, CALL_REASON, LETTER_STAGE


@dataclass(frozen=True)
class Try:
    """One attempt at a call; `by` is the colleague who called. The reporter stays unnamed."""

    at: datetime
    number: str
    called: str
    outcome: CallOutcome
    spoke_with: str
    by: str
    desk: str

    @property
    def outcome_words(self) -> str:
        """What came of it, in German."""
        return CALL_OUTCOME[self.outcome]


@dataclass(frozen=True)
class CallToMake:
    """One call: whom, why, at which numbers, since when it is at its desk, what has been tried.

    `is_closed`: no number is shown because the reader may not know who is on call there.
    """

    call_id: UUID
    message_id: UUID
    reference: str
    urgency: str
    reason: CallReason
    reason_words: str
    recipient_name: str
    telephones: tuple[Telephone, ...]
    is_closed: bool
    planned_at: datetime
    since: datetime
    desk: str
    next_desk_at: datetime | None
    settled_at: datetime | None
    may_be_taken_over: bool
    attempts: tuple[Try, ...]


@dataclass(frozen=True)
class Entry:
    """One line of a letter's log; `by` is empty where the portal wrote it."""

    at: datetime
    stage: LetterStage
    words: str
    by: str
    spoke_with: str


@dataclass(frozen=True)
class LetterToPost:
    """One letter on paper and how far it has come."""

    letter_id: UUID
    message_id: UUID
    reference: str
    urgency: str
    recipient_name: str
    address: tuple[str, ...]
    stage: LetterStage
    stage_words: str
    planned_at: datetime
    printed_before: bool
    entries: tuple[Entry, ...]


def calls_for(actor: Actor, at: datetime) -> list[CallToMake]:
    """Calls that the actor is asked to make now, the most pressing first (five queries at most)."""
    return _calls(visible_calls(actor).open(), actor, at)


def calls_of_notices(
    actor: Actor, notices: Iterable[UUID], at: datetime, *, answered: UUID | None = None
) -> list[CallToMake]:
    """The open calls of some notices, as far as the actor is asked to make them.

    `answered` is a call whose outcome the actor is writing down: it may have gone on meanwhile.
    """
    asked = visible_calls(actor).filter(message_id__in=list(notices))
    return _calls(_with(asked, answered), actor, at)


def calls_of_report(
    actor: Actor, reference: str, at: datetime, *, answered: UUID | None = None
) -> list[CallToMake]:
    """The open calls of one report, as far as the actor is asked to make them.

    `answered` as for `calls_of_notices`.
    """
    return _calls(_with(visible_calls(actor).filter(reference=reference), answered), actor, at)


def _with(asked: CallQuerySet, answered: UUID | None) -> CallQuerySet:
    if answered is None:
        return asked.open()
    return Call.objects.filter(Q(pk__in=asked.values("pk")) | Q(pk=answered)).open()


def call_to_make(call: Call, at: datetime, actor: Actor | None = None) -> CallToMake:
    """One call as a page shows it, also a settled one; `actor` sees only what is for their eyes."""
    return _calls(Call.objects.filter(pk=call.pk), actor, at)[0]


def with_caller(attempts: QuerySet[CallAttempt]) -> QuerySet[CallAttempt]:
    """With `is_reporters`: nobody is named, or in a row of before somebody who is no colleague."""
    colleagues = Membership.objects.filter(user=OuterRef("by"), office__isnull=False)
    return attempts.select_related("by").annotate(is_reporters=~Exists(colleagues))


def own_attempts(actor: Actor, call: Call) -> QuerySet[CallAttempt]:
    """Attempts of this very person at a call; those of who reported name nobody."""
    mine = Q(by=actor.user_id)
    if has_reported(actor, call.concern_id):
        mine |= Q(by=None)
    return CallAttempt.objects.filter(mine, call=call)


def caller(attempt: CallAttempt) -> str:
    """Who called, in words. Whoever reported calls too, and stays unnamed (§ 65 SGB VIII)."""
    if attempt.by is None or getattr(attempt, "is_reporters", False):
        return REPORTER_CALLED
    return attempt.by.name


def _calls(rows: CallQuerySet, actor: Actor | None, at: datetime) -> list[CallToMake]:
    attempts = with_caller(CallAttempt.objects.all())
    if actor and not actor.offices:
        own = Notice.objects.filter(concern__in=own_reports(actor)).values("pk")
        attempts = attempts.filter(Q(by=actor.user_id) | Q(by=None, call__message_id__in=own))
    found = list(
        rows.select_related(*RECIPIENTS).prefetch_related(
            Prefetch("attempts", queryset=attempts, to_attr="tries")
        )
    )
    on_call = actor is None or may_know_on_call(actor)
    recipients = (recipient_of(each) for each in found)
    numbers = network.telephones_of(recipients, at=at, on_call=on_call)
    return [_call(each, numbers[recipient_of(each)]) for each in found]


def _call(row: Call, numbers: Numbers) -> CallToMake:
    return CallToMake(
        call_id=row.pk,
        message_id=row.message_id,
        reference=row.reference,
        urgency=row.urgency,
        reason=CallReason(row.reason),
        reason_words=CALL_REASON[CallReason(row.reason)],
        recipient_name=network.recipient_name(row),
        telephones=numbers.telephones,
        is_closed=numbers.is_closed,
        planned_at=row.planned_at,
        since=row.planned_at,
        desk=row.desk,
        next_desk_at=row.next_desk_at,
        settled_at=row.settled_at,
        may_be_taken_over=row.recipient_office_id is None,
        attempts=tuple(_try(each) for each in _tries(row)),
    )


def _tries(row: Call) -> Iterable[CallAttempt]:
    tries: Iterable[CallAttempt] = getattr(row, "tries", ())
    return tries


def _try(row: CallAttempt) -> Try:
    return Try(
        at=row.at,
        number=row.number,
        called=row.called,
        outcome=CallOutcome(row.outcome),
        spoke_with=row.spoke_with or "",
        by=caller(row),
        desk=row.desk,
    )


def letters_for(actor: Actor) -> list[LetterToPost]:
    """Letters that the actor's offices still have to print, post or hear about (two queries).

    A letter that is under way about something that somebody has taken over meanwhile is done with.
    """
    taken = Notice.objects.filter(pk=OuterRef("message_id"), acknowledged_at__isnull=False)
    rows = visible_letters(actor).open().exclude(Exists(taken))
    entries = Prefetch("entries", queryset=LetterEntry.objects.select_related("by"))
    return [
        letter_to_post(each) for each in rows.select_related(*RECIPIENTS).prefetch_related(entries)
    ]


def letter_to_post(letter: PostalLetter) -> LetterToPost:
    """One letter as a page shows it, with its log."""
    entries = letter.entries.all()
    return LetterToPost(
        letter_id=letter.pk,
        message_id=letter.message_id,
        reference=letter.reference,
        urgency=letter.urgency,
        recipient_name=network.recipient_name(letter),
        address=tuple(letter.address.splitlines()),
        stage=LetterStage(letter.stage),
        stage_words=LETTER_STAGE[LetterStage(letter.stage)],
        planned_at=letter.planned_at,
        printed_before=any(each.stage == LetterStage.PRINTED for each in entries),
        entries=tuple(_entry(each) for each in entries),
    )


def _entry(row: LetterEntry) -> Entry:
    return Entry(
        at=row.at,
        stage=LetterStage(row.stage),
        words=LETTER_STAGE[LetterStage(row.stage)],
        by=row.by.name if row.by else "",
        spoke_with=row.spoke_with or "",
    )
