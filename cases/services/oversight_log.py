"""Reading the read log: allowed to the head and to data protection, and on record itself."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.access import require
from cases.domain.looks import Sought
from cases.queries.looks import PER_PAGE
from cases.queries.looks import looks as lines_of
from network import audit
from network.access import Actor, Permission
from network.models import Look, YouthOffice


@transaction.atomic
def read_looks(
    sought: Sought,
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    before: tuple[datetime, UUID] | None = None,
    limit: int = PER_PAGE + 1,
    what: str = "log.page",
) -> list[Look]:
    """The lines that were sought, newest first; one line on record for each office. Raises Refused.

    `before` is the last line of the page before this one. A case of which nothing was found is not
    named on record: the line would tell whether there is such a case at another office.
    """
    for office in YouthOffice.objects.filter(pk__in=sought.offices):
        require(by, Permission.READ_LOG, office)
    found = lines_of(sought, by=by, before=before, limit=limit)
    for office_id in sorted(sought.offices):
        audit.looked(
            what,
            by=by,
            at=at,
            on_kind="office",
            on_id=office_id,
            concern_id=sought.concern if found else None,
            office_id=office_id,
            purpose=purpose,
            count=sum(each.office_id == office_id for each in found),
        )
    return found
