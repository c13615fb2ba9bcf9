"""Practice data: a photograph with a place in it, and a film that is not taken."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from cases.models import Draft
from cases.services.uploads import Incoming, attach_to_draft
from network.access import Actor

SIZE = (1200, 900)
GPS, LATITUDE, LONGITUDE = 0x8825, 2, 4
BONN = {1: "N", LATITUDE: (50.0, 44.0, 2.0), 3: "E", LONGITUDE: (7.0, 5.0, 59.0)}


def attach_files(
    entry: dict[str, Any], *, key: UUID, by: Actor, partner_id: Any, at: datetime
) -> None:
    """Attach the files of an entry to the draft from which its concern is made."""
    wanted = entry.get("files", [])
    if not wanted or by.user_id is None:
        return
    Draft.objects.create(
        id=key,
        user_id=by.user_id,
        partner_id=partner_id,
        entries={},
        created_at=at,
        updated_at=at,
    )
    files = [_incoming(name) for name in wanted]
    attach_to_draft(by=by, draft_id=key, files=files, at=at)


def _incoming(name: str) -> Incoming:
    content = _photograph() if name.endswith(".jpg") else b"\0\0\0\x18ftypmp42" + bytes(2000)
    return Incoming(name=name, size=len(content), content=content)


def _photograph() -> bytes:
    picture = Image.new("RGB", SIZE, "#dfe7ef")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 500, 1050, 820), fill="#b8a48c")
    pen.rectangle((500, 250, 700, 500), fill="#7c8fa6")
    pen.text((60, 60), "Übungsbild", fill="#20303f", font_size=48)
    notes = Image.Exif()
    notes.get_ifd(GPS).update(BONN)
    file = BytesIO()
    picture.save(file, "JPEG", exif=notes)
    return file.getvalue()
