"""`make bench`: every benchmark, each in a database made for it; one JSON line per figure.

A figure that has a floor measured in the same run carries the ratio to it: figures drift from
machine to machine, ratios much less. Nothing here fails on milliseconds.
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

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")  # standard output is for the figures

import django  # noqa: E402  # the path and the settings come first

django.setup()

from django.conf import settings  # noqa: E402  # as above
from django.core.management import call_command  # noqa: E402  # as above
from django.db import connection  # noqa: E402  # as above
from django.db.backends.signals import connection_created  # noqa: E402  # as above

from kinderschutz.lib import claims, roles  # noqa: E402  # as above


def see_all(connection: Any, **_: Any) -> None:
    """What a bench itself asks, it asks as the portal; requests tell the database who asks."""
    claims.see_all(connection)


connection_created.connect(see_all)


@contextmanager
def bench_database() -> Iterator[None]:
    """A migrated database with the network and the rules in it, used as the application's role."""
    name = connection.settings_dict["NAME"]
    roles.become_owner(connection)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    if settings.DATABASE_OWNER:
        call_command("grant_application_role", stdout=sys.stderr)
    roles.become_application(connection)
    try:
        call_command("load_network", stdout=sys.stderr)
        call_command("load_rules", stdout=sys.stderr)
        yield
    finally:
        roles.become_owner(connection)
        connection.creation.destroy_test_db(name, verbosity=0)


def benchmarks(wanted: list[str]) -> Iterator[tuple[str, list[int]]]:
    """Modules `bench_*` in this folder, or those asked for: `name` or `name=size`."""
    asked = dict(each.partition("=")[::2] for each in wanted)
    for module in pkgutil.iter_modules([str(HERE)]):
        name = module.name.removeprefix("bench_")
        if module.name.startswith("bench_") and (not asked or name in asked):
            size = asked.get(name)
            yield name, [int(size)] if size else []


def main(wanted: list[str]) -> None:
    """Run what was asked for, or everything."""
    for name, size in benchmarks(wanted):
        started = time.monotonic()
        with bench_database():
            for line in importlib.import_module(f"tests.bench.bench_{name}").run(*size):
                figures: dict[str, Any] = {"bench": name, **line}
                sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
                sys.stdout.flush()
        sys.stderr.write(f"{name}: {time.monotonic() - started:.0f} s\n")


if __name__ == "__main__":
    main(sys.argv[1:])
