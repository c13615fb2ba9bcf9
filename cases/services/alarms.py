"""The fallback office learns that somebody else's notice lies unanswered: a signal, no child's
data.
"""

from datetime import datetime

from cases import messages
from cases.domain.types import PlannedNotice
from cases.models import Notice
from cases.services.notices import new_notice
from cases.services.telling import write_and_tell
from network import queries as network
from network.domain.terms import ContentLevel, RecipientKind, Release
from network.queries import Recipient


def alarm_fallback_office(notice: Notice, *, at: datetime) -> bool:
    """Tell the fallback office of this silence, once; False where it is the recipient itself.

    The alarm is a notice of its own, in its inbox and by mail: it never opens another office's.
    """
    fallback = network.fallback_office()
    if notice.recipient_office_id == fallback.pk:
        return False
    if Notice.objects.filter(about=notice).exists():
        return True
    planned = PlannedNotice(
        recipient=fallback.key,
        kind=RecipientKind.OFFICE,
        children=tuple(notice.children),
        because=messages.unanswered(notice.recipient_name),
        legal_basis="§ 8a Abs. 6 SGB VIII, § 86d SGB VIII",
        content=ContentLevel.SIGNAL,
        release=Release.AUTOMATIC,
        ack_by=at,
        ladder=(),
    )
    alarm = new_notice(
        concern=notice.concern,
        decision=None,
        sender_id=notice.office_id,
        planned=planned,
        recipient=Recipient(kind=RecipientKind.OFFICE, office_id=fallback.pk),
        cause="alarm",
        headline=planned.because,
        content={},
        ack=None,
        at=at,
    )
    alarm.about = notice
    alarm.next_step_at, alarm.exhausted_at = None, at  # red from the first moment
    write_and_tell([alarm], at=at)
    return True
