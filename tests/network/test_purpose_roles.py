"""Roles for one purpose each: what they can do and what not, with every row open to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from kinderschutz.lib import claims
from network.models import Attempt, Delivery, Event
from network.services import post
from network.tasks import deliver_due
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.faults.processes import environment, running
from tests.fixtures.smtp import SmtpSink
from tests.letters import write_many
from tests.people import People, arrive

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]
backs_up = pytest.mark.skipif(not settings.DATABASE_BACKUP, reason="needs DATABASE_BACKUP_URL")
delivers = pytest.mark.skipif(not settings.DATABASE_RELAY, reason="needs DATABASE_RELAY_URL")
deletes = pytest.mark.skipif(not settings.DATABASE_DELETION, reason="needs DATABASE_DELETION_URL")
counts = pytest.mark.skipif(not settings.DATABASE_REPORTS, reason="needs DATABASE_REPORTS_URL")

CASES = (
    "cases_notice", "cases_concern", "cases_child", "cases_adult", "cases_reporter",
    "cases_draft", "cases_upload", "cases_casekey", "cases_decision", "network_look",
    "network_postalletter", "network_callattempt", "django_session",
)  # fmt: skip


@contextmanager
def as_role(role: dict[str, str]) -> "Iterator[psycopg.Connection[Any]]":
    """A connection of that role, with a claim that opens every row; each statement for itself."""
    at = connection.settings_dict
    with psycopg.connect(
        dbname=at["NAME"],
        user=role["USER"],
        password=role["PASSWORD"] or None,
        host=at["HOST"] or None,
        port=at["PORT"] or None,
        autocommit=True,
    ) as line:
        line.execute("SELECT set_config(%s, %s, false)", [claims.SETTING, claims.everything(line)])
        yield line


def refused(line: "psycopg.Connection[Any]", statement: LiteralString) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        line.execute(statement)


@pytest.fixture
def people(transactional_db: None) -> People:
    arrived = arrive()
    agreements_make.publish_standard()
    return arrived


@delivers
def test_the_role_of_the_relay_delivers(smtp_sink: SmtpSink) -> None:
    addresses = write_many(5)

    deliver_due()

    assert sorted(smtp_sink.recipients()) == sorted(addresses)
    assert Delivery.objects.filter(sent_at=None).count() == 0


@delivers
def test_the_relay_process_delivers_in_that_role(smtp_sink: SmtpSink) -> None:
    addresses = write_many(3)
    at = connection.settings_dict
    url = environment(smtp_sink)["DATABASE_URL"]
    url = url.replace(f"//{at['USER']}:{at['PASSWORD']}@", f"//{as_url(settings.DATABASE_RELAY)}@")

    with running(
        "manage.py", "relay", "--once", environment=environment(smtp_sink, DATABASE_RELAY_URL=url)
    ) as process:
        said = process.communicate(timeout=60)[0]

    assert process.returncode == 0, said
    assert sorted(smtp_sink.recipients()) == sorted(addresses)


def as_url(role: dict[str, str]) -> str:
    return f"{quote(role['USER'])}:{quote(role['PASSWORD'])}"


@delivers
def test_a_letter_that_comes_back_is_settled_by_that_role(smtp_sink: SmtpSink) -> None:
    (address,) = write_many(1)
    smtp_sink.answer(address, "550 5.1.1 unknown")

    deliver_due()

    assert Delivery.objects.get(address=address).failed_at is not None
    assert Attempt.objects.get().outcome == "permanent"
    assert Event.objects.filter(what="delivery.failed").count() == 1


@delivers
def test_a_letter_to_somebody_who_cannot_sign_in_names_the_telephone_in_that_role(
    smtp_sink: SmtpSink,
) -> None:
    (address,) = write_many(1)
    Delivery.objects.update(path="")

    deliver_due()

    assert smtp_sink.recipients() == [address]


@delivers
def test_letters_about_a_concern_leave_in_that_role(people: People, smtp_sink: SmtpSink) -> None:
    make.make_concern(people)
    assert post.anything_due()

    deliver_due()

    assert not post.anything_due()
    assert len(smtp_sink.envelopes) > 0


@delivers
@pytest.mark.parametrize("table", [*CASES, "network_user", "network_event", "network_membership"])
def test_the_relay_reads_no_case_and_no_person(table: LiteralString) -> None:
    with as_role(settings.DATABASE_RELAY) as line:
        refused(line, f"SELECT * FROM {table}")
        refused(line, f"DELETE FROM {table}")


@delivers
def test_of_a_notice_the_relay_knows_the_key_and_no_word() -> None:
    with as_role(settings.DATABASE_RELAY) as line:
        assert line.execute("SELECT id FROM cases_notice").fetchall() == []
        refused(line, "SELECT headline FROM cases_notice")
        refused(line, "SELECT concern_id FROM cases_notice")
        refused(line, "UPDATE cases_notice SET rank = 9")


@counts
def test_counts_below_five_are_not_told(people: People) -> None:
    for _ in range(4):
        make.make_concern(people)
    with as_role(settings.DATABASE_REPORTS) as line:
        few = line.execute("SELECT concerns FROM reports.concerns_by_month()").fetchall()
        make.make_concern(people)
        five = line.execute("SELECT concerns FROM reports.concerns_by_month()").fetchall()

    assert (few, five) == ([(None,)], [(5,)])


@counts
@pytest.mark.parametrize("table", [*CASES, "network_user", "network_delivery", "network_event"])
def test_the_role_that_counts_reads_no_row(table: LiteralString) -> None:
    with as_role(settings.DATABASE_REPORTS) as line:
        refused(line, f"SELECT * FROM {table}")


@counts
def test_the_role_that_counts_cannot_ask_who_is_inside(people: People) -> None:
    with as_role(settings.DATABASE_REPORTS) as line:
        refused(line, "SELECT walls.holds(NULL, NULL, NULL)")
        refused(line, "SELECT * FROM walls.seal")


@backs_up
def test_the_role_that_backs_up_reads_every_row_without_a_claim(people: People) -> None:
    make.make_concern(people)
    with as_role(settings.DATABASE_BACKUP) as line:
        line.execute("SELECT set_config(%s, '', false)", [claims.SETTING])
        assert line.execute("SELECT count(*) FROM cases_concern").fetchone() == (1,)


@backs_up
@pytest.mark.parametrize("table", [*CASES, "network_user", "network_event", "network_seal"])
def test_the_role_that_backs_up_changes_nothing(table: LiteralString) -> None:
    with as_role(settings.DATABASE_BACKUP) as line:
        refused(line, f"INSERT INTO {table} DEFAULT VALUES")
        refused(line, f"DELETE FROM {table}")
        refused(line, f"TRUNCATE {table}")


@deletes
def test_the_role_that_deletes_adds_no_case_and_opens_no_account(people: People) -> None:
    with as_role(settings.DATABASE_DELETION) as line:
        refused(line, "INSERT INTO cases_concern DEFAULT VALUES")
        refused(line, "UPDATE network_user SET is_active = true")
        refused(line, "DELETE FROM network_event")
        refused(line, "INSERT INTO network_membership DEFAULT VALUES")


@pytest.mark.parametrize(
    "role", ["ks_owner", "ks_backup", "ks_deletion", "ks_relay", "ks_reports", "postgres"]
)
def test_the_application_becomes_none_of_them(role: LiteralString) -> None:
    with as_role(_application()) as line, pytest.raises(psycopg.Error) as refusal:
        line.execute(f"SET ROLE {role}")
    assert refusal.value.sqlstate in {"42501", "22023"}  # not allowed, or no such role here


def _application() -> dict[str, str]:
    default = settings.DATABASES["default"]
    return {"USER": str(default["USER"]), "PASSWORD": str(default["PASSWORD"])}
