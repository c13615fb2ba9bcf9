"""What monitors are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from kinderschutz.lib import roles
from network.models import Heartbeat
from network.views import health


@contextmanager
def newest_migration_pending() -> Iterator[None]:
    """The database says that the newest migration has not run."""
    app, migration = MigrationLoader(connection).graph.leaf_nodes("network")[0]
    recorder = MigrationRecorder(connection)
    with roles.as_owner(connection):
        recorder.record_unapplied(app, migration)
    try:
        yield
    finally:
        with roles.as_owner(connection):
            recorder.record_applied(app, migration)


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_names_the_age_of_every_background_process(client: Client, db: None) -> None:
    Heartbeat.objects.create(name="relay")
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(minutes=3))

    answer = client.get("/readyz")

    assert answer.status_code == 200
    beats = answer.json()["heartbeats"]
    assert beats["relay"] == {"age_seconds": 0, "late": False}
    assert beats["worker"]["late"]
    assert beats["beat"] == {"age_seconds": None, "late": True}


def test_not_ready_while_a_migration_is_pending(
    client: Client, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_migrated", False)  # as in a process that has just started

    with newest_migration_pending():
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["migrations"]) == (503, "pending")
