"""Behind a wall, who says nothing of himself finds empty tables and calls that done.

So every task of the clock and every command that reads cases is run as a process of its own, in the
application's role, and has to show for it what it has done.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.utils import timezone

from cases.models import CanaryRun, Concern, DeletionRecord, Draft, Notice, PaperKit, SearchMark
from cases.services.search_index import mark_anew
from network.models import Heartbeat, Seal
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.factories.retention import close, publish_rules, settle
from tests.faults.processes import ROOT, environment
from tests.fixtures.smtp import SmtpSink
from tests.people import People, arrive

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]
ALL_TASKS = """
import django
django.setup()
from django.conf import settings
from kinderschutz.celery import app
app.loader.import_default_modules()
for name in settings.CELERY_BEAT_SCHEDULE:
    app.tasks[name].apply(throw=True)
    print(name)
"""
LONG_AGO = timedelta(days=400)


@pytest.fixture
def people(transactional_db: None) -> People:
    arrived = arrive()
    agreements_make.publish_standard()
    publish_rules()
    return arrived


@pytest.fixture
def concern(people: People) -> Concern:
    return make.make_concern(people)


def said_by(*arguments: str, sink: SmtpSink, **more: str) -> str:
    """What a process of ours says, as the application's role and with the rights of a server."""
    _, _, place = environment(sink)["DATABASE_URL"].partition("@")
    urls = {
        name: f"postgresql://{quote(role['USER'])}:{quote(role['PASSWORD'])}@{place}"
        for name, role in (
            ("DATABASE_DELETION_URL", settings.DATABASE_DELETION or settings.DATABASE_OWNER),
            ("DATABASE_RELAY_URL", settings.DATABASE_RELAY),
        )
        if role
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(sink, **urls, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def manage(*words: str, sink: SmtpSink, **more: str) -> str:
    return said_by("manage.py", *words, sink=sink, **more)


def test_each_task_of_the_clock_does_its_work(
    people: People, concern: Concern, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    to_bornheim = make.overdue(make.notice_to(concern, "bornheim"))
    old = make.make_concern(people)
    settle(old, people.ben.user, ago=LONG_AGO)
    close(old, people.bornheim, people.ben.user)
    at = timezone.now() - timedelta(days=60)
    Draft.objects.create(
        user=people.ada.user, partner=people.school, entries={}, created_at=at, updated_at=at
    )

    said = said_by(
        "-c",
        ALL_TASKS,
        sink=smtp_sink,
        CANARY_AT="00:00",
        PAPER_KIT_AT="00:00",
        DELETION_JOURNAL=str(tmp_path / "journal"),
    )

    names = list(settings.CELERY_BEAT_SCHEDULE)
    assert [line for line in said.splitlines() if line in names] == names
    assert len(smtp_sink.envelopes) > 0
    assert Notice.objects.get(pk=to_bornheim.pk).next_step_at != to_bornheim.next_step_at
    assert {"beat", "worker"} <= Heartbeat.objects.ages().keys()
    assert Draft.objects.count() == 0
    assert DeletionRecord.objects.filter(kind="concern").count() == 1
    assert CanaryRun.objects.count() == 1
    assert PaperKit.objects.count() > 0


def test_the_relay_takes_ladder_steps(concern: Concern, smtp_sink: SmtpSink) -> None:
    notice = make.overdue(make.notice_to(concern, "bornheim"))

    manage("relay", "--once", sink=smtp_sink)

    assert Notice.objects.get(pk=notice.pk).next_step_at != notice.next_step_at
    assert len(smtp_sink.envelopes) > 0


def test_marks_of_the_search_are_made_anew(concern: Concern, smtp_sink: SmtpSink) -> None:
    mark_anew(concern)
    before = SearchMark.objects.count()

    said = manage("mark_names", sink=smtp_sink)

    assert before > 0
    assert said.strip() == f"1 Mitteilungen, {before} Suchmerkmale."


def test_what_falls_due_is_counted(
    people: People, concern: Concern, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    settle(concern, people.ben.user, ago=LONG_AGO)
    close(concern, people.bornheim, people.ben.user)
    journal = str(tmp_path / "journal")

    preview = manage("delete_due", "--preview", "1", sink=smtp_sink, DELETION_JOURNAL=journal)
    said = manage("delete_due", sink=smtp_sink, DELETION_JOURNAL=journal)

    assert "in 1 Fällen" in preview
    assert "Gelöscht: 1 Fälle" in said


def test_the_logs_are_sealed_and_proved(concern: Concern, smtp_sink: SmtpSink) -> None:
    key = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="

    manage("sealer", "--once", sink=smtp_sink, AUDIT_SIGNING_KEY=key)
    said = manage("verify_audit", sink=smtp_sink, AUDIT_SIGNING_KEY=key)

    assert Seal.objects.count() > 0
    assert f"{Seal.objects.count()} Siegel" in said


def test_a_paper_kit_is_found_by_its_file(
    people: People, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    folder = str(tmp_path)
    manage("paper_kit", "--office", "bornheim", sink=smtp_sink, PAPER_KIT_DIRECTORY=folder)
    (file,) = tmp_path.rglob("*.pdf")

    said = manage("paper_kit", "--check", str(file), sink=smtp_sink)

    assert people.bornheim.name in said


def test_what_watchers_ask_counts_over_all_offices(concern: Concern, smtp_sink: SmtpSink) -> None:
    make.overdue(make.notice_to(concern, "bornheim"), minutes=90)
    asked = """
import django
django.setup()
from django.test import Client
late = Client().get("/wachhund", HTTP_HOST="localhost").json()["latest_step_seconds"]
print("late" if late > 60 else "in time")
page = Client().get("/metrics", HTTP_HOST="localhost", HTTP_AUTHORIZATION="Bearer zeichen")
print([line for line in page.content.decode().splitlines()
       if line.startswith("kinderschutz_notices_open{") and not line.endswith(" 0.0")])
"""

    said = said_by("-c", asked, sink=smtp_sink, METRICS_TOKEN="zeichen", LOG_LEVEL="CRITICAL")

    lines = said.splitlines()
    assert "late" in lines
    assert any("kinderschutz_notices_open" in line for line in lines)
