"""The portal's settings for tests and type checks, with an environment that needs nothing."""

import os

os.environ.setdefault("DEMO", "true")
os.environ.setdefault("PUBLIC_URL", "http://localhost:8000")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("CANARY_AT", "never")  # tests ask for what they want
os.environ.setdefault("PAPER_KIT_AT", "never")
os.environ["STATIC_ROOT"] = ""  # the sources are served

from kinderschutz.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests log in often
EMAIL_TIMEOUT = 2
WHITENOISE_AUTOREFRESH = True  # reads the sources; nothing was collected
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"  # noqa: F405  # what others counted
