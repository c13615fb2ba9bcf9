"""Asking the portal so that nothing stays, and what two answers have in common."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.test import Client

CHANGING = (
    (r'name="csrfmiddlewaretoken" value="[^"]*"', "CSRF"),
    (r"nonce(=\"|-)[\w+/=-]+", "NONCE"),
    (r'"csrf": ?"[^"]*"', "CSRF"),
    (r'"X-CSRFToken":"[^"]*"', "CSRF"),
    (r"X-Request-ID: \S+", "REQUEST"),
)
"""What differs from answer to answer without saying anything."""

LOGS = frozenset(
    {
        "django_session",  # what was typed before signing in again
        "network_event",
        "network_look",
        "network_unsealed",
        "usersessions_usersession",
    }
)
"""Tables that a refusal may write into: the logs, and the session of who asked."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and all of it, with ids and tokens made alike."""

    status: int
    whole: str
    text: str


def ask(browser: Client, method: str, address: str, **more: Any) -> Any:
    """One request; afterwards rows and browser are as they were."""
    cookies = SimpleCookie(browser.cookies.output(header="", sep=";"))
    try:
        with transaction.atomic():
            answer = getattr(browser, method.lower())(address, **more)
            transaction.set_rollback(True)
    finally:
        browser.cookies = cookies
    return answer


def answer_of(answer: Any, ids: Iterable[Any]) -> Answer:
    """The answer without what always differs; `ids` are those that the address named."""
    text = answer.content.decode(errors="replace")
    told = sorted((k, v) for k, v in answer.headers.items() if k.lower() != "content-length")
    whole = "\n".join(f"{name}: {value}" for name, value in told) + "\n\n" + text
    for each in sorted({str(each) for each in ids}, key=len, reverse=True):
        whole = whole.replace(each, "ID")
    for pattern, word in CHANGING:
        whole = re.sub(pattern, word, whole)
    return Answer(answer.status_code, whole, text)


def written() -> dict[str, int]:
    """Rows written in this transaction by table, whatever became of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, written FROM (SELECT relname, pg_stat_get_xact_tuples_inserted(oid)"
            " + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid)"
            " AS written FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace) AS told WHERE written > 0"
        )
        return dict(cursor.fetchall())


def changed(before: dict[str, int]) -> list[str]:
    """Tables that were written into since, but for the logs."""
    return sorted(
        table
        for table, count in written().items()
        if count != before.get(table, 0) and table not in LOGS
    )
