"""Who changes the tables logs in as somebody else than their owner, who cannot log in at all."""

from collections.abc import Iterator, Mapping

import psycopg
import pytest

from tests.faults.cluster import QUIET, Cluster, new_home
from tests.upgrade.portals import ROOT, manage

MIGRATE = "postgresql://ks_migrate:canary-pass@/kinderschutz"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server whose owner lost its log-in, as docker-compose.yml makes it."""
    cluster = Cluster.at(new_home())
    server = cluster.server()
    server.start(QUIET)
    try:
        server.wait_ready(lambda: False)
        cluster.settle()
        cluster.ask("ALTER ROLE ks_owner NOLOGIN")
        cluster.ask("CREATE ROLE ks_migrate LOGIN PASSWORD 'canary-pass' IN ROLE ks_owner")
        cluster.ask("GRANT CONNECT ON DATABASE kinderschutz TO ks_migrate")
        yield cluster
    finally:
        server.ask_to_end()
        server.await_end()
        cluster.remove()


def environment(cluster: Cluster) -> Mapping[str, str]:
    place = cluster.environment(8000)["DATABASE_URL"].partition("?")[2]
    return cluster.environment(8000, DATABASE_OWNER_URL=f"{MIGRATE}?{place}&role=ks_owner")


def test_what_it_makes_belongs_to_the_owner_and_stands_behind_walls(cluster: Cluster) -> None:
    manage(ROOT, environment(cluster), "migrate", "--verbosity=0")
    manage(ROOT, environment(cluster), "grant_application_role")

    owners = cluster.ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    policies = cluster.ask(
        "SELECT count(*) > 50 FROM pg_policies WHERE policyname = 'wall_owner'"
        " AND roles = '{ks_owner}'"
    )
    assert owners == [("ks_owner",)]
    assert policies == [(True,)]


def test_the_owner_cannot_log_in(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(
            host=str(cluster.ground.socket),
            user="ks_owner",
            password=cluster.secrets.owner,
            dbname="kinderschutz",
        )
