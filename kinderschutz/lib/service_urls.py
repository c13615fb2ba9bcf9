"""Addresses of PostgreSQL and Redis: read strictly, so that no option is believed and ignored."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

LIBPQ_OPTIONS: Mapping[str, str] = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "sslcertmode": "PGSSLCERTMODE",
    "sslnegotiation": "PGSSLNEGOTIATION",
    "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
    "channel_binding": "PGCHANNELBINDING",
    "require_auth": "PGREQUIREAUTH",
    "gssencmode": "PGGSSENCMODE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "application_name": "PGAPPNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "options": "PGOPTIONS",
}
"""Options of libpq, and what programs of PostgreSQL call them. An address may name each but the
last, which it has by naming a `role`.
"""
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
PLACE = ("host", "port", "role")
ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
REDIS_OPTIONS = (
    "db", "ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname"
)  # fmt: skip
LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class DatabaseUrl:
    """A PostgreSQL address; `host` may be the directory of a Unix socket.

    `role` is who `user` becomes on each connection: the owner of the tables cannot log in.
    """

    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""
    role: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def database_url(text: str) -> DatabaseUrl:
    """Read `postgresql://user:password@host:port/name?host=/socket/dir&sslmode=verify-full`.

    With `role=ks_owner` who logs in becomes that role. Raises ValueError, also for an option that
    nobody would heed.
    """
    url = urlsplit(text)
    if url.scheme not in {"postgresql", "postgres"}:
        raise ValueError("beginnt nicht mit postgresql://")
    name = unquote(url.path.lstrip("/"))
    if not name:
        raise ValueError("nennt keine Datenbank")
    more = _options(url.query, known=(*PLACE, *(set(LIBPQ_OPTIONS) - {"options"})))
    if more.get("sslmode", "prefer") not in SSL_MODES:
        raise ValueError(f"nennt als sslmode keines von {', '.join(SSL_MODES)}")
    if not more.get("connect_timeout", "0").isdigit():
        raise ValueError("nennt als connect_timeout keine Zahl von Sekunden")
    role = more.get("role", "")
    if role:
        if not ROLE.fullmatch(role):
            raise ValueError("nennt als role keinen Namen aus a bis z, 0 bis 9 und _")
        more["options"] = f"-c role={role}"
    return DatabaseUrl(
        name=name,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        host=more.get("host", unquote(url.hostname or "")),
        port=more.get("port", str(url.port or "")),
        role=role,
        options={key: value for key, value in more.items() if key in LIBPQ_OPTIONS},
    )


def redis_url(text: str) -> str:
    """Check `redis://`, `rediss://` or `unix://` and give it back. Raises ValueError.

    `rediss://` proves certificate and host name unless the address says otherwise.
    """
    url = urlsplit(text)
    if url.scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("beginnt nicht mit redis://, rediss:// oder unix://")
    more = _options(url.query, known=REDIS_OPTIONS)
    secured = [each for each in more if each.startswith("ssl_")]
    if url.scheme != "rediss":
        if secured:
            raise ValueError(f"nennt {secured[0]}, verschlüsselt aber nicht: rediss://")
        return text
    if more.setdefault("ssl_cert_reqs", "required") not in {"required", "none"}:
        raise ValueError("nennt als ssl_cert_reqs weder required noch none")
    proves = more["ssl_cert_reqs"] == "required"
    more.setdefault("ssl_check_hostname", "true" if proves else "false")
    return urlunsplit(url._replace(query=urlencode(more, safe="/")))


def broker_url(redis_url: str) -> str:
    """The same Redis as Celery spells it: Unix sockets have another scheme there."""
    url = urlsplit(redis_url)
    if url.scheme != "unix":
        return redis_url
    number = dict(parse_qsl(url.query)).get("db", "0")
    return f"redis+socket://{url.netloc}{url.path}?virtual_host={number}"


def stays_here(host: str) -> bool:
    """Whether what is said to this host never leaves the machine: a socket, or the machine itself.

    Of several hosts, separated by commas, every one.
    """
    return all(each.startswith("/") or each in LOCAL for each in host.split(","))


def _options(query: str, *, known: Iterable[str]) -> dict[str, str]:
    more: dict[str, str] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key not in known:
            raise ValueError(f"nennt die unbekannte Option {key}")
        if key in more:
            raise ValueError(f"nennt {key} zweimal")
        if not value:
            raise ValueError(f"nennt {key} ohne Wert")
        more[key] = value
    return more
