"""Sessions in the database, which also tells when they are over: its clock is the one that counts.

A web server that is behind would otherwise let somebody in again whose session has expired. Who is
signed in may pause SESSION_IDLE_SECONDS and work SESSION_COOKIE_AGE in all; a visitor's session,
which may hold what was typed before signing in again, lasts SESSION_COOKIE_AGE.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as WHO
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from kinderschutz.lib.clock import database_now

BEGAN = "signed_in_at"
"""In the session: when somebody signed in, seconds since 1970 by the clock of the database."""

AT_MOST_EVERY = timedelta(minutes=1)


class SessionStore(DatabaseStore):
    """As Django's, but a session holds by the clock of the database, and ends when nobody works."""

    sleeps = False
    """Set while a request answers that nobody made by hand: saving does not put the end off."""

    _ends: datetime | None = None
    _loaded_at: datetime | None = None

    def stay_awake(self) -> None:
        """Put the end off because somebody works; never past the end of the whole session."""
        if not self.session_key or WHO not in self or self._ends is None or not self._loaded_at:
            return
        until = self._next_end(self._loaded_at)
        if until - self._ends >= AT_MOST_EVERY or until < self._ends:
            Session.objects.filter(session_key=self.session_key).update(expire_date=until)
            self._ends = until

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to write. Its end is that of before when nobody made the request by hand."""
        now = database_now()
        if WHO in data:
            data.setdefault(BEGAN, now.timestamp())
        row = super().create_model_instance(data)
        row.expire_date = self._ends if self.sleeps and self._ends else self._end(data, now)
        self._ends = row.expire_date
        return row

    def _next_end(self, now: datetime) -> datetime:
        return self._end({WHO: self[WHO], BEGAN: self.get(BEGAN, now.timestamp())}, now)

    def _end(self, data: dict[str, Any], now: datetime) -> datetime:
        whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if WHO not in data:
            return now + whole
        began = datetime.fromtimestamp(data[BEGAN], UTC)
        return min(now + timedelta(seconds=settings.SESSION_IDLE_SECONDS), began + whole)

    def _get_session_from_db(self) -> Session | None:
        rows = Session.objects.filter(session_key=self.session_key, expire_date__gt=Now())
        session = rows.annotate(now=Now()).order_by().first()
        if session is None:
            self._session_key = None
            return None
        self._ends, self._loaded_at = session.expire_date, session.now
        return session
