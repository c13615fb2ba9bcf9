"""The project: settings, addresses, the Celery application. `celery` is imported here so that tasks find it."""

from kinderschutz.celery import app as celery_app

__all__ = ["celery_app"]
