"""Sessions in the database, which also tells when they are over: its clock is the one that counts.

A web server that is behind would otherwise let somebody in again whose session has expired.
"""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models.functions import Now


class SessionStore(DatabaseStore):
    """As Django's, but a session holds by the clock of the database."""

    def _get_session_from_db(self) -> Session | None:
        rows = Session.objects.filter(session_key=self.session_key, expire_date__gt=Now())
        session = rows.order_by().first()
        if session is None:
            self._session_key = None
        return session
