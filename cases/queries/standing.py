"""How a notice stands, as a badge: the word says it, the colour only repeats it."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Notice
from cases.models.notice import ALARM
from network.domain.terms import Confidence, Urgency
from network.wording import CONFIDENCE, URGENCY


@dataclass(frozen=True)
class Badge:
    """A short state in words; `kind` is one of components/_badge.html."""

    text: str
    kind: str


URGENCY_KIND = {
    Urgency.ACUTE: "danger",
    Urgency.URGENT: "warning",
    Urgency.STANDARD: "neutral",
}
CONFIDENCE_KIND = {
    Confidence.CERTAIN: "success",
    Confidence.PROVISIONAL: "warning",
    Confidence.NEEDS_DECISION: "danger",
}


OPEN = Badge("offen", "info")
OVERDUE = Badge("überfällig", "danger")


def urgency_badge(urgency: str) -> Badge:
    """The urgency as the reporter sees it."""
    known = Urgency(urgency)
    return Badge(URGENCY[known], URGENCY_KIND[known])


def confidence_badge(confidence: Confidence) -> Badge:
    """How firm an answer is."""
    return Badge(CONFIDENCE[confidence], CONFIDENCE_KIND[confidence])


def standing(notice: Notice, *, at: datetime) -> Badge:
    """Where the notice stands at an instant; the worst that is true comes first."""
    if notice.withdrawn_at:
        return Badge("nicht gesendet", "neutral")
    if not notice.released_at:
        return Badge("wartet auf Freigabe", "warning")
    if notice.acknowledged_at:
        return Badge("übernommen" if notice.ack_by else "zur Kenntnis genommen", "success")
    if notice.cause == ALARM:
        return Badge("Alarm offen", "danger")
    if notice.exhausted_at:
        return Badge("niemand hat entgegengenommen", "danger")
    if notice.unreached_at:
        return Badge("nicht sicher erreicht", "danger")
    if notice.ack_by is None:
        return Badge("zur Kenntnis", "neutral")
    return OVERDUE if notice.ack_by <= at else OPEN
