"""Settings of a worker whose letters go nowhere: what is left is the work around sending."""

from tests.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
