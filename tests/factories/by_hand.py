"""A single call or letter, planned as the services plan many."""

from typing import Any
from uuid import UUID

from network.models import Call, PostalLetter
from network.services import calls, postal


def plan_call(*, message_id: UUID, **told: Any) -> Call:
    """The open call of this message, planned now unless it is there."""
    calls.write_calls([calls.new_call(message_id=message_id, **told)])
    return Call.objects.open().get(message_id=message_id)


def plan_letter(*, message_id: UUID, **told: Any) -> PostalLetter:
    """The letter of this message, planned now unless it is there."""
    postal.write_letters([postal.new_letter(message_id=message_id, **told)])
    return PostalLetter.objects.get(message_id=message_id)
