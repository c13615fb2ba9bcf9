#!/usr/bin/env python
"""Commands of the portal; `python manage.py portal` starts everything on this machine."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinderschutz.settings")
    if sys.argv[1:2] == ["portal"]:
        os.environ.setdefault(
            "DEMO", "true"
        )  # starting at once is for practice, unless said otherwise
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after these lines

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
