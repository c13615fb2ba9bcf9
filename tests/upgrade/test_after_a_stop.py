"""The update that raises the walls needs a short stop: what was there before is all there after."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from kinderschutz.lib.backup.database import Database
from tests.faults.portal import free_port
from tests.faults.reporter import Reporter
from tests.fixtures.district import ADA
from tests.upgrade.portals import (
    ROOT,
    database_name,
    empty_database,
    environment_for,
    manage,
    release,
    run,
    web,
)

RELEASED = json.loads((ROOT / "tests/upgrade/released.json").read_text())
KEPT = ("cases_concern", "cases_child", "cases_notice", "cases_reporter", "network_event")

READ = """
import json
import django
django.setup()
from cases.models import Child, Concern, Notice, Reporter
from network.access import SYSTEM, acting_as
with acting_as(SYSTEM):
    print(json.dumps({
        "accounts": sorted(Concern.objects.values_list("account", flat=True)),
        "headlines": sorted(each.headline for each in Notice.objects.all()),
        "names": sorted(json.dumps(each.identity, sort_keys=True) for each in Child.objects.all()),
        "reporters": sorted(
            json.dumps(each.identity, sort_keys=True) for each in Reporter.objects.all()
        ),
    }))
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role"),
]


@pytest.fixture
def database() -> Iterator[Database]:
    with empty_database(database_name("stop")) as made:
        yield made


def counts(database: Database) -> dict[str, int]:
    with database.open() as line:
        return {
            table: int(line.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0])
            for table in KEPT
        }


def test_what_the_last_release_stored_is_counted_and_read_by_this_one(
    database: Database, tmp_path: Path
) -> None:
    before = release(RELEASED["commit"], tmp_path / "before")
    env = environment_for(database, tmp_path, EMAIL_URL="smtp://127.0.0.1:9")
    manage(before, env, "prepare")
    stored, read = counts(database), json.loads(run(before, env, "-c", READ).splitlines()[-1])
    assert stored["cases_concern"] > 0

    run(ROOT, env, "manage.py", "migrate", "--noinput")
    run(ROOT, env, "manage.py", "grant_application_role")

    assert counts(database) == stored
    assert json.loads(run(ROOT, env, "-c", READ).splitlines()[-1]) == read
    manage(ROOT, env, "prepare")
    with web(ROOT, env, free_port(), tmp_path / "web.log") as browser:
        person = Reporter(ADA, browser)
        person.log_in()
        assert person.report()
