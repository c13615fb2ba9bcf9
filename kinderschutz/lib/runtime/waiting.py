"""Waiting for something to become true."""

import time
from collections.abc import Callable


def wait_until(
    is_so: Callable[[], bool],
    *,
    seconds: float,
    every: float = 0.05,
    unless: Callable[[], bool] | None = None,
) -> bool:
    """Ask `is_so` until it holds. False when `seconds` are over or `unless` holds first."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end or (unless is not None and unless()):
            return False
        time.sleep(every)
    return True
