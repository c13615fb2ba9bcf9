"""Limits for attempts, and how long somebody has to wait who has made too many."""

import time
from dataclasses import dataclass
from math import ceil

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core.cache import cache
from django.http import HttpRequest

ACCOUNT = "allauth.account"


@dataclass(frozen=True)
class Attempt:
    """One attempt that was counted; `wait` says after how many seconds the next may come."""

    wait: int
    _usage: RateLimitUsage | None
    _of_the_key: str | None

    def went_well(self) -> None:
        """It was no guess: what was counted for it is taken back, and guesses before it, too."""
        if self._usage is not None:
            self._usage.rollback()
        if self._of_the_key is not None:
            cache.delete(self._of_the_key)


def attempt(request: HttpRequest, *, action: str, key: str | None = None) -> Attempt:
    """Count an attempt of this kind. It may only go on where `wait` is 0.

    Which limits hold, per address of the client ("ip") and per account ("key"), stands in the
    settings under ACCOUNT_RATE_LIMITS. Attempts that were refused do not lengthen the wait.
    """
    usage = ratelimit.consume(request, app=ACCOUNT, action=action, key=key, limit_get=True)
    now, waits, of_the_key = time.time(), [1], None
    for rate in ratelimit.get_rates(app=ACCOUNT, action=action):
        where = ratelimit.get_cache_key(request, app=ACCOUNT, action=action, rate=rate, key=key)
        of_the_key = where if rate.per == "key" else of_the_key
        history = [] if usage else [at for at in cache.get(where, []) if at > now - rate.duration]
        if len(history) >= rate.amount:
            waits.append(ceil(history[rate.amount - 1] + rate.duration - now))
    return Attempt(0 if usage else max(waits), usage, of_the_key)


def please_wait(seconds: int) -> str:
    """How long that is, as a sentence."""
    if seconds <= 60:
        return f"Bitte warten Sie noch {seconds} {'Sekunde' if seconds == 1 else 'Sekunden'}."
    minutes = ceil(seconds / 60)
    return f"Bitte warten Sie noch {minutes} Minuten."
