"""The portal's own settings; more addresses."""

from kinderschutz.settings import *  # noqa: F403

ROOT_URLCONF = "tests.faults.unfiltered.urls"
