"""Whether the static files need collecting again."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from kinderschutz.lib.runtime.environment import project_directory

MARK = ".collected"


def are_collected(directory: Path) -> bool:
    """Whether `directory` holds what the sources say now."""
    mark = directory / MARK
    return mark.exists() and mark.read_text() == _fingerprint()


def mark_collected(directory: Path) -> None:
    """Say so after collecting."""
    (directory / MARK).write_text(_fingerprint())


def _fingerprint() -> str:
    """Of names, sizes and times of the project's own static files, and of who collects them."""
    digest = hashlib.sha256(f"{version('whitenoise')} {version('django')}".encode())
    for root in (project_directory() / "static", *sorted(project_directory().glob("*/static"))):
        for path in sorted(root.rglob("*")):
            if path.is_file():
                found = path.stat()
                digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
