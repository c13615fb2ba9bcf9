"""Rights of the roles for one purpose each: who backs up, who delivers, who counts.

The role of deletion has its own command (`grant_deletion_role`), because it knows the cases.
"""

from collections.abc import Mapping

from django.conf import settings
from psycopg import sql

REPORTS = (
    "CREATE SCHEMA IF NOT EXISTS reports",
    "REVOKE ALL ON SCHEMA reports FROM PUBLIC",
)
DELIVERS: Mapping[str, str] = {
    "network_delivery": "SELECT, UPDATE",
    "network_attempt": "SELECT, INSERT",
    "network_heartbeat": "SELECT, INSERT, UPDATE",
    "network_event": "INSERT",
    "cases_notice": "SELECT (id)",
    "network_network": "SELECT",
    "network_contactpoint": "SELECT",
}
"""All that whoever delivers may touch: references, addresses, and what the mail server said.

A letter that came back stands in the log; one to somebody who cannot sign in names the telephone of
the office. The wall around deliveries asks for the key of the notice
they are about, which each of them names anyway.
"""


def statements() -> list[sql.Composed]:
    """What makes their rights right, whatever they were before; none for roles nobody has named."""
    made: list[sql.Composed] = []
    if settings.DATABASE_BACKUP:
        made += _anew(settings.DATABASE_BACKUP["USER"])
        made += _each(
            settings.DATABASE_BACKUP["USER"],
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        )
    if settings.DATABASE_RELAY:
        role = settings.DATABASE_RELAY["USER"]
        made += _anew(role)
        made += _each(role, "GRANT USAGE ON SCHEMA public TO {}", *WALLED)
        made += [
            sql.SQL(f"GRANT {rights} ON {{}} TO {{}}").format(
                sql.Identifier(table), sql.Identifier(role)
            )
            for table, rights in DELIVERS.items()
        ]
    if settings.DATABASE_DELETION:
        made += _each(settings.DATABASE_DELETION["USER"], *WALLED)
    if settings.DATABASE_REPORTS:
        role = settings.DATABASE_REPORTS["USER"]
        made += _anew(role)
        made += _each(
            role,
            "GRANT USAGE ON SCHEMA reports TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA reports TO {}",
        )
    return made


WALLED = (
    "GRANT USAGE ON SCHEMA walls TO {}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA walls TO {}",
)


def _anew(role: str) -> list[sql.Composed]:
    return _each(role, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}")


def _each(role: str, *texts: str) -> list[sql.Composed]:
    return [sql.SQL(text).format(sql.Identifier(role)) for text in texts]
