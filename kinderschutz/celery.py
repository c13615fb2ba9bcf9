"""The Celery application: it carries work and wakes workers; what is due stands in the database."""

import logging.config
import os
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging
from django.conf import settings
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinderschutz.settings")


class DatabaseTask(Task):  # type: ignore[misc] # celery has no types
    """A task that looks after its database connection, as Django does for each request.

    Connections are kept between tasks (CELERY_DB_REUSE_MAX), so one that a restart of the database
    has broken must be found before the task, not by it.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        close_old_connections()
        return super().__call__(*args, **kwargs)


@setup_logging.connect  # type: ignore[untyped-decorator] # celery has no types
def write_lines(**_: Any) -> None:
    """Worker and beat write the portal's log lines; else Celery would add a format of its own."""
    logging.config.dictConfig(settings.LOGGING)


app = Celery("kinderschutz", task_cls=DatabaseTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
