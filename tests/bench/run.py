"""`make bench`: every benchmark once, in a database made for it; one JSON line per figure.

A figure that has a floor measured in the same run carries the ratio to it: figures drift from machine
to machine, ratios much less. Nothing here fails on milliseconds.
"""

import importlib
import json
import os
import pkgutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def bench_database() -> Iterator[None]:
    """A migrated database with the network and the rules in it, used as the application's role."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from kinderschutz.lib import roles

    roles.become_owner(connection)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    if settings.DATABASE_OWNER:
        call_command("grant_application_role", verbosity=0, stdout=sys.stderr)
    roles.become_application(connection)
    try:
        call_command("load_network", stdout=sys.stderr)
        call_command("load_rules", stdout=sys.stderr)
        yield
    finally:
        roles.become_owner(connection)
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def benchmarks(wanted: list[str]) -> Iterator[str]:
    """Names of the modules `bench_*` in this folder, or those asked for."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        name = module.name.removeprefix("bench_")
        if module.name.startswith("bench_") and (not wanted or name in wanted):
            yield module.name


def main(wanted: list[str]) -> None:
    """Run what was asked for, or everything."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    with bench_database():
        for name in benchmarks(wanted):
            started = time.monotonic()
            for line in importlib.import_module(f"tests.bench.{name}").run():
                figures: dict[str, Any] = {"bench": name.removeprefix("bench_"), **line}
                print(json.dumps(figures, ensure_ascii=False), flush=True)
            print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
