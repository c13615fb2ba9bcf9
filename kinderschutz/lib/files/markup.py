"""The XML inside office files: read without what XML can be made to do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from kinderschutz.lib.files.faults import Unacceptable


@dataclass
class Element:
    """A name without its prefix, its attributes without theirs, and the text directly in it."""

    name: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Its text in one piece."""
        return "".join(self.text)


def elements(part: bytes) -> Iterator[Element]:
    """Every element in the order of their beginnings. Raises Unacceptable.

    Only UTF-8 without a DOCTYPE: office programs write nothing else, and the patterns that take
    things out rely on it.
    """
    if b"\0" in part:  # other alphabets have them, UTF-8 never does
        raise Unacceptable("broken")
    found: list[Element] = []
    open_ones: list[Element] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        bare = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        each = Element(name.rpartition(":")[2], bare)
        found.append(each)
        open_ones.append(each)

    def end(_name: str) -> None:
        open_ones.pop()

    def text(words: str) -> None:
        if open_ones:
            open_ones[-1].text.append(words)

    def refuse(*_: object) -> None:
        raise Unacceptable("broken")

    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    try:
        parser.Parse(part, True)
    except expat.ExpatError as fault:
        raise Unacceptable("broken") from fault
    return iter(found)
