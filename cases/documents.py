"""Pages to print: the letter on paper, the paper kit."""

from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string

from cases.models import AccessExport, Notice
from cases.queries.access_export import ExportPage, subject_name
from cases.queries.content import content_page
from cases.queries.paper_kit import KitContent
from kinderschutz.lib import seal
from kinderschutz.lib.pdf import render, render_pdf
from network import queries as network
from network.domain.reach import Recipient
from network.domain.terms import ContentLevel, RecipientKind
from network.models import PostalLetter
from network.queries.names import network_name


def letter_pdf(letter: PostalLetter, at: datetime) -> bytes:
    """The letter of a notice as a tagged PDF (PDF/UA-1), laid out after DIN 5008 form B.

    The address stands where the window of an envelope is. It says what the notice may say and no
    more: a signal asks for a call and names nothing. `at` is the date of the letter.
    """
    return render_pdf(letter_html(letter, at))


def letter_html(letter: PostalLetter, at: datetime) -> str:
    """The page of which `letter_pdf` is made."""
    notice = Notice.objects.select_related("office").get(pk=letter.message_id)
    office = Recipient(kind=RecipientKind.OFFICE, office_id=notice.office_id)
    sender = network.postal_address(office).splitlines()
    telephones = [each for each in network.own_telephones(office) if each.verified]
    return render_to_string(
        "cases/letter_pdf.html",
        {
            "address": letter.address.splitlines(),
            "at": at,
            "content": content_page(notice),
            "is_signal": notice.content_level == ContentLevel.SIGNAL,
            "is_outside": letter.recipient_kind == RecipientKind.OUTSIDE,
            "must_answer": notice.ack is not None,
            "network_name": network_name(),
            "notice": notice,
            "office": notice.office,
            "phone": telephones[0].number if telephones else "",
            "return_line": ", ".join(sender or [notice.office.name]),
        },
    )


def access_export_pdf(export: AccessExport, page: ExportPage, at: datetime) -> bytes:
    """The answer to a request for access as a tagged PDF with a title and no other properties.

    It is made of `page` and the office's own address, of nothing else of the case.
    """
    office = Recipient(kind=RecipientKind.OFFICE, office_id=export.office_id)
    return render_pdf(
        render_to_string(
            "cases/access/answer_pdf.html",
            {
                "page": page,
                "about": subject_name(export),
                "office": export.office,
                "sender": network.postal_address(office).splitlines(),
                "day": at,
            },
        )
    )


@dataclass(frozen=True)
class KitFile:
    """A sealed paper kit: the file, the number of its pages, and the code printed on them."""

    file: bytes
    pages: int
    code: str


def kit_file(kit: KitContent, day: date) -> KitFile:
    """The kit of an office as a tagged PDF with a seal over every byte of it.

    The printed code seals the words: it stands on each sheet, so that a loose one can be compared
    with what the portal shows for that day.
    """
    words = {"kit": kit, "day": day}
    code = seal.code(render_to_string("cases/paper_kit/kit_pdf.html", words))
    made = render(render_to_string("cases/paper_kit/kit_pdf.html", words | {"code": code}))
    return KitFile(seal.seal(made.pdf), made.pages, code)
