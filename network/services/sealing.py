"""The sealer: numbers and chains what the logs hold, in the order in which it finds the lines.

One at a time, by an advisory lock, so the chain never forks. A transaction that commits late is
sealed late; none is skipped, because the database keeps a list of what is not sealed yet.
"""

from collections import defaultdict
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from kinderschutz.lib import rows
from kinderschutz.lib.clock import database_now
from network.domain.sealing import BEGINNING, FORMS, link, newest_form, row_hash
from network.models import Event, Forgotten, Look, Seal, Unsealed

AT_ONCE = 2_000
LOCK = "hashtext('kinderschutz.sealer')"
SOURCES: dict[str, type[Model]] = {"event": Event, "look": Look, "forgotten": Forgotten}


class TooYoung(ValueError):
    """Lines of the last year are not deleted. The text is German and for people."""


@transaction.atomic
def seal_due(*, limit: int = AT_ONCE) -> int:
    """Seal what waits, oldest first; how many lines it was. 0 also where another sealer works."""
    if not _is_alone():
        return 0
    due = list(Unsealed.objects.order_by("id").values_list("id", "source", "row_id")[:limit])
    if not due:
        return 0
    found = _lines(due)
    number, chain = head()
    at = database_now()
    made = []
    for _, source, row_id in due:
        number += 1
        form = newest_form(source)
        row = row_hash(source, form, found[source, row_id])
        chain = link(chain, number=number, source=source, form=form, row_id=row_id, row=row, at=at)
        made.append(
            Seal(
                number=number,
                source=source,
                row_id=row_id,
                form=form,
                row_hash=row,
                chain=chain,
                sealed_at=at,
            )
        )
    rows.insert(made)
    Unsealed.objects.filter(pk__in=[key for key, _, _ in due]).delete()
    return len(made)


def head() -> tuple[int, bytes]:
    """The number of the newest seal and the chain there."""
    newest = Seal.objects.order_by("-number").values_list("number", "chain").first()
    if newest is not None:
        return newest[0], bytes(newest[1])
    cuts = Forgotten.objects.filter(source="").order_by("-up_to")
    gone = cuts.values_list("up_to", "chain").first()
    return (gone[0], bytes.fromhex(gone[1])) if gone else (0, BEGINNING)


def alone() -> None:
    """Until this transaction ends nobody else seals or signs; waits for whoever does."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({LOCK})")
        (is_ours,) = cursor.fetchone() or (False,)
    return bool(is_ours)


def _lines(due: list[tuple[int, str, UUID]]) -> dict[tuple[str, UUID], dict[str, object]]:
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for _, source, row_id in due:
        wanted[source].append(row_id)
    return {
        (source, row["id"]): row
        for source, keys in wanted.items()
        for row in SOURCES[source]
        ._default_manager.filter(pk__in=keys)
        .values(*FORMS[source][newest_form(source)])
    }
