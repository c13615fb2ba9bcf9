"""DOCX and XLSX: what must not be in them, and what is taken out of them.

Office programs take the names of parts without regard to case, and what a part is from where it is
named, not from its name. So every part is either markup that is read here, or a picture, or empty.
"""

import re
from posixpath import dirname, join, normpath

from kinderschutz.lib.files.faults import Unacceptable
from kinderschutz.lib.files.markup import Element, elements

TYPES = "[Content_Types].xml"
MACROS = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/intlmacrosheets/|customui", re.IGNORECASE
)
FOREIGN = re.compile(
    r"/embeddings/|/activex/|/afchunk|\.(?:ole|exe|dll|js|vbs|hta)$", re.IGNORECASE
)
OUTSIDE = re.compile(
    r"/externallinks/|/connections\.xml|/querytables/|/attachedtoolbars", re.IGNORECASE
)
MARKUP = (".xml", ".vml")
RELATIONS = ".rels"
PICTURES = (".png", ".jpg", ".jpeg", ".gif")
"""PNG and JPEG are drawn anew (documents.py), a GIF must begin as one. No EMF, WMF, SVG: these draw
by commands, in programs of their own."""
PRINTER = re.compile(r"(?:^|/)printersettings/[^/]*\.bin$", re.IGNORECASE)
OTHER_PLACE = re.compile(r"^\s*(?:\w+:|[/\\]{2})")
DRAWN = {"imagedata", "fill", "stroke"}
SAFE_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
FIELDS = re.compile(r"\b(?:DDE(?:AUTO)?|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE)
DDE_FORMULA = re.compile(r"(?:^|[=+\-,(])\s*'?[A-Za-z]\w*'?\s*\|")
RUNS = {"instrText", "fldSimple"}
DROPPED = re.compile(r"docProps/(?:thumbnail\.\w+|custom\.xml)|docMetadata/.*|customXml/.*", re.I)
EMPTY_PARTS = {
    "docprops/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docprops/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
}
WHO = (
    (rb'(\b(?:w|w15|w16cid)?:?author=")[^"]*(")', rb"\1Verfasser\2"),
    (rb'(\bw:initials=")[^"]*(")', rb"\1V\2"),
    (rb'(\b(?:w15:)?(?:userId|providerId)=")[^"]*(")', rb"\1-\2"),
    (rb'(\bdisplayName=")[^"]*(")', rb"\1Verfasser\2"),
    (rb"(<author>)[^<]*(</author>)", rb"\1Verfasser\2"),
    (rb"<x15ac:absPath\b[^>]*?/>", rb""),
    (rb'(\buserName=")[^"]*(")', rb"\1-\2"),
    (rb'\sw:(?:date|rsid\w*)="[^"]*"', rb""),
    (rb"<w:rsids>.*?</w:rsids>", rb""),
)
WHO_PARTS = re.compile(
    r"word/[^/]+\.xml|xl/(?:workbook|comments[^/]*|revisions/.*|persons/.*|threadedComments/.*)",
    re.IGNORECASE,
)
TEMPLATE = re.compile(rb"<w:attachedTemplate\b[^>]*?/>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?(?:/>|>\s*</(?:\w+:)?Relationship>)")


def clean(parts: dict[str, bytes]) -> set[str]:
    """Change the parts in place; returns what was taken out. Raises Unacceptable."""
    _refuse_by_name(parts)
    _refuse_by_type(parts[TYPES])
    for name, part in parts.items():
        called = name.casefold()
        if called.endswith(RELATIONS):
            _refuse_outside(part)
        elif called.endswith(MARKUP):
            _refuse_running(part)
        elif PRINTER.search(name):
            parts[name] = b""
        elif called.endswith(".gif"):
            if not part.startswith((b"GIF87a", b"GIF89a")):
                raise Unacceptable("embedded")
        elif not called.endswith(PICTURES) and not DROPPED.fullmatch(name):
            raise Unacceptable("embedded")
    _drop(parts)
    changed = _without_authors(parts)
    return {"metadata"} if changed else set()


def _refuse_by_name(parts: dict[str, bytes]) -> None:
    for reason, pattern in (("macros", MACROS), ("embedded", FOREIGN), ("outside_links", OUTSIDE)):
        if any(pattern.search(f"/{name}") for name in parts):
            raise Unacceptable(reason)


def _refuse_by_type(types: bytes) -> None:
    for each in elements(types):
        said = each.attributes.get("ContentType", "").casefold()
        if "macro" in said or "vba" in said:
            raise Unacceptable("macros")
        if "oleobject" in said or "activex" in said:
            raise Unacceptable("embedded")
        of = each.attributes.get("PartName", "").casefold()
        if not of and "Extension" in each.attributes:
            of = f".{each.attributes['Extension'].casefold()}"
        is_markup = said.endswith("xml") and not said.startswith("image/")
        if of and is_markup and not of.endswith((*MARKUP, RELATIONS)):
            raise Unacceptable("embedded")


def _refuse_outside(relations: bytes) -> None:
    for each in elements(relations):
        kind = each.attributes.get("Type", "").rpartition("/")[2].casefold()
        if kind in {"oleobject", "package", "control", "afchunk", "vbaproject"}:
            raise Unacceptable("macros" if kind == "vbaproject" else "embedded")
        target = each.attributes.get("Target", "").strip().casefold()
        if kind == "officedocument" and not target.endswith(".xml"):
            raise Unacceptable("embedded")
        if each.attributes.get("TargetMode", "").casefold() != "external":
            continue
        is_link = kind == "hyperlink" and target.startswith(SAFE_LINKS)
        if not is_link and kind != "attachedtemplate":  # taken out below: Word writes it by itself
            raise Unacceptable("outside_links")


def _refuse_running(part: bytes) -> None:
    code: list[str] = []
    for each in elements(part):
        if each.name in RUNS:
            code.append(each.words + each.attributes.get("instr", ""))
        elif each.name in {"ddeLink", "ddeItem", "oleLink"}:
            raise Unacceptable("outside_links")
        elif each.name in {"oleObject", "OLEObject", "object", "control", "altChunk"}:
            raise Unacceptable("embedded")
        elif _asks_outside(each):
            raise Unacceptable("outside_links")
    if FIELDS.search("".join(code)):
        raise Unacceptable("outside_links")


def _asks_outside(element: Element) -> bool:
    """Whether a formula asks another program, or a drawing is filled from another place."""
    if element.name in {"f", "definedName"}:
        return bool(DDE_FORMULA.search(element.words))
    places = [element.attributes.get(key, "") for key in ("src", "href", "althref")]
    return element.name in DRAWN and any(OTHER_PLACE.search(place) for place in places)


def _drop(parts: dict[str, bytes]) -> None:
    """Leave out what only describes, and every mention of it."""
    gone = {name for name in parts if DROPPED.fullmatch(name)}
    for name in gone:
        del parts[name]
    lost = {name.casefold() for name in gone}
    for name in [each for each in parts if each.casefold().endswith(RELATIONS)]:
        base = dirname(dirname(name))
        kept = parts[name]
        for relation in RELATION.findall(kept):
            is_template = b"attachedtemplate" in relation.lower()
            if is_template or _points_to(relation, base).casefold() in lost:
                kept = kept.replace(relation, b"")
        parts[name] = kept
    for name in gone:
        mention = rb'<Override\b[^>]*?PartName="/' + re.escape(name.encode()) + rb'"[^>]*?/>'
        parts[TYPES] = re.sub(mention, b"", parts[TYPES], flags=re.IGNORECASE)
    for name in [each for each in parts if each.casefold() == "word/settings.xml"]:
        parts[name] = TEMPLATE.sub(b"", parts[name])


def _points_to(relation: bytes, base: str) -> str:
    target = re.search(rb'\bTarget="([^"]*)"', relation)
    path = target[1].decode("utf-8", "replace") if target else ""
    return path.lstrip("/") if path.startswith("/") else normpath(join(base, path))


def _without_authors(parts: dict[str, bytes]) -> bool:
    before = {name: parts[name] for name in parts}
    for name in parts:
        called = name.casefold()
        parts[name] = EMPTY_PARTS.get(called, parts[name])
        if WHO_PARTS.fullmatch(name) or (
            called.startswith(("word/", "xl/")) and "comments" in called
        ):
            for pattern, instead in WHO:
                parts[name] = re.sub(pattern, instead, parts[name])
    return any(parts[name] != before[name] for name in parts)
