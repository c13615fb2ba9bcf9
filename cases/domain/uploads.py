"""Files that people attach: what is taken, how much, how a file stands, why one was refused."""

from enum import StrEnum

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
"""Of one file, as it was sent and after it was cleaned."""
MOST_FILES = 10
"""For one report, and as many again each time an office adds some."""
MOST_SHOWN = 30
"""Of one report, with those that were refused; more are not even listed."""
MOST_BYTES_TOGETHER = 60 * MEGABYTE
"""Of all files sent at once."""
MOST_PIXELS = 40_000_000
"""Of one picture; a telephone of today takes 12 to 48 million, and offers less."""
MOST_TRIES = 3
"""So often the machine may fail at a file before a person has to know."""


class UploadState(StrEnum):
    """How a file stands. Only `clean` opens, and it opens what the portal has written anew."""

    QUARANTINED = "quarantined"
    SCANNING = "scanning"
    CLEAN = "clean"
    REFUSED = "refused"
    UNSCANNABLE = "unscannable"


SETTLED = (UploadState.CLEAN, UploadState.REFUSED, UploadState.UNSCANNABLE)
PENDING = (UploadState.QUARANTINED, UploadState.SCANNING)


class FileKind(StrEnum):
    """What a file is by its first bytes and its inside, never by its name."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"


class Reason(StrEnum):
    """Why a file was refused; the sentence with the cure is in `cases.wording`."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    KIND = "kind"
    OLD_OFFICE = "old_office"
    VIDEO = "video"
    NAME_DOES_NOT_FIT = "name_does_not_fit"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    MACROS = "macros"
    EMBEDDED = "embedded"
    OUTSIDE_LINKS = "outside_links"
    ENCRYPTED = "encrypted"
    VIRUS = "virus"
    UNSCANNABLE = "unscannable"


class Change(StrEnum):
    """What was taken out of a file before anybody may open it."""

    LOCATION = "location"
    METADATA = "metadata"
    CONVERTED = "converted"
    ACTIVE = "active"


ENDINGS: dict[FileKind, tuple[str, ...]] = {
    FileKind.PDF: ("pdf",),
    FileKind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    FileKind.PNG: ("png",),
    FileKind.HEIC: ("heic", "heif"),
    FileKind.DOCX: ("docx",),
    FileKind.XLSX: ("xlsx",),
    FileKind.ODT: ("odt",),
}

MEDIA_TYPE: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.HEIC: "image/jpeg",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
}


def ending_of(kind: FileKind) -> str:
    """How the name of a cleaned file of this kind ends; HEIC becomes JPEG."""
    return ENDINGS[FileKind.JPEG if kind is FileKind.HEIC else kind][0]


def fits(name: str, kind: FileKind) -> bool:
    """Whether a name's ending says what the file is; a name without one says nothing."""
    _, dot, ending = name.rpartition(".")
    return not dot or not ending or ending.casefold().strip() in ENDINGS[kind]


MACRO_ENDINGS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm"}
OLD_ENDINGS = {"doc", "dot", "xls", "xlt", "ppt", "rtf"}
FILM_ENDINGS = {"mp4", "mov", "avi", "mkv", "webm", "m4v", "3gp", "mp3", "m4a", "wav", "ogg"}
OFFICE_KINDS = (FileKind.DOCX, FileKind.XLSX, FileKind.ODT)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold().strip() if "." in name else ""


def reason_by_name(name: str) -> Reason | None:
    """Why a file is not taken whose name says already what it is, None where the name is fine."""
    match _ending(name):
        case ending if ending in MACRO_ENDINGS:
            return Reason.MACROS
        case ending if ending in OLD_ENDINGS:
            return Reason.OLD_OFFICE
        case ending if ending in FILM_ENDINGS:
            return Reason.VIDEO
    return None


def kind_by_name(name: str) -> str:
    """The office file that a name promises, "" where it promises none."""
    ending = _ending(name)
    return next((kind.value for kind in OFFICE_KINDS if ending in ENDINGS[kind]), "")
