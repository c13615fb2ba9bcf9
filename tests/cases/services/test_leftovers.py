"""Every kind of the rules has somebody who carries it out, and each takes what is over, no more."""

import base64
import os
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as portal
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection
from django.db.models import Model
from django.utils import timezone

from cases.domain.retention_rules import Kind, read_rules
from cases.models import CanaryRun, DeletionRecord, Draft, Upload, UploadPiece
from cases.services import leftovers, paper_kit
from cases.services.deleting import delete_due
from kinderschutz.lib import roles
from kinderschutz.lib.clock import database_now
from network import audit
from network.access import SYSTEM, acting_as
from network.domain.terms import Role
from network.models import Delivery, Event, Forgotten, Invitation, Look
from network.services import checkpoints
from network.services.sealing import seal_due
from network.services.verifying import verify
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern
from tests.factories.retention import SHIPPED, publish_rules
from tests.fixtures.database_clock import SetClock
from tests.letters import write
from tests.people import People, arrive

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not portal.DATABASE_OWNER, reason="needs a role that deletes"),
]


@pytest.fixture
def people(transactional_db: None, settings: Any, tmp_path: Path) -> People:
    settings.DELETION_JOURNAL = tmp_path / "deletions.journal"
    settings.AUDIT_SIGNING_KEY = base64.b64encode(os.urandom(32)).decode()
    settings.AUDIT_PUBLIC_KEYS = settings.AUDIT_CHECKPOINT_ADDRESS = ""
    settings.AUDIT_CHECKPOINT_DIRECTORY = str(tmp_path)
    small = arrive()
    publish_standard()
    publish_rules()
    return small


def test_every_kind_is_carried_out_by_somebody() -> None:
    copies = {Kind.CASE, Kind.NOTICE, Kind.PARTNER_NOTICE, Kind.REPORTER}

    assert {*copies, *leftovers.KINDS, Kind.PAPER_KIT} == set(Kind)


def test_paper_kits_go_by_their_rule_where_they_are_made() -> None:
    table = read_rules(tomllib.loads(SHIPPED.read_text("utf-8")))

    assert table.rule(Kind.PAPER_KIT).period.days == paper_kit.KEPT.days


def a_session(_: People, at: datetime) -> None:
    Session.objects.create(session_key=uuid4().hex, expire_date=at)


def a_browser(people: People, at: datetime) -> None:
    UserSession.objects.create(
        user=people.ben.user, session_key=uuid4().hex, ip="127.0.0.1", last_seen_at=at
    )


def an_invitation(people: People, at: datetime) -> None:
    Invitation.objects.create(
        office=people.bornheim,
        email="muster@amt.example",
        role=Role.CASE_WORKER,
        made_at=at - timedelta(days=7),
        expires_at=at,
        fingerprint=uuid4().hex,
    )


def a_letter_that_arrived(_: People, at: datetime) -> None:
    (letter,) = write("a@amt.example")
    Delivery.objects.filter(pk=letter.pk).update(state="sent", sent_at=at)


def a_canary(_: People, at: datetime) -> None:
    CanaryRun.objects.create(checked_at=at, is_good=True)


def a_file_that_nobody_checked(people: People, at: datetime) -> None:
    file = _attached(people, at, state="quarantined", due_at=at)
    UploadPiece.objects.create(upload=file, is_clean=False, number=0, sealed=b"Kanarie")


def a_file_that_was_refused(people: People, at: datetime) -> None:
    _attached(people, at, state="refused", reason="virus", settled_at=at)


def _attached(people: People, at: datetime, **told: Any) -> Upload:
    now = timezone.now()
    draft = Draft.objects.create(
        user=people.ada.user, partner=people.school, created_at=now, updated_at=now
    )
    return Upload.objects.create(
        draft=draft,
        uploaded_by=people.ada.user,
        name="Kanarienfoto.jpg",
        digest="0",
        size=1,
        created_at=at,
        **told,
    )


@pytest.mark.parametrize(
    ("make", "model", "days"),
    [
        (a_file_that_nobody_checked, UploadPiece, 7),
        (a_file_that_was_refused, Upload, 7),
        (a_session, Session, 1),
        (a_browser, UserSession, 1),
        (an_invitation, Invitation, 90),
        (a_letter_that_arrived, Delivery, 90),
        (a_canary, CanaryRun, 30),
    ],
)
def test_what_is_over_goes_and_the_rest_stays(
    people: People, make: Callable[[People, datetime], None], model: type[Model], days: int
) -> None:
    moment = timezone.now() - timedelta(days=days)
    rows = model._default_manager.all()
    make(people, moment + timedelta(hours=2))
    delete_due()
    assert rows.count() == 1

    rows.delete()
    make(people, moment - timedelta(hours=2))
    delete_due()

    assert not rows.exists()


