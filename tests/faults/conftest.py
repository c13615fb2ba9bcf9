"""Every fault test has its own mail server and real transactions."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.faults.processes import LEASE_SECONDS
from tests.faults.sink import FaultySink


@pytest.fixture
def sink(transactional_db: None) -> Iterator[FaultySink]:
    """A mail server that may be stopped, started and told to misbehave; leases are short."""
    sink = FaultySink()
    sink.start()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST=sink.host,
        EMAIL_PORT=sink.port,
        EMAIL_TIMEOUT=2,
        POST_LEASE_SECONDS=LEASE_SECONDS,
        CELERY_BROKER_URL="",
    ):
        yield sink
    sink.end()
