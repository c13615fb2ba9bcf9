"""A file that only grows: lines of JSON, each bound to the one before by a MAC.

It lies outside the database, so that a restore of yesterday's backup does not take it back. A line
that was changed, taken out or put in between is found; a cut end is found by whoever knows how many
lines there were.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Key = Callable[[int], bytes]
"""The key of a number; raises KeyError where it is no longer known."""
BEGINNING = "0" * 64


class BrokenJournal(Exception):
    """The file is not what was written. The text names the line."""


class KeyMissing(BrokenJournal):
    """Lines are sealed under a key that is not known here; whether they are right nobody can say.

    `number` is the key's. The text names the cure.
    """

    def __init__(self, number: int, line: int) -> None:
        super().__init__(
            f"Zeile {line}: Den Schlüssel {number} kennt FIELD_KEYS nicht. Tragen Sie ihn aus der "
            "getrennten Verwahrung wieder ein."
        )
        self.number = number


def append(path: Path, lines: Iterable[Mapping[str, Any]], *, key: Key, number: int) -> int:
    """Add lines, each once it is on the disk; returns how many the file has then.

    Raises BrokenJournal before anything is written to a file that is not whole, OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _forget_unfinished(file)
        count, last = 0, BEGINNING
        for count, line in enumerate(_checked(file, key), start=1):  # noqa: B007 used below
            last = line["mac"]
        for told in lines:
            count += 1
            line = {**told, "n": count, "key": number}
            last = line["mac"] = _mac(line, last, key)
            file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return count


def rewrite(path: Path, lines: Iterable[Mapping[str, Any]], *, key: Key, number: int) -> int:
    """Write the whole file anew under one key, in one step; returns how many lines it has.

    What the lines say stays; their places and MACs are new. A file that was there stays beside it.
    """
    beside = path.with_name(f"{path.name}.neu")
    beside.unlink(missing_ok=True)
    own = ("n", "key", "mac")
    told = [{name: value for name, value in each.items() if name not in own} for each in lines]
    count = append(beside, told, key=key, number=number)
    if path.exists():
        path.replace(path.with_name(f"{path.name}.alt"))
    beside.replace(path)
    return count


def read(path: Path, *, key: Key) -> list[dict[str, Any]]:
    """Every line, proved. An absent file has none. Raises BrokenJournal."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        return list(_checked(file, key))


def _forget_unfinished(file: Any) -> None:
    """A last line without its end was never promised to anybody: its writer was killed."""
    file.seek(0)
    text = file.read()
    whole = text.rfind(b"\n") + 1
    if whole < len(text):
        file.truncate(whole)
    file.seek(0)


def _checked(file: Any, key: Key) -> Iterator[dict[str, Any]]:
    last = BEGINNING
    for number, text in enumerate(file.read().splitlines(keepends=True), start=1):
        if not text.endswith(b"\n"):
            return
        try:
            line = json.loads(text)
            told = line.pop("mac")
            right = line["n"] == number and hmac.compare_digest(_mac(line, last, key), told)
        except (ValueError, TypeError):
            right = False
        except KeyError:
            if not {"n", "key"} <= line.keys():
                raise BrokenJournal(f"Zeile {number} ist nicht, was geschrieben wurde.") from None
            raise KeyMissing(int(line["key"]), number) from None
        if not right:
            raise BrokenJournal(f"Zeile {number} ist nicht, was geschrieben wurde.")
        last = line["mac"] = told
        yield line


def _mac(line: Mapping[str, Any], last: str, key: Key) -> str:
    said = json.dumps(line, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key(int(line["key"])), f"{last}\n{said}".encode(), hashlib.sha256).hex()
