"""Sessions in the database, which also tells when they are over: its clock is the one that counts.

A web server that is behind would otherwise let somebody in again whose session has expired. Who is
signed in may pause SESSION_IDLE_SECONDS and work SESSION_COOKIE_AGE in all; a visitor's session,
which may hold what was typed before signing in again, lasts SESSION_COOKIE_AGE.

The key of a session stands in its cookie and nowhere else. The database knows its fingerprint, so
whoever reads the table, or a backup of it, has no cookie (docs/adr/0070).
"""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY as WHO
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from kinderschutz.lib.clock import database_now

BEGAN = "signed_in_at"
"""In the session: when somebody signed in, seconds since 1970 by the clock of the database."""

AT_MOST_EVERY = timedelta(minutes=1)


def fingerprint(key: str) -> str:
    """What the database keeps of a session's key: SHA-256, in the 40 characters of its column."""
    return base64.b85encode(hashlib.sha256(key.encode("utf-8", "replace")).digest()).decode()


class SessionStore(DatabaseStore):
    """As Django's, but a session holds by the clock of the database, and ends when nobody works.

    `session_key` is what the cookie holds, `stored_key` what the row is called.
    """

    sleeps = False
    """Set while a request answers that nobody made by hand: saving does not put the end off."""

    _ends: datetime | None = None
    _loaded_at: datetime | None = None

    @property
    def stored_key(self) -> str:
        """The name of this session's row; empty while there is none."""
        return fingerprint(self.session_key) if self.session_key else ""

    def exists(self, session_key: str) -> bool:
        """Whether there is a row for the key of a cookie."""
        return super().exists(fingerprint(session_key))

    def delete(self, session_key: str | None = None) -> None:
        """Delete the row for the key of a cookie, or that of this session."""
        key = session_key or self.session_key
        if key:
            super().delete(fingerprint(key))

    def cycle_key(self) -> None:
        """As Django's; the list of a person's sessions (allauth) knows it by its new name."""
        before = self.stored_key
        super().cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=self.stored_key)

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the rows that are over, by the clock of the database."""
        Session.objects.filter(expire_date__lt=Now()).delete()

    # by way of the methods above: Django's asynchronous ones would write the key itself
    aload, asave = SessionBase.aload, SessionBase.asave
    aexists, acreate, adelete = SessionBase.aexists, SessionBase.acreate, SessionBase.adelete

    def stay_awake(self) -> None:
        """Put the end off because somebody works; never past the end of the whole session."""
        if not self.session_key or WHO not in self or self._ends is None or not self._loaded_at:
            return
        until = self._next_end(self._loaded_at)
        if until - self._ends >= AT_MOST_EVERY or until < self._ends:
            Session.objects.filter(session_key=self.stored_key).update(expire_date=until)
            self._ends = until

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to write. Its end is that of before when nobody made the request by hand."""
        now = database_now()
        if WHO in data:
            data.setdefault(BEGAN, now.timestamp())
        row = super().create_model_instance(data)
        row.session_key = self.stored_key
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
        rows = Session.objects.filter(session_key=self.stored_key, expire_date__gt=Now())
        session = rows.annotate(now=Now()).order_by().first()
        if session is None:
            self._session_key = None
            return None
        self._ends, self._loaded_at = session.expire_date, session.now
        return session
