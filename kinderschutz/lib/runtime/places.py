"""Directories of the embedded services: private, owned by who starts them, one start at a time."""

import fcntl
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kinderschutz.lib.runtime.faults import PortalFault

LONGEST_SOCKET_DIRECTORY = 80  # bytes; the system allows about 107 for the whole path of a socket


@dataclass(frozen=True)
class Places:
    """Where things lie. `data` stays, `run` holds sockets and lives as long as the services."""

    data: Path
    run: Path

    @property
    def postgres(self) -> Path:
        """The database cluster."""
        return self.data / "postgres"

    @property
    def redis(self) -> Path:
        """The append-only file of Redis."""
        return self.data / "redis"

    @property
    def mail(self) -> Path:
        """The letters of the mail sink."""
        return self.data / "mail"

    @property
    def static(self) -> Path:
        """Collected static files."""
        return self.data / "static"

    @property
    def figures(self) -> Path:
        """Where the web processes add up what they count, anew with each start."""
        return self.run / "figures"

    @property
    def postgres_socket(self) -> Path:
        """The directory of PostgreSQL's socket."""
        return self.run / "postgres"

    @property
    def redis_socket(self) -> Path:
        """The socket of Redis."""
        return self.run / "redis" / "redis.sock"

    @property
    def processes(self) -> Path:
        """Which processes the last start left behind, see `leftovers`."""
        return self.data / "processes.json"


def open_places(data: Path) -> Places:
    """Make the directories, 0700; raises PortalFault when one belongs to somebody else."""
    data = data.absolute()
    places = Places(data=data, run=_run_directory(data))
    for directory in (
        places.data,
        places.run,
        places.postgres,
        places.redis,
        places.mail,
        places.static,
        places.figures,
        places.postgres_socket,
        places.redis_socket.parent,
    ):
        _private(directory)
    return places


def _run_directory(data: Path) -> Path:
    """Below `data`, or in the temporary directory when that path is too long for a socket."""
    if len(os.fsencode(data / "run" / "postgres")) <= LONGEST_SOCKET_DIRECTORY:
        return data / "run"
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"kinderschutz-{os.geteuid()}-{digest}"


def _private(directory: Path) -> None:
    """Make it, or check whose it is; as root it may be the account's of a service."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
    except OSError as error:
        raise PortalFault(
            f"{directory} lässt sich nicht anlegen ({error.strerror}). "
            "KINDERSCHUTZ_DATA auf ein eigenes Verzeichnis setzen."
        ) from None
    if not stat.S_ISDIR(found.st_mode):
        raise PortalFault(f"{directory} ist kein Verzeichnis.")
    if os.geteuid() != 0 and found.st_uid != os.geteuid():
        raise PortalFault(
            f"{directory} gehört einem anderen Konto. "
            "KINDERSCHUTZ_DATA auf ein eigenes Verzeichnis setzen."
        )
    if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o077:
        directory.chmod(0o700)


def lock(places: Places) -> TextIO:
    """Hold the data directory until the file is closed; raises PortalFault when it is held."""
    file = (places.data / "lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise PortalFault(
            f"Mit den Daten in {places.data} läuft bereits ein Portal. "
            "Beenden Sie es, oder setzen Sie KINDERSCHUTZ_DATA auf ein anderes Verzeichnis."
        ) from None
    return file
