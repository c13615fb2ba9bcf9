"""What a PDF says: the text of its pages, its properties, and every stream of it unpacked."""

import io
import re
from collections.abc import Iterator

import pikepdf

_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def text_of(file: bytes) -> str:
    """The words of all pages, in the order in which they are drawn, without spaces and breaks."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        return "".join("".join(_of_page(page)) for page in pdf.pages)


def squeezed(text: str) -> str:
    """A text as `text_of` would find it."""
    return re.sub(r"\s", "", text)


def everything_in(file: bytes) -> bytes:
    """Each object and each stream of the file, unpacked."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        parts = []
        for each in pdf.objects:
            parts.append(each.unparse())
            if isinstance(each, pikepdf.Stream):
                parts.append(each.read_bytes())
    return b"\n".join(parts)


def properties_of(file: bytes) -> dict[str, str]:
    """The document's own properties."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        return {key: str(value) for key, value in pdf.docinfo.items()}


def _of_page(page: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    current: dict[int, str] = {}
    for each in pikepdf.parse_content_stream(page):
        operands, operator = each.operands, each.operator
        if str(operator) == "Tf":
            current = fonts.get(str(operands[0]), {})
        elif str(operator) in {"Tj", "TJ"}:
            shown = operands[0] if str(operator) == "TJ" else operands
            for part in shown:
                if isinstance(part, pikepdf.String):
                    yield squeezed(_decoded(bytes(part), current))


def _decoded(codes: bytes, letters: dict[int, str]) -> str:
    pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
    return "".join(letters.get(int.from_bytes(each), "") for each in pairs)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    found: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return found
    table = font["/ToUnicode"].read_bytes()
    for block in _BLOCK.findall(table):
        for code, letter in _PAIR.findall(block):
            found[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for block in _RANGES.findall(table):
        for first, last, letter in _RANGE.findall(block):
            start = int(letter, 16)
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(start + step)
    return found
