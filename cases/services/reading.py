"""Opening a notice: reading is recorded, too."""

from datetime import datetime

from django.db import transaction

from cases.access import require
from cases.models import Notice
from network import audit
from network.access import Actor, Permission


@transaction.atomic
def open_notice(*, notice: Notice, by: Actor, at: datetime) -> None:
    """Record that this person looked at what was told (§ 78 Abs. 1 SGB X). Raises Refused."""
    require(by, Permission.READ, notice)
    audit.record(
        "notice.viewed",
        by=by,
        at=at,
        on_kind="notice",
        on_id=notice.pk,
        office_id=notice.recipient_office_id or notice.office_id,
    )
