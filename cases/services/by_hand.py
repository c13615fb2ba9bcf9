"""Writing down what people did for a notice: calls made, letters printed, posted and confirmed."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from cases.access import has_reported, require
from cases.documents import letter_html, letter_pdf
from cases.models import Notice
from cases.services.acknowledgement import confirm_by_hand
from cases.services.deeds import a_deed
from cases.services.looking import look_by_hand
from kinderschutz.lib.pdf import render_together
from network.access import Actor, Permission
from network.domain.by_hand import CallOutcome, LetterStage
from network.models import Call, CallAttempt, LetterEntry, PostalLetter
from network.services import calls, postal


@a_deed(about="call")
def record_call(
    *,
    by: Actor,
    call: Call,
    number: str,
    called: str,
    outcome: CallOutcome,
    spoke_with: str | None,
    at: datetime,
) -> CallAttempt:
    """Somebody called: `number` and `called` say whom, `outcome` what came of it.

    REACHED leaves the notice open, its recipient is known as reached by name. TAKES_OVER is an
    acknowledgement by phone, for recipients outside the network's offices, and for the offices that
    see the call to write down. Raises Refused, calls.NameNeeded.
    """
    needed = Permission.TAKE_OVER if outcome is CallOutcome.TAKES_OVER else Permission.RECORD
    require(by, needed, call)
    notice = _locked(call)
    attempt = calls.record_attempt(
        by=by,
        call=call,
        number=number,
        called=called,
        outcome=outcome,
        spoke_with=spoke_with,
        at=at,
        is_reporter=has_reported(by, notice.concern_id),
    )
    if outcome is CallOutcome.TAKES_OVER:
        confirm_by_hand(
            notice=notice, through=call, by=by, spoke_with=attempt.spoke_with or "", at=at
        )
    return attempt


@a_deed(about="letter")
def address_letter(*, by: Actor, letter: PostalLetter, address: str, at: datetime) -> PostalLetter:
    """Enter or correct where a letter goes. Raises Refused, postal.OutOfOrder."""
    require(by, Permission.RECORD, letter)
    return postal.set_address(by=by, letter=letter, address=address, at=at)


@a_deed(about="letter")
def print_letter(*, by: Actor, letter: PostalLetter, at: datetime) -> bytes:
    """The pages of a letter as PDF; that they were made, and their digest, is on record.

    Raises Refused, postal.NoAddress, and postal.OutOfOrder where address or stage have changed
    since `letter` was read: what is on paper then would be wrong.
    """
    require(by, Permission.RECORD, letter)
    if not letter.address:
        raise postal.NoAddress
    pages = letter_pdf(letter, at)
    digest = sha256(pages).hexdigest()
    postal.record_stage(by=by, letter=letter, stage=LetterStage.PRINTED, at=at, digest=digest)
    look_by_hand(letter, by=by, at=at, what="letter.pdf")
    return pages


def print_letters(*, by: Actor, letters: Iterable[PostalLetter], at: datetime) -> bytes | None:
    """The pages of several letters in one PDF, each on record as if printed alone.

    What a colleague has posted meanwhile, or has no address, is left out; None where nothing is
    left. Raises Refused.
    """
    printed = []
    for letter in letters:
        with suppress(postal.NoAddress, postal.OutOfOrder):
            print_letter(by=by, letter=letter, at=at)
            printed.append(letter)
    if not printed:
        return None
    return render_together(letter_html(each, at) for each in printed).pdf


@a_deed(about="letter")
def record_letter(
    *,
    by: Actor,
    letter: PostalLetter,
    stage: LetterStage,
    at: datetime,
    spoke_with: str | None = None,
) -> LetterEntry:
    """A letter has been posted, or a named person has confirmed it and takes over.

    The confirmation is an acknowledgement; it moves no ownership: the office that sent the letter
    stays in charge until responsibility is accepted (§ 86c, § 86d SGB VIII). Raises Refused,
    postal.OutOfOrder, postal.NoAddress, postal.NameNeeded.
    """
    require(by, Permission.RECORD, letter)
    notice = _locked(letter)
    entry = postal.record_stage(by=by, letter=letter, stage=stage, at=at, spoke_with=spoke_with)
    if stage is LetterStage.CONFIRMED:
        confirm_by_hand(
            notice=notice, through=letter, by=by, spoke_with=entry.spoke_with or "", at=at
        )
    return entry


def _locked(row: Call | PostalLetter) -> Notice:
    """The notice is locked before its call or letter, by everybody who works on both."""
    rows = Notice.objects.select_for_update(of=("self",), no_key=True)
    return rows.defer("headline", "content").get(pk=row.message_id)
