"""The environment that the portal's processes and CMD see."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

from kinderschutz.lib.runtime.places import Places
from kinderschutz.lib.runtime.secret_store import Secrets

DROPPED = (
    "PYTHONDONTWRITEBYTECODE",  # without compiled files each of the processes starts slower
    "DJANGO_SETTINGS_MODULE",  # set by manage.py for itself; tests have settings of their own
)


def child_environment(
    given: Mapping[str, str], *, places: Places, secrets: Secrets, port: int, bare: bool
) -> dict[str, str]:
    """What was given, and what an embedded start adds to it; what was given wins."""
    added = {
        "PUBLIC_URL": f"http://localhost:{port}",
        "SECRET_KEY": secrets.secret_key,
        "FIELD_KEYS": secrets.field_keys,
        "SEARCH_KEY": secrets.search_key,
        "MAIL_DIRECTORY": str(places.mail),
        "AUDIT_SIGNING_KEY": _signing_key(secrets),
        "AUDIT_CHECKPOINT_DIRECTORY": str(places.data / "siegelpunkte"),
    }
    if not bare:
        added["STATIC_ROOT"] = str(places.static)
        added["PROMETHEUS_MULTIPROC_DIR"] = str(places.figures)
    fixed = {
        "KINDERSCHUTZ_DATA": str(places.data),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    kept = {name: value for name, value in given.items() if name not in DROPPED and value}
    return {**added, **kept, **fixed}


def _signing_key(secrets: Secrets) -> str:
    """For one machine all keys lie together anyway; a server has a file for this one alone."""
    made = hmac.digest(secrets.secret_key.encode(), b"audit signing key", hashlib.sha256)
    return base64.b64encode(made).decode()


def embeds(given: Mapping[str, str], variable: str) -> bool:
    """Whether the service behind DATABASE_URL, REDIS_URL or EMAIL_URL is ours to start."""
    return not given.get(variable)


def project_directory() -> Path:
    """Where manage.py is."""
    return Path(__file__).resolve().parents[3]
