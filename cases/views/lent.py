"""A single case that is open to one person beside those of the own offices: what its page shows."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.access import Actor, visible_notices
from cases.models import Notice
from cases.queries.concern import RECIPIENTS, case_of, decisions_page
from cases.queries.content import content_page
from cases.queries.standing import standing, urgency_badge
from cases.queries.timeline import timeline


def reader_for(actor: Actor, office_id: UUID) -> Actor:
    """The same person, reading as the office does, for a page about one case that was opened to
    them. For reading only: what they may do is asked of the actor. The database opens no more.
    """
    return replace(actor, offices=frozenset({office_id}), partners=frozenset(), led=frozenset())


def first_notice(reader: Actor, concern_id: UUID) -> Notice | None:
    """By what the reader's office learned of the concern."""
    rows = visible_notices(reader).filter(concern=concern_id)
    return (
        rows.select_related(*RECIPIENTS, "office", "acknowledgement").order_by("created_at").first()
    )


def lent_case(found: Notice, reader: Actor, *, at: datetime) -> dict[str, Any]:
    """Content, decisions and course of the case, without its reporter and anything to do."""
    case = case_of(found, reader)
    decisions = decisions_page(case, at=at) if case else ()
    return {
        "notice": found,
        "urgency": urgency_badge(found.urgency),
        "standing": standing(found, at=at),
        "content": content_page(found),
        "case": case,
        "decision": decisions[0] if decisions else None,
        "older": decisions[1:],
        "timeline": timeline(case) if case else (),
    }
