"""The deletion run: what is due by rule goes, batch by batch, each batch whole or not at all.

Safe to run twice and at the same time as anything else; a killed run is followed by the next.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from cases.domain.retention_rules import Kind
from cases.models import Concern, DeletionRecord
from cases.queries.due import Copy, ended_copies, holders, holds_on
from cases.queries.retention import rules_in_force
from cases.services.erasing import (
    Erased,
    allow_deletion,
    erase_concerns,
    erase_copy,
    erase_core,
)
from cases.services.journaling import key_of, marked, require_whole, write_journal
from cases.services.leftovers import delete_leftovers
from kinderschutz.lib import journal, roles, rows
from kinderschutz.lib.clock import database_now
from network.access import SYSTEM, acting_as
from network.models import Event
from network.services import heartbeat

logger = logging.getLogger(__name__)

AT_ONCE = 100
LOCK = "hashtext('kinderschutz.deletion')"
SILENT_AFTER = timedelta(hours=3)
"""Then the relay deletes: a run is due four times an hour."""
FAILED = "deletion_failed"
"""The sign that a run ended badly; an alarm until one ends well."""
CONCERN, CORE = "concern", "core"


@dataclass
class Run:
    """What one run did: concerns gone for good, copies ended, other rows by kind."""

    concerns: int = 0
    copies: int = 0
    others: dict[str, int] = field(default_factory=dict)
    failed: int = 0


def delete_due(*, batch: int = AT_ONCE, seconds: float = float("inf")) -> Run:
    """Delete all that is due now by the database's clock. Not inside a transaction.

    A concern that cannot be deleted is logged and left; the others go. Raises
    `cases.queries.retention.NoRetentionRules`, `roles.NobodyDeletes`, BrokenJournal.
    """
    run, until = Run(), time.monotonic() + seconds
    with roles.as_deletion(connection), acting_as(SYSTEM):
        version = rules_in_force().version
        try:
            require_whole(journal.read(settings.DELETION_JOURNAL, key=key_of))
            write_journal()
        except journal.BrokenJournal:
            logger.exception("the deletion journal is not whole: nothing is deleted")
            heartbeat.beat(FAILED)
            raise
        seen: set[UUID] = set()
        while time.monotonic() < until and (due := _next(seen, batch)):
            seen |= set(due)
            _each(due, run)
            write_journal()
        run.others = delete_leftovers(version=version)
        heartbeat.beat(FAILED if run.failed else "deletion")
    return run


def hold_still() -> None:
    """No deletion until this transaction ends; and none is under way once this returns."""
    _lock("pg_advisory_xact_lock_shared")


def _next(seen: set[UUID], batch: int) -> list[UUID]:
    copies = ended_copies(until=database_now(), without=seen, limit=batch * 8)
    return list(dict.fromkeys(each.concern_id for each in copies))[:batch]


def _each(concerns: Sequence[UUID], run: Run) -> None:
    """One transaction for all of them; where that fails, one for each."""
    try:
        _erase(concerns, run)
    except DatabaseError:
        if len(concerns) == 1:
            logger.exception("concern %s could not be deleted", concerns[0])
            run.failed += 1
            return
        for each in concerns:
            _each([each], run)


def _erase(concerns: Sequence[UUID], run: Run) -> None:
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")
        allow_deletion()
        at = database_now()
        erased = erase_due(concerns, at=at)
        keep_record(erased, at=at)
    run.concerns += sum(each.what == CONCERN for each in erased)
    run.copies += sum(each.what not in (CONCERN, CORE) for each in erased)


def erase_due(concerns: Sequence[UUID], *, at: datetime) -> list[Erased]:
    """Whatever of these concerns is due at `at`, looked at again now that nobody can set a hold."""
    due: dict[UUID, list[Copy]] = {}
    for copy in ended_copies(until=at, concerns=concerns):
        due.setdefault(copy.concern_id, []).append(copy)
    left, held = holders(list(due)), holds_on(list(due))
    for concern, copies in due.items():
        left[concern] -= {(each.holder, each.kind) for each in copies}
    whole = [each for each in due if not left[each] and each not in held]
    offices = dict(Concern.objects.filter(pk__in=list(due)).values_list("pk", "office_id"))
    counts = erase_concerns(whole, at=at) if whole else {}
    erased = [
        Erased(CONCERN, each, offices[each], due[each][0].rules_version, counts=counts[each])
        for each in whole
    ]
    for concern, copies in due.items():
        if concern not in counts:
            erased += _erase_part(concern, copies, at=at)
            is_core_left = any(kind is Kind.CASE for _, kind in left[concern])
            had_core = any(each.kind is Kind.CASE for each in copies)
            on_it = held.get(concern)
            if had_core and not is_core_left and not (on_it and on_it.is_case):
                counts_of_core = erase_core(
                    concern, copies_held_by=on_it.of_copies if on_it else frozenset()
                )
                version = copies[0].rules_version
                erased.append(
                    Erased(CORE, concern, offices[concern], version, counts=counts_of_core)
                )
    return erased


def _erase_part(concern: UUID, copies: Sequence[Copy], *, at: datetime) -> list[Erased]:
    erased = []
    for copy in copies:
        counts = erase_copy(copy.kind, concern_id=concern, holder=copy.holder, at=at)
        office = None if copy.kind is Kind.PARTNER_NOTICE else copy.holder
        erased.append(
            Erased(copy.kind.value, concern, office, copy.rules_version, copy.holder, counts)
        )
    return erased


def keep_record(erased: Sequence[Erased], *, at: datetime) -> None:
    """What is left of it: a record without content each, and a line of the audit log by its id."""
    rows.insert([_record(each, at=at) for each in erased])
    rows.insert(
        [
            Event(
                at=at,
                what="concern.deleted" if each.what == CONCERN else "concern.copy_deleted",
                is_system=True,
                on_kind="concern",
                on_id=each.concern_id,
                office_id=each.office_id,
                details={"of": each.what, "rules": each.rules_version},
            )
            for each in erased
        ]
    )


def _record(erased: Erased, *, at: datetime) -> DeletionRecord:
    mark, key = marked(erased.what, erased.concern_id, erased.holder)
    return DeletionRecord(
        kind=erased.what,
        office_id=erased.office_id,
        rules_version=erased.rules_version,
        counts=erased.counts,
        at=at,
        mark=mark,
        mark_key=key,
    )


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({LOCK})")
