"""What a notice says, laid out for reading: the frozen content, nothing looked up again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.marks import ACCOUNT, Ground, Mark
from cases.domain.marks import POINT as POINT_ITEM
from cases.domain.reporter import Point
from cases.models import Notice
from cases.queries.marks import item_label
from cases.wording import CONTENT_LEVEL, GROUND, MARK, POINT
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
    marks: tuple[str, ...] = ()
    grounds: tuple[Line, ...] = ()


def content_page(
    notice: Notice, marks: Mapping[str, tuple[Mark, ...]] | None = None
) -> ContentPage:
    """The content of a notice exactly as it went or would go; `marks` as they are in force today,
    where the reader holds the case, else those that went with it.
    """
    content: Mapping[str, Any] = notice.content
    marked = {key: tuple(map(Mark, each)) for key, each in content.get("marks", {}).items()}
    marked |= marks or {}
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
        points=tuple(
            {
                "label": POINT[Point(key)],
                "value": f"{value}{_words(marked.get(f'{POINT_ITEM}{key}', ()))}",
            }
            for key, value in content.get("points", {}).items()
            if value
        ),
        marks=tuple(MARK[each] for each in marked.get(ACCOUNT, ()))
        if content.get("account")
        else (),
        grounds=tuple(
            {"label": item_label(item), "value": GROUND[Ground(ground)]}
            for item, found in content.get("grounds", {}).items()
            for ground in found.values()
        ),
    )


def _words(marks: tuple[Mark, ...]) -> str:
    return f" [{', '.join(MARK[each] for each in marks)}]" if marks else ""


def _child(child: Mapping[str, str], number: int) -> ChildText:
    lines = _lines({label: child.get(key, "") for key, label in CHILD})
    called = f"Kind {child.get('ref', number)}"
    name = child.get("name", "")
    return ChildText(f"{called}: {name}" if name else called, lines)


def _lines(found: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple({"label": label, "value": value} for label, value in found.items() if value)
