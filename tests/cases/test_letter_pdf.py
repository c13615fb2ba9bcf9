"""The letter on paper: what it may say, where the window is, what a screen reader finds."""

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256

import pytest
from weasyprint import HTML

from cases.documents import letter_html, letter_pdf
from cases.models import Notice
from cases.services.by_hand import address_letter, print_letter, print_letters
from cases.services.release import release_notice
from network.access import Refused
from network.models import ContactKind, PostalLetter
from network.services.postal import NoAddress, OutOfOrder
from tests.factories import network as make
from tests.factories.cases import BONN, CASE_CANARIES, REPORTER, child, make_concern
from tests.people import People

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MM = 25.4 / 96
"""Millimetres of one pixel of the layout."""
ADDRESS = "Jugendamt der Stadt Bonn\nMusterstraße 1\n53111 Bonn"


def letter_to_bonn(people: People, *, level: str | None = None) -> PostalLetter:
    """Bornheim tells Bonn, where the child is now, and has entered Bonn's address."""
    concern = make_concern(people, child(whereabouts=BONN))
    notice = Notice.objects.get(concern=concern, recipient_kind="outside")
    if level:
        notice.content_level = level
        notice.content = {} if level == "signal" else notice.content
        notice.save(update_fields=["content_level", "content"])
    if notice.released_at is None:
        release_notice(notice=notice, by=people.ben.actor, at=AT)
    letter = PostalLetter.objects.get(message_id=notice.pk)
    return address_letter(by=people.ben.actor, letter=letter, address=ADDRESS, at=AT)


@dataclass(frozen=True)
class Text:
    """A piece of text on the first sheet; millimetres from the left and from the top."""

    words: str
    left: float
    top: float


def on_first_sheet(html: str) -> list[Text]:
    """Where the layout puts each piece of text."""
    sheet = HTML(string=html).render().pages[0]
    return [
        Text(box.text, box.position_x * MM, box.position_y * MM)
        for box in sheet._page_box.descendants(placeholders=True)
        if getattr(box, "text", "").strip()
    ]


def inflated(pdf: bytes) -> bytes:
    """All compressed parts of a PDF, one after the other."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")


def test_it_is_a_tagged_pdf_in_german_with_a_title(people: People) -> None:
    pdf = letter_pdf(letter_to_bonn(people), AT)

    assert pdf.startswith(b"%PDF-1.7")
    for said in (b"/StructTreeRoot", b"/MarkInfo", b"/DisplayDocTitle true", b"/Lang (de)"):
        assert said in inflated(pdf)


def test_it_names_reference_date_and_number_to_confirm(people: People) -> None:
    make.make_contact("0221 4710 102", office=people.bornheim, kind=ContactKind.PHONE)
    letter = letter_to_bonn(people)

    html = letter_html(letter, AT)

    assert letter.reference in html
    assert "23.11.2026" in html
    assert "Bitte bestätigen Sie den Eingang unter 0221 4710 102" in html


def test_the_number_of_who_is_on_call_is_not_printed(people: People) -> None:
    make.make_slot(people.bornheim, 5, time(18), time(8))
    make.make_contact("0221 4710 102", office=people.bornheim, kind=ContactKind.PHONE)
    night = datetime(2026, 11, 21, 22, 40, tzinfo=UTC)

    html = letter_html(letter_to_bonn(people), night)

    assert "0221 4710 001" not in html
    assert "Bitte bestätigen Sie den Eingang unter 0221 4710 102" in html


def test_an_unverified_number_is_not_printed(people: People) -> None:
    make.make_contact(
        "0221 4710 999", office=people.bornheim, kind=ContactKind.PHONE, verified=False
    )

    html = letter_html(letter_to_bonn(people), AT)

    assert "0221 4710 999" not in html
    assert "Bitte bestätigen Sie den Eingang telefonisch" in html


def test_a_signal_says_nothing_but_to_call(people: People) -> None:
    html = letter_html(letter_to_bonn(people, level="signal"), AT)

    assert "bitte rufen Sie uns an" in html
    assert "Gefährdung" not in html
    assert not any(word in html for word in (*CASE_CANARIES, *REPORTER))


def test_the_reporter_is_in_no_letter(people: People) -> None:
    html = letter_html(letter_to_bonn(people), AT)

    assert not any(word in html for word in REPORTER)


def test_the_address_stands_in_the_window_of_the_envelope(people: People) -> None:
    lines = ADDRESS.splitlines()

    found = {each.words: each for each in on_first_sheet(letter_html(letter_to_bonn(people), AT))}

    for line in lines:  # form B: below the line of the sender, at most 90 mm from the top
        assert found[line].left == pytest.approx(25, abs=1)
        assert 62.7 <= found[line].top <= 86


def test_the_greeting_stands_below_the_last_question(people: People) -> None:
    sheets = HTML(string=letter_html(letter_to_bonn(people), AT)).render().pages
    tops = {
        box.text: box.position_y
        for box in sheets[-1]._page_box.descendants(placeholders=True)
        if getattr(box, "text", "").strip()
    }

    assert tops["Mit freundlichen Grüßen"] > tops["gesprochen?"]


def test_nothing_of_the_case_shows_through_the_window(people: People) -> None:
    shown = [
        each.words
        for each in on_first_sheet(letter_html(letter_to_bonn(people), AT))
        if 20 <= each.left <= 105 and 45 <= each.top <= 90
    ]

    assert shown == ["Jugendamt Bornheim", *ADDRESS.splitlines()]


def test_printing_is_on_record_with_the_digest_of_the_pages(people: People) -> None:
    letter = letter_to_bonn(people)

    pages = print_letter(by=people.ben.actor, letter=letter, at=AT)

    letter.refresh_from_db()
    assert (letter.stage, letter.digest) == ("printed", sha256(pages).hexdigest())
    assert list(letter.entries.values_list("stage", "by__name")) == [("printed", "Ben Bach")]


def test_a_letter_with_the_address_of_a_moment_ago_does_not_count_as_printed(
    people: People,
) -> None:
    seen = letter_to_bonn(people)
    elsewhere = "Bundesstadt Bonn\nStadthaus 1\n53103 Bonn"
    address_letter(by=people.ben.actor, letter=seen, address=elsewhere, at=AT)

    with pytest.raises(OutOfOrder):
        print_letter(by=people.ben.actor, letter=seen, at=AT)
    assert print_letters(by=people.ben.actor, letters=[seen], at=AT) is None

    assert not seen.entries.exists()


def test_without_an_address_nothing_is_printed(people: People) -> None:
    letter = letter_to_bonn(people)
    letter.address = ""
    letter.save(update_fields=["address"])

    with pytest.raises(NoAddress):
        print_letter(by=people.ben.actor, letter=letter, at=AT)


def test_other_offices_print_nothing(people: People) -> None:
    with pytest.raises(Refused):
        print_letter(by=people.carla.actor, letter=letter_to_bonn(people), at=AT)
