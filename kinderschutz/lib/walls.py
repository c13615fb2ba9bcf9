"""Row-level security as data: which rows of a table are open to whom, what is left open, and why.

Each app lists its tables in `<app>/walls.py`; `manage.py grant_application_role` makes the database
so, and tests compare its catalogue with the lists (docs/adr/0050).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from psycopg import sql

SEES_ALL = "(SELECT walls.sees_all())"
"""The portal itself."""
OFFICES = "((SELECT walls.offices())::uuid[])"
"""Offices whose cases the person may work on."""
PARTNERS = "((SELECT walls.partners())::uuid[])"
"""Partners for which the person reports."""
PERSON = "(SELECT walls.person())"
"""The person, while the account is active."""
ALIASES = "((SELECT walls.aliases())::uuid[])"
"""The aliases of the person, under which rows are written down that do not name them."""
CONCERN = "(SELECT walls.concern())"
"""The one concern that a deed is about."""


@dataclass(frozen=True)
class Wall:
    """Whose rows these are: conditions in SQL, asked beside the portal itself, which sees all.

    `read` opens rows for reading; `write` decides which may be written or changed (as `read` where
    it is not said), `add` which may be added (as `write`).
    """

    read: str
    write: str | None = None
    add: str | None = None

    def policies(self) -> Iterable[tuple[str, str, str]]:
        """Name, command and clauses of each policy."""
        write = self.write if self.write is not None else self.read
        add = self.add if self.add is not None else write
        yield "wall_read", "SELECT", f"USING ({_or_portal(self.read)})"
        changed = f"USING ({_or_portal(write)}) WITH CHECK ({_or_portal(write)})"
        yield "wall_change", "UPDATE", changed
        yield "wall_remove", "DELETE", f"USING ({_or_portal(write)})"
        yield "wall_add", "INSERT", f"WITH CHECK ({_or_portal(add)})"


@dataclass(frozen=True)
class Open:
    """A table without walls, and the reason why that tells nobody anything."""

    reason: str


Walls = Mapping[str, Wall | Open]


def _or_portal(condition: str) -> str:
    return f"{SEES_ALL} OR ({condition})"


def all_walls() -> dict[str, Wall | Open]:
    """What the apps have said of their tables. Raises ValueError where two speak of one."""
    said: dict[str, Wall | Open] = {}
    for module in _modules():
        twice = said.keys() & module.TABLES.keys()
        if twice:
            raise ValueError(f"said twice: {sorted(twice)}")
        said |= module.TABLES
    return said


def functions() -> list[str]:
    """The functions that the conditions ask, the apps below first."""
    return [text for module in _modules() for text in getattr(module, "FUNCTIONS", ())]


def _modules() -> list[Any]:
    names = [f"{each.name}.walls" for each in apps.get_app_configs() if "." not in each.name]
    return [import_module(name) for name in names if find_spec(name)]


def fingerprint(table: str, wall: Wall) -> str:
    """What a wall says, in short: stands in the database as a comment on the policy."""
    said = "\n".join("|".join(each) for each in wall.policies())
    return hashlib.sha256(f"{table}\n{said}".encode()).hexdigest()[:16]


def gone() -> list[str]:
    """Statements that take away what no policy asks any more."""
    return [text for module in _modules() for text in getattr(module, "GONE", ())]


def raise_wall(table: str, wall: Wall, *, owner: str) -> list[sql.Composed]:
    """Statements that put the wall around a table; whatever stood there before is gone.

    The owner sees rows through the database's own functions, and else like anybody only with a
    claim: a migration or a dump that forgot it must not see an empty table and call that done.
    """
    name, role = sql.Identifier(table), sql.Identifier(owner)
    mine = f"{SEES_ALL} OR session_user <> current_user"
    made = [
        sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name),
        sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(name),
    ]
    for policy, command, clauses in wall.policies():
        made.append(sql.SQL(f"DROP POLICY IF EXISTS {policy} ON {{}}").format(name))
        made.append(sql.SQL(f"CREATE POLICY {policy} ON {{}} FOR {command} {clauses}").format(name))
    made.append(sql.SQL("DROP POLICY IF EXISTS wall_owner ON {}").format(name))
    made.append(
        sql.SQL(
            f"CREATE POLICY wall_owner ON {{}} FOR ALL TO {{}} USING ({mine}) WITH CHECK ({mine})"
        ).format(name, role)
    )
    made.append(
        sql.SQL("COMMENT ON POLICY wall_read ON {} IS {}").format(
            name, sql.Literal(fingerprint(table, wall))
        )
    )
    return made
