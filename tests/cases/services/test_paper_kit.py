"""The paper kit: one sealed file per office and day, without a word of a case."""

import re
import zlib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from cases.models import Notice, PaperKit
from cases.queries.paper_kit import KitContent, kit_content
from cases.services import paper_kit
from cases.services.acknowledgement import take_over
from cases.services.paper_kit import make, make_due, tidy
from network.domain.terms import Role
from network.models import Event
from tests.factories.canaries import reported
from tests.factories.cases import CASE_CANARIES, REPORTER, make_concern, notice_to
from tests.factories.network import make_slot
from tests.people import People, person

TODAY = date(2026, 11, 23)


def words(kit: KitContent) -> str:
    return repr(kit)


def content(people: People) -> KitContent:
    return kit_content(people.bornheim, at=timezone.now())


def test_it_names_what_is_open_by_reference_only(people: People) -> None:
    concern = make_concern(people)

    kit = content(people)

    assert [item.reference for item in kit.received] == [concern.reference]
    assert kit.received[0].state == "niemand hat übernommen"
    assert not [word for word in (*CASE_CANARIES, *REPORTER) if word in words(kit)]


def test_it_says_who_has_taken_over(people: People) -> None:
    notice = notice_to(make_concern(people), "bornheim")
    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    kit = content(people)

    assert kit.received == ()
    assert kit.taken[0].state == "übernommen: Ben Bach"


def test_nothing_of_another_office_stands_in_it(people: People) -> None:
    elsewhere = make_concern(people, by=people.carla.actor, received_by="siegburg")
    own = make_concern(people)

    kit = content(people)

    assert own.reference in words(kit)
    assert Notice.objects.filter(concern=elsewhere, recipient_office=people.siegburg).exists()
    assert not [
        item.reference
        for item in (*kit.received, *kit.taken)
        if not Notice.objects.filter(
            reference=item.reference, recipient_office=people.bornheim
        ).exists()
    ]


def test_a_canary_is_no_open_item(people: People) -> None:
    reported()

    kit = content(people)

    assert (kit.received, kit.sent, kit.taken) == ((), (), ())


def test_it_has_the_roster_of_a_week_without_a_gap(people: People) -> None:
    for weekday in range(7):
        make_slot(people.bornheim, weekday, time(16), time(8), person="Berta Bereit")

    week = content(people).week

    assert len(week) == 7
    for day in week:
        assert day.lines[0].hours.startswith("00:00")
        assert day.lines[-1].hours.endswith("24:00")
    assert {line.who for day in week for line in day.lines} >= {"Berta Bereit"}


def test_a_gap_in_the_roster_is_said_aloud(people: People) -> None:
    week = content(people).week

    assert "NIEMAND EINGETRAGEN" in {line.who for day in week for line in day.lines}


def test_people_are_listed_with_their_roles(people: People) -> None:
    person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)

    listed = {each.name: each.what for each in content(people).people}

    assert listed == {"Ben Bach": "Fachkraft", "Heinz Heller": "Leitung"}


def test_the_routes_come_from_the_rules_in_force(people: People) -> None:
    kit = content(people)

    acute = kit.routes[0]
    assert len(kit.routes) == 6
    assert (acute.urgency, acute.steps[0].who) == ("Akut: jetzt", "Ihr Jugendamt")
    assert acute.steps[0].answer == "binnen 15 Minuten"
    assert acute.steps[0].ladder[0] == "sofort: Erinnerung"
    assert any("Polizei am Ort" in name for extra in kit.extras for name in extra.who)


def test_every_municipality_has_its_office_court_and_police(people: People) -> None:
    places = {place.name: place for place in content(people).places}

    assert places["Siegburg"].office == people.siegburg.name
    assert places["Alfter"].court == "Ag Bonn"
    assert [name for name, place in places.items() if place.is_own] == ["Bornheim"]


def inflated(pdf: bytes) -> bytes:
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")


