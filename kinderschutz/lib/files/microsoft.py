"""DOCX and XLSX: what must not be in them, and what is taken out of them."""

import re
from posixpath import dirname, join, normpath

from kinderschutz.lib.files.faults import Unacceptable
from kinderschutz.lib.files.markup import elements

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
SAFE_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
FIELDS = re.compile(r"\b(?:DDE(?:AUTO)?|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE)
DDE_FORMULA = re.compile(r"(?:^|[=+\-,(])\s*'?[A-Za-z]\w*'?\s*\|")
RUNS = {"instrText", "fldSimple"}
DROPPED = re.compile(r"docProps/(?:thumbnail\.\w+|custom\.xml)|docMetadata/.*|customXml/.*", re.I)
EMPTY_PARTS = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
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


def clean(parts: dict[str, bytes], kind: str) -> set[str]:
    """Change the parts in place; returns what was taken out. Raises Unacceptable."""
    _refuse_by_name(parts)
    _refuse_by_type(parts[TYPES])
    for name, part in parts.items():
        if name.endswith(".rels"):
            _refuse_outside(part)
        elif name.endswith(".xml"):
            _refuse_running(part, is_sheet=kind == "xlsx")
        elif name.endswith(".bin"):
            if "printersettings" not in name.casefold():
                raise Unacceptable("embedded")
            parts[name] = b""
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


def _refuse_outside(relations: bytes) -> None:
    for each in elements(relations):
        kind = each.attributes.get("Type", "").rpartition("/")[2]
        if kind in {"oleObject", "package", "control", "aFChunk", "vbaProject"}:
            raise Unacceptable("macros" if kind == "vbaProject" else "embedded")
        if each.attributes.get("TargetMode", "").casefold() != "external":
            continue
        target = each.attributes.get("Target", "").strip().casefold()
        is_link = kind == "hyperlink" and target.startswith(SAFE_LINKS)
        if not is_link and kind != "attachedTemplate":  # taken out below: Word writes it by itself
            raise Unacceptable("outside_links")


def _refuse_running(part: bytes, *, is_sheet: bool) -> None:
    code: list[str] = []
    for each in elements(part):
        if each.name in RUNS:
            code.append(each.words + each.attributes.get("instr", ""))
        elif each.name in {"ddeLink", "ddeItem", "oleLink"}:
            raise Unacceptable("outside_links")
        elif each.name in {"oleObject", "OLEObject", "object", "control", "altChunk"}:
            raise Unacceptable("embedded")
        elif is_sheet and each.name in {"f", "definedName"} and DDE_FORMULA.search(each.words):
            raise Unacceptable("outside_links")
    if FIELDS.search("".join(code)) and not is_sheet:
        raise Unacceptable("outside_links")


def _drop(parts: dict[str, bytes]) -> None:
    """Leave out what only describes, and every mention of it."""
    gone = {name for name in parts if DROPPED.fullmatch(name)}
    for name in gone:
        del parts[name]
    for name in [each for each in parts if each.endswith(".rels")]:
        base = dirname(dirname(name))
        kept = parts[name]
        for relation in RELATION.findall(kept):
            if _points_to(relation, base) in gone or b"attachedTemplate" in relation:
                kept = kept.replace(relation, b"")
        parts[name] = kept
    for name in gone:
        mention = rb'<Override\b[^>]*?PartName="/' + re.escape(name.encode()) + rb'"[^>]*?/>'
        parts[TYPES] = re.sub(mention, b"", parts[TYPES])
    if "word/settings.xml" in parts:
        parts["word/settings.xml"] = TEMPLATE.sub(b"", parts["word/settings.xml"])


def _points_to(relation: bytes, base: str) -> str:
    target = re.search(rb'\bTarget="([^"]*)"', relation)
    path = target[1].decode("utf-8", "replace") if target else ""
    return path.lstrip("/") if path.startswith("/") else normpath(join(base, path))


def _without_authors(parts: dict[str, bytes]) -> bool:
    before = {name: parts[name] for name in parts}
    for name, empty in EMPTY_PARTS.items():
        if name in parts:
            parts[name] = empty
    for name in parts:
        if WHO_PARTS.fullmatch(name) or (name.startswith(("word/", "xl/")) and "omments" in name):
            for pattern, instead in WHO:
                parts[name] = re.sub(pattern, instead, parts[name])
    return any(parts[name] != before[name] for name in parts)
