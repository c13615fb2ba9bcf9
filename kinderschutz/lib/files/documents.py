"""Office files, packed anew: without macros, without foreign objects, without what reaches outside,
and without who wrote them when and on which machine. Runs in the process that cleans.
"""

from kinderschutz.lib.files import microsoft, open_document, pictures
from kinderschutz.lib.files.archives import packed, parts_of
from kinderschutz.lib.files.faults import Unacceptable

PICTURES = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png"}


def warm_up() -> None:
    """Load whatever is loaded late."""
    parts_of(packed({"ä": b"a" * 100}))


def cleaned(content: bytes) -> tuple[str, bytes, list[str]]:
    """Kind, new archive, and what was taken out. Raises Unacceptable."""
    parts = parts_of(content)
    changes: set[str] = set()
    kind, first = _kind_of(parts), ""
    if kind == "odt":
        first = open_document.MEDIA_TYPE_PART
        changes |= open_document.clean(parts)
    else:
        changes |= microsoft.clean(parts)
    for name in list(parts):
        if drawn := PICTURES.get(name.rpartition(".")[2].casefold()):  # wherever it lies
            parts[name], found = _picture(parts[name], drawn)
            changes |= set(found)
    return kind, packed(parts, first=first), sorted(changes)


def _kind_of(parts: dict[str, bytes]) -> str:
    if parts.get(open_document.MEDIA_TYPE_PART, b"").strip() == open_document.TEXT:
        return "odt"
    if microsoft.TYPES in parts:
        if "word/document.xml" in parts:
            return "docx"
        if "xl/workbook.xml" in parts:
            return "xlsx"
    raise Unacceptable("kind")


def _picture(content: bytes, kind: str) -> tuple[bytes, list[str]]:
    """A picture in a document whose name lies about it is left out of the document's trust, too."""
    return pictures.cleaned(content, kind)
