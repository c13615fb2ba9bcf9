"""Counters of this process for monitoring; several web processes add up through files.

PROMETHEUS_MULTIPROC_DIR names their directory, which must be empty at the start. The labels are
names of routes, methods and answers: nothing that anybody typed.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

OWN = CollectorRegistry()
ANSWERS = Counter(
    "kinderschutz_requests",
    "Beantwortete Anfragen nach Route, Methode und Status",
    ["route", "method", "status"],
    registry=OWN,
)
SECONDS = Histogram(
    "kinderschutz_request_seconds",
    "Dauer der Anfragen in Sekunden nach Route",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 1.5, 3, 5, 10),
    registry=OWN,
)


def of_all_processes() -> CollectorRegistry:
    """The counters of all web processes; without the common directory those of this one."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return OWN
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
