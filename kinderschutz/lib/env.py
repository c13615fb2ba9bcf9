"""Typed reading of environment variables; all faults are collected into one message."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

from kinderschutz.lib.crypto import KEY_BYTES, KeyRing
from kinderschutz.lib.service_urls import DatabaseUrl as DatabaseUrl
from kinderschutz.lib.service_urls import broker_url as broker_url
from kinderschutz.lib.service_urls import database_url as database_url
from kinderschutz.lib.service_urls import redis_url as redis_url

T = TypeVar("T")

YES = frozenset({"1", "true", "yes", "on", "ja"})
NO = frozenset({"", "0", "false", "no", "off", "nein"})


class FaultyEnvironment(Exception):
    """Variables are missing or unreadable; the text is German, names each and shows no value."""


@dataclass(frozen=True)
class MailUrl:
    """An SMTP server; `starttls` for smtp+tls, `ssl` for smtps."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    ssl: bool = False


def mail_url(text: str) -> MailUrl:
    """Read `smtp://`, `smtp+tls://` or `smtps://user:password@host:port`; raises ValueError."""
    url = urlsplit(text)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if url.scheme not in ports:
        raise ValueError("beginnt nicht mit smtp://, smtp+tls:// oder smtps://")
    if not url.hostname:
        raise ValueError("nennt keinen Rechner")
    return MailUrl(
        host=url.hostname,
        port=url.port or ports[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starttls=url.scheme == "smtp+tls",
        ssl=url.scheme == "smtps",
    )


def web_url(text: str) -> SplitResult:
    """Read `https://host[:port]`, without a path at its end; raises ValueError."""
    url = urlsplit(text.rstrip("/"))
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("ist keine Adresse wie https://kinderschutz.example")
    return url


def daily(text: str) -> time | None:
    """Read a wall-clock time such as `03:00`, or `never` as None; raises ValueError."""
    if text == "never":
        return None
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 a time of day in Germany
    except ValueError:
        raise ValueError("ist weder eine Uhrzeit wie 03:00 noch never") from None


def mailbox(text: str) -> str:
    """One e-mail address; raises ValueError."""
    local, at_sign, host = text.strip().rpartition("@")
    if not (local and at_sign and host) or any(each.isspace() or each == "," for each in text):
        raise ValueError("ist keine E-Mail-Adresse")
    return text


def field_keys(text: str) -> str:
    """Check `1:<base64 of 32 bytes>,2:...` and give it back; raises ValueError."""
    KeyRing.parse(text)
    return text


def sealing_key(text: str) -> bytes:
    """Read the base64 of 32 bytes; nothing at all is an empty key. Raises ValueError."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        raise ValueError("ist kein Base64") from None
    if text and len(key) != KEY_BYTES:
        raise ValueError(f"hat nicht {KEY_BYTES} Byte (Base64)")
    return key


class Environment:
    """Reads variables by type and remembers every fault until `refuse_if_faulty`."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._missing: list[str] = []
        self._unreadable: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """The variable, or `default`; without a default an absent or empty variable is a fault.

        A secret may stand in a file instead, named by the variable with `_FILE` at its end.
        """
        value = self._values.get(name, "").strip() or self._from_file(name)
        if value:
            return value
        if default is None:
            self._missing.append(name)
        return default or ""

    def _from_file(self, name: str) -> str:
        path = self._values.get(f"{name}_FILE", "").strip()
        if not path:
            return ""
        try:
            return Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError) as fault:
            self._unreadable.append(f"die Datei von {name}_FILE ({type(fault).__name__})")
            return ""

    def flag(self, name: str, *, default: bool = False) -> bool:
        """true or false; also 1/0, yes/no, ja/nein."""
        value = self._values.get(name)
        if value is None:
            return default
        if value.strip().lower() in YES | NO:
            return value.strip().lower() in YES
        self._unreadable.append(f"{name} ist weder true noch false")
        return default

    def whole(self, name: str, default: int) -> int:
        """A whole number, zero or more."""
        value = self._values.get(name, "").strip()
        if not value:
            return default
        if value.isascii() and value.isdigit():
            return int(value)
        self._unreadable.append(f"{name} ist keine ganze Zahl")
        return default

    def listed(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """Values separated by commas."""
        values = [part.strip() for part in self._values.get(name, "").split(",")]
        return [value for value in values if value] or list(default)

    def read(
        self, name: str, reader: Callable[[str], T], *, spare: str, default: str | None = None
    ) -> T:
        """The variable read by `reader`; after a fault `spare` stands in until it is told."""
        text = self.text(name, default)
        if not text:
            return reader(spare)
        try:
            return reader(text)
        except ValueError as fault:
            detail = str(fault).removeprefix(f"{name}: ").rstrip(".")
            self._unreadable.append(f"{name} {detail}")
            return reader(spare)

    def refuse(self, fault: str) -> None:
        """Remember a fault found by the settings; it names the variable, never its value."""
        self._unreadable.append(fault)

    def refuse_if_faulty(self) -> None:
        """Raise FaultyEnvironment, naming everything that was missing or unreadable."""
        lines = []
        if self._missing:
            lines.append(f"Es fehlen diese Umgebungsvariablen: {', '.join(self._missing)}.")
        if self._unreadable:
            lines.append(f"Nicht lesbar: {'; '.join(self._unreadable)}.")
        if lines:
            lines.append("Was sie bedeuten, steht in kinderschutz/settings.py.")
            lines.append(
                "Zum Ausprobieren genügt `make run`; für die Entwicklung DEBUG=true setzen."
            )
            raise FaultyEnvironment(" ".join(lines))
