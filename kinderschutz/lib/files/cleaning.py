"""Hands one file to the process that cleans, and takes what it answers."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kinderschutz.lib.files.faults import CleaningFailed, Unacceptable

SECONDS = 40.0
ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-s", "-B", "-m", "kinderschutz.lib.files.child")


@dataclass(frozen=True)
class Cleaned:
    """What may be opened: its kind, its content, and what was taken out (identifiers)."""

    kind: str
    content: bytes
    changes: tuple[str, ...]


def clean(content: bytes, *, family: str, seconds: float = SECONDS) -> Cleaned:
    """Clean a file whose first bytes say `family` (`signature.family`).

    Raises Unacceptable, and CleaningFailed where the process did not survive the file.
    """
    question = json.dumps({"family": family}).encode() + b"\n" + content
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the file goes to its input
            COMMAND,
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CleaningFailed("time") from late
    head, found, clean_content = done.stdout.partition(b"\n")
    if done.returncode or not found:
        raise CleaningFailed(f"code {done.returncode}")
    answer = json.loads(head)
    if "reason" in answer:
        raise Unacceptable(answer["reason"])
    return Cleaned(answer["kind"], clean_content, tuple(answer["changes"]))
