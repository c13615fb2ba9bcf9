"""Files that somebody chose: their names made harmless, nothing else is asked."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from cases.domain.uploads import MEDIA_TYPE
from cases.forms.text import single_line

FIELD = "dateien"
MOST_NAME = 120
NAMELESS = "ohne Namen"

ACCEPT = ",".join(["image/*", *sorted(set(MEDIA_TYPE.values())), ".heic", ".docx", ".xlsx", ".odt"])
"""What the browser offers; on a telephone that includes the camera."""


def name_of(told: str | None) -> str:
    """What the person called the file: one line, no path, not endless, its ending kept."""
    bare = single_line((told or "").replace("\\", "/").rpartition("/")[2])
    if len(bare) <= MOST_NAME:
        return bare or NAMELESS
    start, dot, ending = bare.rpartition(".")
    if not dot or len(ending) > 10:
        return bare[: MOST_NAME - 1] + "…"
    return f"{start[: MOST_NAME - len(ending) - 2]}….{ending}"


def chosen(files: "Iterable[UploadedFile[Any]]") -> list[dict[str, Any]]:
    """Name, size and content of each; no content where it was too large to be taken in."""
    return [
        {
            "name": name_of(file.name),
            "size": file.size or 0,
            "content": file.read() if getattr(file, "is_whole", True) else None,
        }
        for file in files
    ]
