"""Whether a restored database is what the backup promised, and what the portal needs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from psycopg import sql

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.facts import VERBS, Facts, facts_of
from kinderschutz.lib.case_keys import FETCHED, SHREDDED, fetched_parts, state_of, with_key
from kinderschutz.lib.case_keys import TABLE as CASE_KEYS
from kinderschutz.lib.crypto import KeyRing, UnreadableValue, open_for_case

_CASTS_AND_BRACKETS = re.compile(r"::[a-z_ ]+(\[\])?|[() ]")
SOME = 20  # values of a column are tried, for those of shredded cases do not open
SHOWN = 5  # of many faults of one kind


@dataclass(frozen=True)
class Needs:
    """What the portal's code asks of a database.

    `append_only` and `read_only`: tables that the application must not change. `never_empty`:
    tables without which nothing works. `sealed`: table, its key, column and place of every sealed
    field. `cases`: the table whose every row has a key of its own.
    """

    migrations: frozenset[str]
    append_only: frozenset[str]
    read_only: frozenset[str]
    never_empty: frozenset[str]
    sealed: Sequence[tuple[str, str, str, str]]
    cases: str
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
    findings.faults += _few("Fallschlüssel fehlen", _without_key(restored, found, needs))
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
        for table, key, column, place in needs.sealed:
            if table not in found.rows:
                continue
            name = sql.Identifier(table, column).as_string(connection)
            value = (CASE_KEYS in found.rows and with_key(name, primary_key=key)) or name
            query = sql.SQL("SELECT {} FROM public.{} WHERE {} IS NOT NULL LIMIT {}").format(
                sql.SQL(value), sql.Identifier(table), sql.SQL(name), SOME
            )
            rows = [bytes(value) for (value,) in connection.execute(query).fetchall()]
            closed = rows and not any(_opens(value, place, needs.keys) for value in rows)
            if closed and not all(map(_is_shredded, rows)):
                yield place


def _opens(value: bytes, place: str, ring: KeyRing) -> bool:
    try:
        if value[0] == FETCHED:
            row, key, envelope = fetched_parts(value)
            open_for_case(envelope, key, place=place, row=row)
        else:
            ring.decrypt(value, place=place)
    except UnreadableValue:
        return False
    return True


def _is_shredded(value: bytes) -> bool:
    return value[0] == FETCHED and state_of(value) == SHREDDED


def _without_key(restored: Database, found: Facts, needs: Needs) -> Iterator[str]:
    if not {CASE_KEYS, needs.cases} <= found.rows.keys():
        return
    query = sql.SQL(
        "SELECT count(*) FROM public.{} c WHERE NOT EXISTS"
        " (SELECT 1 FROM public.{} k WHERE k.concern_id = c.id)"
    )
    with restored.open() as connection:
        names = (sql.Identifier(needs.cases), sql.Identifier(CASE_KEYS))
        (count,) = connection.execute(query.format(*names)).fetchone() or (0,)
    if count:
        yield f"zu {count} Fällen; die Datei der Schlüssel ist älter als die Sicherung"


def _few(what: str, found: Iterator[str] | Sequence[str]) -> list[str]:
    each = list(found)
    more = [f"{what}: und {len(each) - SHOWN} weitere"] if len(each) > SHOWN else []
    return [f"{what}: {one}" for one in each[:SHOWN]] + more


def total(rows: Mapping[str, int]) -> int:
    """How many rows there are in all tables."""
    return sum(rows.values())
