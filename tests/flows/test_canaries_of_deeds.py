"""Words in what people do beside the report: files, calls, letters, reasons, drafts, searches, the
answer to the family, names of accounts. Looked for where none may be, processes included.
"""

import logging
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from PIL import Image

from cases.models import AccessExport, Concern, Notice, ReporterReveal, Upload
from cases.services.scanning import scan_next
from kinderschutz.lib.logs import LineFormatter
from network.access import SYSTEM, acting_as
from network.domain.terms import Role
from network.models import Call, PostalLetter
from network.services import post
from tests.cases.uploads import files
from tests.cases.uploads.attaching import attach
from tests.cases.views.walking import SITUATION, begin, client_of, fill, send
from tests.factories.cases import BONN, child, make_concern, notice_to
from tests.fixtures.redis import RedisServer
from tests.fixtures.smtp import SmtpSink
from tests.flows import test_canaries as first
from tests.kinderschutz.lib.test_pdf import inflated
from tests.people import People, Person, person

people, workplace = first.people, first.workplace

OPEN = {
    "network_user": "names of accounts stand in the directory of the house",
    "network_postalletter": "the address of an authority, typed from its letterhead",
}
"""Tables in which a word of this test may stand in plain, and why."""
ACCOUNT_NAME, LETTER_ADDRESS = "Kanari901", "Kanari902"


def photograph() -> bytes:
    """With words in its notes; made before anything is listened to."""
    notes, file = Image.Exif(), BytesIO()
    notes[0x010F], notes[0x013B] = "Kanari904", "Kanari905"
    Image.new("RGB", (40, 30), "navy").save(file, "JPEG", exif=notes)
    return file.getvalue()


PHOTOGRAPH = photograph()


@pytest.fixture
def did(
    people: People, workplace: tuple[RedisServer, Path], settings: Any, caplog: Any
) -> dict[str, Any]:
    """Everything that is done, by people whose names are words as well."""
    settings.CLAMD_ADDRESS, settings.PRACTICE = "", True
    caplog.set_level(logging.DEBUG)
    deeds: dict[str, Any] = {"pdfs": [], "answers": []}
    head = person(f"Hanna {ACCOUNT_NAME}", Role.OFFICE_HEAD, people.bornheim)
    on_call = person("Otto Ohnsorg", Role.ON_CALL_WORKER, people.bornheim)
    concern = reported_with_files(people)
    notice = notice_to(concern, "bornheim")
    ben, hanna = client_of(people.ben), client_of(head)
    unsent(people, ben, notice)
    outside(people)
    called(ben)
    written_to_bonn(ben, deeds)
    revealed_and_kept_out(ben, hanna, notice, people)
    told_the_family(ben, concern, deeds)
    broken_in(on_call, concern)
    ben.post(reverse("cases:search"), {"name": "Kanari931 Muster"})
    ben.get(reverse("cases:inbox"), {"q": "Kanari932"})
    return deeds


def reported_with_files(people: People) -> Concern:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {**SITUATION, "urgency": "acute"})
    fill(ada, key, "kinder", {"anzahl": "1", "kind-0-residence": "ags:05382012"})
    attach(
        ada,
        key,
        ("Kanari903 Arztbrief.jpg", PHOTOGRAPH),
        ("Kanari906.docx", files.docx(b"<w:p><w:r><w:t>Kanari907</w:t></w:r></w:p>")),
        ("Kanari908.exe", b"MZ Kanari909"),
    )
    send(ada, key)
    with acting_as(SYSTEM):
        while scan_next():
            pass
    return Concern.objects.get()


def outside(people: People) -> Concern:
    """A child in Bonn, whose office has no account: somebody calls, somebody writes."""
    return make_concern(people, child(whereabouts=BONN), urgency="acute")


def unsent(people: People, ben: Any, notice: Notice) -> None:
    """A report with a file that is never sent, and a form that is never sent."""
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {**SITUATION, "account": "Kanari910 nie gesendet"})
    attach(ada, key, ("Kanari911.png", files.png()))
    ben.get(reverse("cases:forward", args=[notice.pk]))
    autosave = reverse("cases:form_autosave", args=[notice.pk, "weiterleiten"])
    ben.post(autosave, {"reason": "Kanari912 Entwurf", "to": "siegburg", "fassung": 0})


def called(ben: Any) -> None:
    call = Call.objects.get(recipient_outside__isnull=False)
    told = {"outcome": "reached", "other_number": "0228 4710", "spoke_with": "Kanari913 Bonn"}
    told |= {"called": "Kanari914", "note": "Kanari915"}
    prefix = f"a{call.pk.hex[:8]}"
    ben.post(
        reverse("cases:call", args=[call.pk]),
        {f"{prefix}-{name}": value for name, value in told.items()},
    )


