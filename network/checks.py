"""What `manage.py check --deploy` says of the ways to PostgreSQL and Redis."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as Warned

from kinderschutz.lib.service_urls import stays_here


@register(Tags.security, deploy=True)
def ways_are_proved(**_: Any) -> list[CheckMessage]:
    """One warning for each way that leaves the machine without proving who is at its other end."""
    default = settings.DATABASES["default"]
    ways: dict[str, Any] = {"DATABASE_URL": default.get("OPTIONS", {})}
    for name in ("OWNER", "BACKUP", "RELAY", "REPORTS", "DELETION"):
        if role := getattr(settings, f"DATABASE_{name}"):
            ways[f"DATABASE_{name}_URL"] = role["OPTIONS"]
    found = []
    if not stays_here(str(default["HOST"])):
        found += [_database(name) for name, options in ways.items() if not _is_proved(options)]
    if _needs_tls(settings.REDIS_URL):
        found.append(_redis("REDIS_URL"))
    if _needs_tls(settings.CELERY_BROKER_URL) and settings.CELERY_BROKER_URL != settings.REDIS_URL:
        found.append(_redis("CELERY_BROKER_URL"))
    return found


def _is_proved(options: Mapping[str, Any]) -> bool:
    return options.get("sslmode") == "verify-full"


def _needs_tls(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme in {"unix", "redis+socket"} or stays_here(parts.hostname or ""):
        return False
    proves = "ssl_cert_reqs=required" in parts.query and "ssl_check_hostname=false" not in (
        parts.query
    )
    return parts.scheme != "rediss" or not proves


def _database(name: str) -> CheckMessage:
    return _unproved(
        name,
        hint="An die Adresse gehört ?sslmode=verify-full&sslrootcert=/pfad/zur/ca.pem "
        "(docs/deployment.md, „Verschlüsselt zu PostgreSQL und Redis“).",
        number="W001",
    )


def _redis(name: str) -> CheckMessage:
    return _unproved(
        name,
        hint="rediss://…?ssl_ca_certs=/pfad/zur/ca.pem (docs/deployment.md, „Verschlüsselt zu "
        "PostgreSQL und Redis“).",
        number="W002",
    )


def _unproved(name: str, *, hint: str, number: str) -> CheckMessage:
    return Warned(
        f"{name} führt zu einem anderen Rechner, ohne dass dessen Zertifikat geprüft wird.",
        hint=hint,
        id=f"kinderschutz.{number}",
    )
