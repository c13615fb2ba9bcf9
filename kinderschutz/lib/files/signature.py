"""What a file is by its first bytes. Nothing is parsed here: this runs in the web server."""

from kinderschutz.lib.files.faults import Unacceptable

HEAD = 64
"""So many bytes are enough."""

ZIP = "zip"
"""An office file, or any other archive: the worker looks inside."""

_STARTS = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"PK\x03\x04": ZIP,
}
_REFUSED = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old_office",
    b"{\\rtf": "old_office",
    b"\x1aE\xdf\xa3": "video",
    b"OggS": "video",
    b"ID3": "video",
}
_PICTURES = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_NO_FILMS = {b"avif", b"avis"}


def family(head: bytes) -> str:
    """`pdf`, `jpeg`, `png`, `heic` or `zip`. Raises Unacceptable for everything else."""
    for start, name in _STARTS.items():
        if head.startswith(start):
            return name
    for start, reason in _REFUSED.items():
        if head.startswith(start):
            raise Unacceptable(reason)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _PICTURES:
            return "heic"
        raise Unacceptable("kind" if brand in _NO_FILMS else "video")
    raise Unacceptable("kind" if head else "empty")
