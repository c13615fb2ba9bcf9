"""What a notice says, laid out for reading: the frozen content, nothing looked up again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.reporter import Point
from cases.models import Notice
from cases.wording import CONTENT_LEVEL, POINT
from network.domain.terms import ContentLevel

Line = dict[str, str]
CHILD = (
    ("born", "Geburtsdatum"),
    ("age", "Alter"),
    ("whereabouts", "Jetzt"),
    ("place_note", "Genauer Ort"),
    ("residence", "Wohnort"),
    ("lives_with", "Lebt"),
    ("note", "Anmerkung"),
)


@dataclass(frozen=True)
class ChildText:
    """One child as it was transmitted."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ContentPage:
    """What the recipient reads; `level` says in words how much that is."""

    level: str
    is_signal: bool
    facts: tuple[Line, ...]
    note: str
    account: str
    children: tuple[ChildText, ...]
    siblings_elsewhere: int
    adults: tuple[Line, ...]
    points: tuple[Line, ...]


def content_page(notice: Notice) -> ContentPage:
    """The content of a notice exactly as it went or would go."""
    content: Mapping[str, Any] = notice.content
    level = ContentLevel(notice.content_level)
    return ContentPage(
        level=CONTENT_LEVEL[level],
        is_signal=level is ContentLevel.SIGNAL,
        facts=_lines(
            {
                "Dringlichkeit": content.get("urgency", ""),
                "Worum es geht": ", ".join(content.get("topics", ())),
                "Gemeldet durch": content.get("reporter_kind", ""),
                "Eingang": content.get("via", ""),
            }
        ),
        note=content.get("note", ""),
        account=content.get("account", ""),
        children=tuple(
            _child(child, number) for number, child in enumerate(content.get("children", ()), 1)
        ),
        siblings_elsewhere=content.get("siblings_elsewhere", 0),
        adults=tuple(
            {
                "label": each["relation"].capitalize(),
                "value": ", ".join(part for part in (each["name"], each["contact"]) if part),
            }
            for each in content.get("adults", ())
        ),
        points=_lines(
            {POINT[Point(key)]: value for key, value in content.get("points", {}).items()}
        ),
    )


def _child(child: Mapping[str, str], number: int) -> ChildText:
    lines = _lines({label: child.get(key, "") for key, label in CHILD})
    called = f"Kind {child.get('ref', number)}"
    name = child.get("name", "")
    return ChildText(f"{called}: {name}" if name else called, lines)


def _lines(found: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple({"label": label, "value": value} for label, value in found.items() if value)
