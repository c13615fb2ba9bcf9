"""What a browser calls itself, in words that people know; nothing is decided by it."""

from collections.abc import Sequence

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Most browsers name those before them, too: the first that is found counts."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Browser and device of a `User-Agent` line, such as "Firefox, Windows"."""
    known = [found for found in (_first(agent, BROWSERS), _first(agent, SYSTEMS)) if found]
    return ", ".join(known) or "Unbekannter Browser"


def _first(agent: str, names: Sequence[tuple[str, str]]) -> str:
    return next((name for mark, name in names if mark in agent), "")