def written_to_bonn(ben: Any, deeds: dict[str, Any]) -> None:
    key = [PostalLetter.objects.get().pk]
    ben.post(
        reverse("cases:letter_address", args=key), {"address": f"{LETTER_ADDRESS}\n53111 Bonn"}
    )
    deeds["pdfs"].append(ben.post(reverse("cases:letter_print", args=key)).content)
    ben.post(reverse("cases:letter_post", args=key))
    ben.post(reverse("cases:letter_confirm", args=key), {"spoke_with": "Kanari916 Bonn"})


def revealed_and_kept_out(ben: Any, hanna: Any, notice: Notice, people: People) -> None:
    reason = {"reason": "Kanari917 Rückfrage zum Ort am Nachmittag.", "purpose": "callback"}
    ben.post(reverse("cases:reporter", args=[notice.pk]), reason)
    colleague = person("Konrad Kern", Role.CASE_WORKER, people.bornheim)
    kept = {"user": str(colleague.user.pk), "reason": "Kanari918 verwandt."}
    hanna.post(reverse("cases:blocks", args=[notice.pk]), kept)
    held = {"what": "hold", "halt-ground": "court", "halt-reason": "Kanari919 Beschluss"}
    hanna.post(reverse("cases:case_retention", args=[notice.pk]), {**held, "halt-until": ""})


def told_the_family(ben: Any, concern: Concern, deeds: dict[str, Any]) -> None:
    notice = notice_to(concern, "bornheim")
    about = {"about": f"child-{concern.children.get().pk}"}
    ben.post(reverse("cases:access_exports", args=[notice.pk]), about)
    export = AccessExport.objects.get()
    told = {"version": str(export.version), "submit": "1"}
    for number in range(12):
        told |= {f"decide_{number}": "refuse", f"refusal_{number}": "others"}
    told |= {"decide_0": "tell", "text_0": "Kanari920 wurde berichtet.", "refusal_0": ""}
    ben.post(reverse("cases:access_export", args=[export.pk]), told)


def broken_in(on_call: Person, concern: Concern) -> None:
    told = {"office": "bornheim", "reference": concern.reference}
    client_of(on_call).post(reverse("cases:emergency"), {**told, "reason": "Kanari921 Notfall."})


def in_plain() -> Iterator[tuple[str, bytes]]:
    """Every row of every table of every schema of ours, as text, with the table it stands in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(nspname) || '.' || quote_ident(relname), relname FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p')"
            " AND nspname IN ('public', 'reports')"
        )
        for path, name in cursor.fetchall():
            cursor.execute(f"SELECT row.*::text FROM {path} AS row")
            yield from ((name, str(row).encode()) for (row,) in cursor.fetchall())


def of_processes() -> Iterator[bytes]:
    """Arguments and environment of this process and of those it has begun."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            status = (place / "stat").read_text().rsplit(")", 1)[1].split()
            if place.name == str(os.getpid()) or int(status[1]) == os.getpid():
                yield (place / "cmdline").read_bytes()
                yield (place / "environ").read_bytes()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue


@pytest.mark.django_db(transaction=True)
def test_what_people_did_was_really_done(did: dict[str, Any]) -> None:
    assert ReporterReveal.objects.exists()
    assert Upload.objects.filter(state="clean").count() >= 2
    assert AccessExport.objects.get().submitted_at is not None
    assert PostalLetter.objects.get().stage == "confirmed"
    sealed = {name for name, _ in in_plain()}
    assert {
        "cases_breakglass",
        "cases_caseblock",
        "cases_formdraft",
        "cases_draft",
        "cases_legalhold",
    } <= sealed
    assert {"network_callattempt", "network_letterentry", "cases_accessexport"} <= sealed
    assert first.words_in([inflated(pdf) for pdf in did["pdfs"]]) <= {LETTER_ADDRESS}


@pytest.mark.django_db(transaction=True)
def test_no_word_of_a_deed_is_found_where_none_is_declared(
    did: dict[str, Any],
    workplace: tuple[RedisServer, Path],
    fresh_publisher: None,
    smtp_sink: SmtpSink,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server, temporary = workplace
    post.drain(by="test", seconds=10)

    found = {
        "mails": first.words_in([each.content for each in smtp_sink.envelopes]),
        "log": first.words_in([LineFormatter().format(each).encode() for each in caplog.records]),
        "Redis": first.words_in(list(first.in_redis(server))),
        "temporary files": first.words_in(
            [
                str(each).encode() + (each.read_bytes() if each.is_file() else b"")
                for each in temporary.rglob("*")
            ]
        ),
        "processes": first.words_in(list(of_processes())),
    }
    for table, row in in_plain():
        if table not in OPEN:
            found.setdefault(table, set()).update(first.words_in([row]))

    assert {place: words for place, words in found.items() if words} == {}
    assert smtp_sink.envelopes
    assert list(first.in_redis(server))


@pytest.mark.django_db(transaction=True)
def test_what_is_declared_open_is_what_stands_there(did: dict[str, Any]) -> None:
    rows = list(in_plain())

    found = {name: first.words_in([row for at, row in rows if at == name]) for name in OPEN}

    assert found == {"network_user": {ACCOUNT_NAME}, "network_postalletter": {LETTER_ADDRESS}}
