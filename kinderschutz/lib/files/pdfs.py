"""PDF files, written anew from their pages: nothing that runs, nothing attached, nothing about the
author. Runs in the process that cleans, within its limits.
"""

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Stream

from kinderschutz.lib.files.faults import Unacceptable
from kinderschutz.lib.files.jpeg_segments import without_notes

ACTIVE = (
    Name.AA, Name.OpenAction, Name.JS, Name.JavaScript, Name.Launch, Name.EmbeddedFiles, Name.EF,
    Name.AF, Name.RichMediaContent, Name.RichMediaSettings, Name.XFA,
)  # fmt: skip
NOTES = (Name.Metadata, Name.PieceInfo, Name.LastModified, Name.Thumb, Name.SpiderInfo)
SAFE_LINKS = ("https://", "http://", "mailto:", "tel:")
MOST_PAGES = 2000
INVISIBLE = 1 | 2 | 32
"""Flags of annotations that a reader of paper never saw: invisible, hidden, no view."""


def warm_up() -> None:
    """Load whatever is loaded late."""
    with pikepdf.new() as made:
        made.add_blank_page()
        file = BytesIO()
        made.save(file)
    cleaned(file.getvalue())


def cleaned(content: bytes) -> tuple[bytes, list[str]]:
    """The pages alone, and what was taken out. Raises Unacceptable."""
    try:
        with pikepdf.open(BytesIO(content)) as found:
            return _rewritten(found)
    except pikepdf.PasswordError as fault:
        raise Unacceptable("encrypted") from fault
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError) as fault:
        raise Unacceptable("broken") from fault


def _rewritten(found: pikepdf.Pdf) -> tuple[bytes, list[str]]:
    if not 0 < len(found.pages) <= MOST_PAGES:
        raise Unacceptable("broken")
    form = found.Root.get(Name.AcroForm)
    if form is not None and Name.XFA in form:
        raise Unacceptable("embedded")
    is_active = any(_runs(each) for each in found.objects)
    says_who = bool(len(found.docinfo.keys())) if Name.Info in found.trailer else False
    says_who = says_who or any(_notes(each) for each in found.objects)
    if form is not None:
        found.generate_appearance_streams()
    found.flatten_annotations("screen")
    with pikepdf.new() as made:
        made.pages.extend(found.pages)
        for page in made.pages:
            _keep_links(page.obj)
        for each in made.objects:
            _strip(each)
        for gone in (Name.Info,):
            if gone in made.trailer:
                del made.trailer[gone]
        file = BytesIO()
        made.save(file, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return file.getvalue(), [
        *(["active"] if is_active else []),
        *(["metadata"] if says_who else []),
    ]


def _keys(each: Object) -> Any:
    return each if isinstance(each, (Dictionary, Stream)) else None


def _runs(each: Object) -> bool:
    table = _keys(each)
    if table is None:
        return False
    return any(key in table for key in ACTIVE) or table.get(Name.Type) == Name.Filespec


def _notes(each: Object) -> bool:
    table = _keys(each)
    return table is not None and any(key in table for key in NOTES)


def _keep_links(page: Object) -> None:
    """Only links to addresses stay; whatever else hung on the page was drawn onto it, or goes."""
    links = []
    for each in page.get(Name.Annots, []):
        action = each.get(Name.A) if isinstance(each, Dictionary) else None
        uri = str(action.get(Name.URI, "")) if isinstance(action, Dictionary) else ""
        if each.get(Name.Subtype) == Name.Link and uri.lower().startswith(SAFE_LINKS):
            links.append(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=[float(value) for value in each.Rect],
                    Border=[0, 0, 0],
                    A=Dictionary(Type=Name.Action, S=Name.URI, URI=uri),
                )
            )
    if Name.Annots in page:
        del page[Name.Annots]
    if links:
        page[Name.Annots] = pikepdf.Array(links)


def _strip(each: Object) -> None:
    table = _keys(each)
    if table is None:
        return
    for key in (*ACTIVE, *NOTES):
        if key in table:
            del table[key]
    if isinstance(table, Stream) and _is_jpeg(table):
        raw = table.read_raw_bytes()
        shorter = without_notes(raw)
        if len(shorter) != len(raw):
            table.write(shorter, filter=Name.DCTDecode)


def _is_jpeg(stream: Stream) -> bool:
    kind = stream.get(Name.Filter)
    if isinstance(kind, pikepdf.Array):
        return len(kind) == 1 and kind[0] == Name.DCTDecode
    return bool(kind == Name.DCTDecode)
