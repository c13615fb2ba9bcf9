"""Small files as strangers send them, made when they are needed."""

import base64
import zipfile
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""Found by every scanner, and harmless."""

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA"
    "AAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAABgAAgAAAAAB+gABAAAAAAAAAHQAAAA4aWluZgAA"
    "AAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/Wlwcn"
    "AAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroC"
    "QGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm"
    "5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AA"
    "AAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQ"
    "ABAAAAlG1kYXQAAAAUKAGvBBj4ynHX//s2s/ZKTmdIR5wAAAAGRXhpZgAATU0AKgAAAAgAAgEPAAIAAAANAAAAJogl"
    "AAQAAAABAAAANAAAAABNdXN0ZXJrYW1lcmEAAAACAAEAAgAAAAJOAAAAAAIABQAAAAMAAABSAAAAAAAAADIAAAABAA"
    "AALgAAAAEAAAABAAAAAQ=="
)
"""A blue picture of 64 x 48 as a telephone writes it, with a camera and a place."""

TYPES = (
    b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    b'package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    b"%s</Types>"
)
W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org'
    b'/package/2006/relationships">%s</Relationships>'
)
RELATION = (
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}" TargetMode="External"/>'
)
CORE = (
    b'<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
    b'2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b"<dc:creator>Ada Anker</dc:creator></cp:coreProperties>"
)
MANIFEST = (
    b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:'
    b'xmlns:manifest:1.0">%s</manifest:manifest>'
)
ODT_CONTENT = (
    b'<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:'
    b'xmlns:office:1.0" xmlns:text="urn:t" xmlns:xlink="http://www.w3.org/1999/xlink" '
    b'xmlns:dc="urn:dc" xmlns:draw="urn:draw">%s</office:document-content>'
)


def jpeg(size: tuple[int, int] = (40, 30), *, gps: bool = False, **exif: Any) -> bytes:
    """A photograph; with `gps` it tells where it was taken, and lies on its side."""
    notes = Image.Exif()
    if gps:
        notes[0x010F], notes[0x0112] = "Musterkamera", 6
        notes.get_ifd(0x8825).update({1: "N", 2: (50.0, 46.0, 1.0)})
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, "JPEG", exif=notes, **exif)
    return file.getvalue()


def png(size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A drawing."""
    file = BytesIO()
    Image.new(mode, size).save(file, "PNG")
    return file.getvalue()


def zipped(parts: dict[str, bytes], **how: Any) -> bytes:
    """An archive."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, **how)
    return file.getvalue()


def docx(body: bytes = b"<w:p/>", *, types: bytes = b"", **parts: bytes) -> bytes:
    """A Word file by Ada Anker; more parts by name with `__` for `/` and `_D_` for `.`."""
    named = {name.replace("__", "/").replace("_D_", "."): part for name, part in parts.items()}
    return zipped(docx_parts(body, types=types) | named)


def docx_parts(body: bytes = b"<w:p/>", *, types: bytes = b"") -> dict[str, bytes]:
    """The parts of a Word file."""
    document = b'<?xml version="1.0"?><w:document ' + W + b"><w:body>%s</w:body></w:document>"
    return {
        "[Content_Types].xml": TYPES % types,
        "word/document.xml": document % body,
        "docProps/core.xml": CORE,
    }


def xlsx(sheet: bytes = b"", **parts: bytes) -> bytes:
    """An Excel file."""
    named = {name.replace("__", "/").replace("_D_", "."): part for name, part in parts.items()}
    return zipped(
        {
            "[Content_Types].xml": TYPES % b"",
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": b"<worksheet>%s</worksheet>" % sheet,
        }
        | named
    )


def odt(body: bytes = b"", *, manifest: bytes = b"", **parts: bytes) -> bytes:
    """An OpenDocument text by Ada Anker."""
    named = {name.replace("__", "/").replace("_D_", "."): part for name, part in parts.items()}
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": MANIFEST % manifest,
            "content.xml": ODT_CONTENT % body,
            "meta.xml": b"<office:document-meta>Ada Anker</office:document-meta>",
        }
        | named
    )


def relations(kind: str, target: str) -> bytes:
    """Relationships of which one reaches outside."""
    return RELATIONS % RELATION.format(kind=kind, target=target).encode()


def pdf(**root: Any) -> bytes:
    """A PDF of one page by Ada Anker, with further entries of its root."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.docinfo["/Author"] = "Ada Anker"
    for name, value in root.items():
        made.Root[f"/{name}"] = value
    file = BytesIO()
    made.save(file)
    return file.getvalue()
