"""ODT: what must not be in it, and what is taken out of it."""

import re

from kinderschutz.lib.files.faults import Unacceptable
from kinderschutz.lib.files.markup import elements

MEDIA_TYPE_PART = "mimetype"
TEXT = b"application/vnd.oasis.opendocument.text"
MANIFEST = "META-INF/manifest.xml"
MACROS = re.compile(r"(?:Basic|Scripts|Dialogs)/|META-INF/macrosignatures", re.IGNORECASE)
KNOWN = re.compile(
    r"mimetype|META-INF/manifest\.xml|(?:content|styles|meta|settings)\.xml"
    r"|Pictures/[^/]+\.(?i:png|jpe?g|gif)"
)
"""All that stays. Whatever else a document is made of would be read by nobody here."""
SAFE_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
DROPPED = re.compile(
    r"Thumbnails/.*|Configurations2/.*|layout-cache|manifest\.rdf|META-INF/documentsignatures\.xml"
)
EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-{what} xmlns:office="urn:oasis:names:'
    b'tc:opendocument:xmlns:office:1.0" office:version="1.3"/>'
)
WHO = (
    (rb"(<dc:creator>)[^<]*(</dc:creator>)", rb"\1Verfasser\2"),
    (rb"(<meta:creator-initials>)[^<]*(</meta:creator-initials>)", rb"\1V\2"),
    (rb"(<text:sender-\w[\w-]*\b[^>]*>)[^<]*(</text:sender-)", rb"\1-\2"),
    (rb"(<text:author-\w+\b[^>]*>)[^<]*(</text:author-)", rb"\1-\2"),
)


def clean(parts: dict[str, bytes]) -> set[str]:
    """Change the parts in place; returns what was taken out. Raises Unacceptable."""
    if MANIFEST not in parts or "content.xml" not in parts:
        raise Unacceptable("broken")
    if any(MACROS.match(name) for name in parts):
        raise Unacceptable("macros")
    for name, part in parts.items():
        if not KNOWN.fullmatch(name) and not DROPPED.fullmatch(name):
            raise Unacceptable("embedded")
        if name.casefold().endswith(".gif") and not part.startswith((b"GIF87a", b"GIF89a")):
            raise Unacceptable("embedded")
    _refuse_by_manifest(parts[MANIFEST])
    for name in ("content.xml", "styles.xml"):
        if name in parts:
            _refuse_running(parts[name])
    return {"metadata"} if _without_authors(parts) else set()


def _refuse_by_manifest(manifest: bytes) -> None:
    for each in elements(manifest):
        if each.name == "encryption-data":
            raise Unacceptable("encrypted")
        path, kind = each.attributes.get("full-path"), each.attributes.get("media-type", "")
        if path == "/" and kind.encode() != TEXT:
            raise Unacceptable("embedded")
        if "script" in kind.casefold() or "basic" in kind.casefold():
            raise Unacceptable("macros")


def _refuse_running(part: bytes) -> None:
    for each in elements(part):
        if each.name in {"event-listener", "script"}:
            raise Unacceptable("macros")
        if each.name in {"dde-source", "dde-connection", "dde-connection-decl", "section-source"}:
            raise Unacceptable("outside_links")
        if each.name in {"object", "object-ole", "applet", "plugin", "floating-frame"}:
            raise Unacceptable("embedded")
        target = each.attributes.get("href", "").strip()
        is_link = each.name == "a" and target.casefold().startswith(SAFE_LINKS)
        is_inside = target.removeprefix("./").startswith(("Pictures/", "#")) or not target
        if not is_link and not is_inside:
            raise Unacceptable("outside_links")


def _without_authors(parts: dict[str, bytes]) -> bool:
    before = dict(parts)
    for name in [each for each in parts if DROPPED.fullmatch(each)]:
        del parts[name]
        mention = rb'<manifest:file-entry\b[^>]*?full-path="' + re.escape(name.encode()) + rb'"'
        parts[MANIFEST] = re.sub(mention + rb"[^>]*?/>", b"", parts[MANIFEST])
    for what in ("meta", "settings"):
        if f"{what}.xml" in parts:
            parts[f"{what}.xml"] = EMPTY.replace(b"{what}", what.encode())
    for name in ("content.xml", "styles.xml"):
        if name in parts:
            for pattern, instead in WHO:
                parts[name] = re.sub(pattern, instead, parts[name])
    return parts != before
