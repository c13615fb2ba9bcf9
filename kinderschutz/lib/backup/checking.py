"""Whether a restored database is what the backup promised, and what the portal needs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from psycopg import sql

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.facts import VERBS, Facts, facts_of
from kinderschutz.lib.crypto import KeyRing, UnreadableValue

_CASTS_AND_BRACKETS = re.compile(r"::[a-z_ ]+(\[\])?|[() ]")
SHOWN = 5  # of many faults of one kind


@dataclass(frozen=True)
class Needs:
    """What the portal's code asks of a database.

    `append_only` and `read_only`: tables that the application must not change. `never_empty`:
    tables without which nothing works. `sealed`: table, column and place of every sealed field.
    """

    migrations: frozenset[str]
    append_only: frozenset[str]
    read_only: frozenset[str]
    never_empty: frozenset[str]
    sealed: Sequence[tuple[str, str, str]]
    keys: KeyRing


@dataclass
class Findings:
    """What was wrong, in German, and what is only worth knowing."""

    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check(restored: Database, promised: Facts, needs: Needs) -> Findings:
    """Compare every table, index, constraint, trigger and right; open one sealed value of each."""
    with restored.open() as connection:
        found = facts_of(connection, restored.application)
    findings = Findings()
    findings.faults += _few("Zeilen fehlen oder sind zu viel", _rows(found, promised))
    findings.faults += _few("Tabelle ist leer", _empty(found, needs))
    findings.faults += _few("Es fehlt oder lautet anders", _missing(found, promised))
    findings.faults += _few("Rechte stimmen nicht", _rights(found, restored, needs))
    unknown = sorted(set(found.migrations) - needs.migrations)
    findings.faults += _few("Dieses Portal ist älter als die Sicherung; es kennt nicht", unknown)
    if found.migrations != promised.migrations:
        findings.faults.append("Der Stand der Tabellen ist nicht der gesicherte.")
    pending = len(needs.migrations - set(found.migrations))
    if pending:
        findings.remarks.append(
            f"Die Sicherung ist älter als dieses Portal: danach `migrate` ({pending} Schritte)."
        )
    findings.faults += _few("Mit FIELD_KEYS nicht lesbar", _unreadable(restored, found, needs))
    return findings


def _rows(found: Facts, promised: Facts) -> Iterator[str]:
    for table in sorted(set(found.rows) | set(promised.rows)):
        here, there = found.rows.get(table), promised.rows.get(table)
        if here is None:
            yield f"{table} ist nicht da"
        elif here != there:
            yield f"{table} hat {here} statt {there or 0}"


def _missing(found: Facts, promised: Facts) -> Iterator[str]:
    here = {_plain(each) for each in found.structure}
    for each in promised.structure:
        if _plain(each) not in here:
            yield each.partition(": ")[0]


def _plain(definition: str) -> str:
    """Without the casts and brackets that PostgreSQL writes otherwise after a restore."""
    return _CASTS_AND_BRACKETS.sub("", definition)


def _empty(found: Facts, needs: Needs) -> list[str]:
    return sorted(table for table in needs.never_empty if not found.rows.get(table))


def _rights(found: Facts, restored: Database, needs: Needs) -> Iterator[str]:
    for table, rights in sorted(found.rights.items()):
        wanted = _wanted(table, needs)
        if tuple(rights) != wanted:
            yield f"{table}: {', '.join(rights) or 'keine'} statt {', '.join(wanted)}"
    if restored.application in found.owners:
        yield f"Tabellen gehören der Anwendung ({restored.application})"


def _wanted(table: str, needs: Needs) -> tuple[str, ...]:
    if table in needs.read_only:
        return VERBS[:1]
    return VERBS[:2] if table in needs.append_only else VERBS


def _unreadable(restored: Database, found: Facts, needs: Needs) -> Iterator[str]:
    with restored.open() as connection:
        for table, column, place in needs.sealed:
            if table not in found.rows:
                continue
            name = sql.Identifier(column)
            query = sql.SQL("SELECT {} FROM public.{} WHERE {} IS NOT NULL LIMIT 1")
            row = connection.execute(query.format(name, sql.Identifier(table), name)).fetchone()
            if row is not None:
                try:
                    needs.keys.decrypt(bytes(row[0]), place=place)
                except UnreadableValue:
                    yield place


def _few(what: str, found: Iterator[str] | Sequence[str]) -> list[str]:
    each = list(found)
    more = [f"{what}: und {len(each) - SHOWN} weitere"] if len(each) > SHOWN else []
    return [f"{what}: {one}" for one in each[:SHOWN]] + more


def total(rows: Mapping[str, int]) -> int:
    """How many rows there are in all tables."""
    return sum(rows.values())
