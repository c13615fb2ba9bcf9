"""Tasks and their connection to the database."""

import pytest
from django.db import connection

from kinderschutz.celery import app


@app.task(name="tests.backend")  # type: ignore[untyped-decorator] # celery has no types
def backend() -> int:
    """The number of the server process behind the task's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_task_keeps_its_connection_while_it_is_good() -> None:
    assert backend() == backend()


@pytest.mark.django_db(transaction=True)
def test_a_task_finds_a_broken_connection_before_it_begins() -> None:
    before = backend()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    other.close()

    assert backend() != before


def test_every_task_of_the_clock_exists() -> None:
    app.loader.import_default_modules()

    named = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert named <= set(app.tasks)


def test_a_task_of_the_clock_expires_so_that_none_pile_up() -> None:
    for entry in app.conf.beat_schedule.values():
        every = entry["schedule"]
        assert every < entry["options"]["expires"] <= 6 * every