def test_it_is_a_tagged_pdf_in_the_portals_letters(people: People) -> None:
    kit = make(people.bornheim, day=TODAY)

    assert kit is not None
    pdf = bytes(kit.pdf)
    inside = inflated(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in inside
    assert b"Fira-Sans" in inside + pdf
    assert kit.pages >= 8


def test_it_lies_encrypted_in_the_database(people: People) -> None:
    kit = make(people.bornheim, day=TODAY)

    assert kit is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pdf FROM cases_paperkit")
        stored = bytes(cursor.fetchall()[0][0])
    assert b"%PDF" not in stored
    assert bytes(PaperKit.objects.get().pdf).startswith(b"%PDF")


def test_there_is_one_a_day(people: People) -> None:
    assert make(people.bornheim, day=TODAY) is not None
    assert make(people.bornheim, day=TODAY) is None
    assert PaperKit.objects.count() == 1


@override_settings(PAPER_KIT_AT=time(5))
def test_no_kit_is_begun_when_the_time_is_over(people: People) -> None:
    assert make_due(seconds=0) == 1
    assert make_due(seconds=60) == 2
    assert make_due(seconds=60) == 0
    assert set(PaperKit.objects.values_list("office__key", flat=True)) == {
        "kreis",
        "bornheim",
        "siegburg",
    }


def test_kits_older_than_two_weeks_are_deleted(people: People) -> None:
    for days in (0, 13, 14):
        make(people.bornheim, day=TODAY - timedelta(days=days))

    tidy(TODAY)

    kept = set(PaperKit.objects.values_list("day", flat=True))
    assert kept == {TODAY, TODAY - timedelta(days=13)}


def test_files_are_laid_out_for_their_owner_only_and_for_a_week(
    people: People, tmp_path: Path
) -> None:
    for days in (7, 6, 0):
        make(people.bornheim, day=TODAY - timedelta(days=days))
    with override_settings(PAPER_KIT_DIRECTORY=str(tmp_path / "kits")):
        for days in (7, 6, 0):
            tidy(TODAY - timedelta(days=days))

    found = sorted((tmp_path / "kits").iterdir())
    assert [path.name[-14:-4] for path in found] == ["2026-11-17", "2026-11-23"]
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
    assert found[-1].read_bytes() == bytes(PaperKit.objects.get(day=TODAY).pdf)


def test_a_file_that_nobody_touched_is_told_to_be_whole(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(people, tmp_path)

    call_command("paper_kit", check=path)

    kit = PaperKit.objects.get()
    said = capsys.readouterr().out
    assert "Das Siegel ist unversehrt" in said
    assert kit.code in said


@pytest.mark.parametrize("at", [0, 900, -80, -2])
def test_a_file_changed_in_one_byte_fails_loudly(people: People, tmp_path: Path, at: int) -> None:
    path = written(people, tmp_path)
    changed = bytearray(path.read_bytes())
    changed[at] ^= 1
    path.write_bytes(changed)

    with pytest.raises(CommandError, match=r"Siegel"):
        call_command("paper_kit", check=path)


def test_a_file_with_something_added_fails_loudly(people: People, tmp_path: Path) -> None:
    path = written(people, tmp_path)
    path.write_bytes(path.read_bytes() + b"% more\n")

    with pytest.raises(CommandError, match="kein Siegel"):
        call_command("paper_kit", check=path)


def written(people: People, tmp_path: Path) -> Path:
    kit = make(people.bornheim, day=TODAY)
    assert kit is not None
    path = tmp_path / "kit.pdf"
    path.write_bytes(bytes(kit.pdf))
    return path


def test_making_one_is_on_record(people: People) -> None:
    kit = make(people.bornheim, day=TODAY)

    assert kit is not None
    event = Event.objects.get(what="paper_kit.made")
    assert (event.on_id, event.office_id, event.is_system) == (kit.pk, people.bornheim.pk, True)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 23, 3, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 4, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_the_day_of_a_kit_begins_in_the_morning(at: datetime, day: date) -> None:
    with override_settings(PAPER_KIT_AT=time(5)):
        assert paper_kit.today(at) == day