def written(people: People, number: int) -> None:
    """Events and looks, sealed and witnessed at the time that the database tells."""
    with acting_as(SYSTEM):
        at = database_now()
        told: Any = {"by": SYSTEM, "at": at, "on_kind": "thing"}
        for _ in range(number):
            audit.record("tested", on_id=uuid4(), **told)
            audit.looked(
                "tested", on_id=uuid4(), concern_id=None, office_id=people.bornheim.pk,
                purpose="casework", **told,
            )  # fmt: skip
        seal_due()
        checkpoints.send(checkpoints.sign())


def ago(days: int, people: People, clock: SetClock, *, number: int) -> None:
    clock(timezone.now() - timedelta(days=days))
    written(people, number)
    connection.close()  # and the clock is right again


def faults(tmp_path: Path) -> list[str]:
    lines = (tmp_path / checkpoints.FILE).read_text().splitlines()
    with acting_as(SYSTEM):
        seal_due()
        return verify(lines=lines, keys=checkpoints.known_keys()).faults


def left(model: type[Model]) -> int:
    return model._default_manager.filter(what="tested").count()


def test_looks_go_after_a_year_and_events_stay(
    people: People, database_clock: SetClock, tmp_path: Path
) -> None:
    ago(400, people, database_clock, number=3)
    ago(300, people, database_clock, number=2)

    run = delete_due()

    assert (run.others["look"], run.others["event"]) == (3, 0)
    assert (left(Look), left(Event)) == (2, 5)
    assert faults(tmp_path) == []


def test_events_go_after_three_years(
    people: People, database_clock: SetClock, tmp_path: Path
) -> None:
    ago(1200, people, database_clock, number=3)
    ago(400, people, database_clock, number=2)

    run = delete_due()

    assert run.others["look"] == 5
    assert (left(Look), left(Event)) == (0, 2)
    assert faults(tmp_path) == []
    written(people, 1)
    assert faults(tmp_path) == []


def test_a_look_that_somebody_took_away_is_named_also_beside_lawful_deletion(
    people: People, database_clock: SetClock, tmp_path: Path
) -> None:
    ago(400, people, database_clock, number=2)
    written(people, 1)
    delete_due()
    gone = Look.objects.get(what="tested")
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE network_look DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM network_look WHERE id = %s", [gone.pk])
        cursor.execute("ALTER TABLE network_look ENABLE TRIGGER USER")

    found = faults(tmp_path)

    assert len(found) == 1
    assert str(gone.pk) in found[0]


def test_the_logs_are_cut_once_a_day(people: People, database_clock: SetClock) -> None:
    ago(400, people, database_clock, number=1)
    delete_due()
    ago(390, people, database_clock, number=1)

    delete_due()

    assert Forgotten.objects.count() == 1


@pytest.mark.parametrize("name", ["audit_forget", "audit_forget_looks"])
def test_only_the_role_of_deletion_takes_lines_away(
    people: People, database_clock: SetClock, name: str
) -> None:
    ago(400, people, database_clock, number=1)
    before = timezone.now() - timedelta(days=366)

    refused = pytest.raises(ProgrammingError, match="permission denied")
    with acting_as(SYSTEM), connection.cursor() as cursor, refused:
        cursor.execute(f"SELECT * FROM {name}(1, %s)", [before])


def test_a_kind_that_the_rules_in_force_do_not_name_is_left_alone(people: People) -> None:
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_retentionrule DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM cases_retentionrule WHERE kind = 'session'")
        cursor.execute("ALTER TABLE cases_retentionrule ENABLE TRIGGER USER")
    a_session(people, timezone.now() - timedelta(days=9))

    run = delete_due()

    assert "session" not in run.others
    assert Session.objects.count() == 1


def test_each_kind_that_went_leaves_a_record(people: People) -> None:
    a_session(people, timezone.now() - timedelta(days=9))

    delete_due()

    assert DeletionRecord.objects.get().counts["django_session"] == 1


def test_a_file_of_a_case_waits_for_the_scanner_however_long(people: People) -> None:
    long_ago = timezone.now() - timedelta(days=60)
    with acting_as(SYSTEM):
        concern = make_concern(people)
    waiting = Upload.objects.create(
        concern=concern,
        office=people.bornheim,
        uploaded_by=people.ada.user,
        name="Foto.jpg",
        digest="0",
        size=1,
        state="quarantined",
        created_at=long_ago,
        due_at=long_ago,
    )

    delete_due()

    assert Upload.objects.filter(pk=waiting.pk).exists()


def test_a_clean_file_of_a_draft_goes_with_its_draft_alone(people: People) -> None:
    at = timezone.now() - timedelta(days=20)
    file = _attached(people, at, state="clean", settled_at=at)

    delete_due()

    assert Upload.objects.filter(pk=file.pk).exists()
