"""Zip archives from strangers: opened only where nothing in them plays tricks."""

import stat
import zipfile
import zlib
from io import BytesIO

from kinderschutz.lib.files.faults import Unacceptable

MOST_ENTRIES = 2000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_OF_ONE = 60 * 1024 * 1024
KNOWN_WAYS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"MSCF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!")


def parts_of(content: bytes) -> dict[str, bytes]:
    """All parts by name. Raises Unacceptable for bombs, odd names, locks and boxes in boxes."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _look_at(entries)
            return _unpacked(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as fault:
        raise Unacceptable("broken") from fault


def _look_at(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise Unacceptable("unpacks_too_large")
    if len({name.casefold() for name in names}) < len(names):
        raise Unacceptable("broken")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Unacceptable("encrypted")
        steps = entry.filename.split("/")
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or ".." in steps or "" in steps[:-1] or "\\" in entry.filename:
            raise Unacceptable("broken")
        if entry.compress_type not in KNOWN_WAYS:
            raise Unacceptable("broken")


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """What an entry says of its size may be a lie: so many bytes are read, and no more."""
    left, parts = MOST_UNPACKED, {}
    for entry in entries:
        if entry.is_dir():
            continue
        with archive.open(entry) as file:
            part = file.read(min(MOST_OF_ONE, left) + 1)
        left -= len(part)
        if len(part) > MOST_OF_ONE or left < 0:
            raise Unacceptable("unpacks_too_large")
        if part.startswith((*NESTED, OLE, *PROGRAMS)):
            raise Unacceptable(
                "macros" if "vbaproject" in entry.filename.casefold() else "embedded"
            )
        parts[entry.filename] = part
    return parts


def packed(parts: dict[str, bytes], *, first: str = "") -> bytes:
    """The same parts as a new archive without times, comments or anything between them.

    `first` stands first and is not compressed, as OpenDocument wants its media type.
    """
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: name != first):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return file.getvalue()
