"""New code before old tables: it waits for `migrate` and says so, instead of failing in the middle.

Old code before new tables needs no gate: migrations only add (docs/deployment.md).
"""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.db import Error, close_old_connections, connection
from django.db.migrations.loader import MigrationLoader
from django.template.loader import render_to_string

from kinderschutz.lib import claims
from kinderschutz.lib.browser import ALWAYS

logger = logging.getLogger(__name__)

OPEN = frozenset({"/healthz", "/readyz", "/metrics", "/wachhund"})
"""What monitoring asks; it must not be told that the process is dead."""
RETRY_SECONDS = 5


class Gate:
    """Before a WSGI application: status 503 until the database has every table of this code.

    Asked with each request until it is so, then never again by this process. A database that does
    not answer is left to the application, which knows what to say.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._is_open = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._is_open or environ.get("PATH_INFO") in OPEN or self._may_open():
            return self._application(environ, start_response)
        page = render_to_string("503.html").encode()
        status = HTTPStatus.SERVICE_UNAVAILABLE
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Retry-After", str(RETRY_SECONDS)),
            ("Cache-Control", "no-store"),
            *ALWAYS.items(),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [page]

    def _may_open(self) -> bool:
        try:
            close_old_connections()
            missing = len(pending()) or _closed_tables() or _unknown_seal()
        except Error:
            return True
        if missing:
            logger.warning("Tabellen, Rechte oder Wände fehlen noch (%d); bitte warten", missing)
        self._is_open = not missing
        return self._is_open


def _closed_tables() -> int:
    """Tables that this role may not read yet: the rights follow the tables by a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND "
            "NOT has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _unknown_seal() -> int:
    """1 where the database would not believe who asks: walls not raised, or another SECRET_KEY.

    Everybody would find every list empty, which is worse than a page that says to wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('walls.sees_all()') IS NULL")
        if (cursor.fetchone() or (True,))[0]:
            return 1
        claim = claims.claim(claims.EVERYTHING)
        cursor.execute("SELECT set_config(%s, %s, false)", [claims.SETTING, claim])
        cursor.execute("SELECT walls.sees_all(), set_config(%s, '', false)", [claims.SETTING])
        (believed, _) = cursor.fetchone() or (False, "")
    return int(not believed)


def pending() -> list[tuple[str, str]]:
    """The migrations of this code that the database does not know yet."""
    loader = MigrationLoader(connection)
    applied = loader.applied_migrations or {}
    return sorted(set(loader.graph.nodes) - set(applied))
