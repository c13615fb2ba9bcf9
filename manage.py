#!/usr/bin/env python
"""Commands of the portal; `python manage.py portal` starts everything on this machine."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinderschutz.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the line above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
