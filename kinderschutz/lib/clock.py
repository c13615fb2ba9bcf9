"""The one clock of the background work: that of the database, the same for every worker."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The instant at which the database answers (aware, UTC); moves on inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone() or (None,)
    if not isinstance(now, datetime):
        raise LookupError("the database told no time")
    return now
