"""What loading a folder changed, for people to read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

NAMES: Mapping[str, str] = {
    "new": "neu",
    "changed": "geändert",
    "ended": "beendet",
    "removed": "entfernt",
}


@dataclass
class Changes:
    """Lines such as "Kommune Musterstadt: geändert (name)", and how many of each sort."""

    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.lines)

    def note(self, sort: str, what: str, fields: Iterable[str] = ()) -> None:
        """One change; `sort` is a key of NAMES."""
        changed = ", ".join(fields)
        self.counts[sort] += 1
        self.lines.append(f"{what}: {NAMES[sort]}{f' ({changed})' if changed else ''}")

    def put(self, row: Model, wanted: Mapping[str, Any], *, what: str) -> None:
        """Bring the columns of a row to the wanted values; save and note only what differs."""
        differing = [name for name, value in wanted.items() if getattr(row, name) != value]
        if not row._state.adding and not differing:
            return
        for name in differing:
            setattr(row, name, wanted[name])
        is_new = row._state.adding
        row.save(force_insert=is_new, update_fields=None if is_new else differing)
        self.note("new" if is_new else "changed", what, () if is_new else differing)
