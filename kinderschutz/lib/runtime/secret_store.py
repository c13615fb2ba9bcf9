"""Secrets of an embedded start: made once, kept in one file that only its owner can read."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kinderschutz.lib.runtime.faults import PortalFault


@dataclass(frozen=True)
class Secrets:
    """Passwords of the database's roles and of Redis, and the keys of the application."""

    secret_key: str
    field_keys: str
    superuser: str
    owner: str
    application: str
    redis: str
    search_key: str = ""

    def password_of(self, role: str) -> str:
        """The password of one of the database's other roles, always the same."""
        made = hmac.digest(self.superuser.encode(), f"role {role}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


def open_secrets(path: Path, *, data_exists: bool) -> Secrets:
    """Read the secrets, or make them for new data; raises PortalFault when they are lost."""
    if path.exists():
        try:
            return _completed(path, Secrets(**json.loads(path.read_text())))
        except (json.JSONDecodeError, TypeError):
            raise PortalFault(
                f"{path} ist beschädigt; ohne sie ist die Datenbank nicht lesbar."
            ) from None
    if data_exists:
        raise PortalFault(
            f"{path} fehlt; ohne diese Datei ist die Datenbank in {path.parent} nicht lesbar. "
            "Spielen Sie sie aus der Sicherung zurück, oder löschen Sie das Verzeichnis "
            "(alle Daten gehen verloren)."
        )
    made = Secrets(
        secret_key=secrets.token_urlsafe(50),
        field_keys="1:" + _key(),
        superuser=secrets.token_urlsafe(32),
        owner=secrets.token_urlsafe(32),
        application=secrets.token_urlsafe(32),
        redis=secrets.token_urlsafe(32),
        search_key=_key(),
    )
    write_private(path, json.dumps(asdict(made), indent=2))
    return made


def _completed(path: Path, known: Secrets) -> Secrets:
    """The first release knew no search key; it is added once."""
    if known.search_key:
        return known
    made = replace(known, search_key=_key())
    write_private(path, json.dumps(asdict(made), indent=2))
    return made


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
