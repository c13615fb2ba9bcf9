"""The web application for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinderschutz.settings")

django_application = get_wsgi_application()

from kinderschutz.lib.schema import Gate  # noqa: E402 - needs the settings

application = Gate(django_application)
