"""A JPEG inside another document, without what was written beside its pixels."""

START, SCAN, END = 0xD8, 0xDA, 0xD9
KEPT_APPLICATION = {0xE0, 0xEE}
"""JFIF and the colours of Adobe: without them the picture looks different."""
COMMENT = 0xFE


def without_notes(jpeg: bytes) -> bytes:
    """The same picture without EXIF, XMP, comments; unchanged where its segments make no sense."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, place = bytearray(jpeg[:2]), 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        if marker == SCAN:
            return bytes(kept + jpeg[place:])
        length = int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if length < 2:
            return jpeg
        is_application = 0xE0 <= marker <= 0xEF
        if marker != COMMENT and (not is_application or marker in KEPT_APPLICATION):
            kept += jpeg[place : place + 2 + length]
        place += 2 + length
    return jpeg
