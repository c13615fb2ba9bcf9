"""The telephone card: numbers of the offices in a file, for the hour when the database is away."""

import json
import logging
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from network.queries.switchboards import Switchboard, switchboards

logger = logging.getLogger(__name__)


def card_path() -> Path:
    """Where the card lies; web server and relay share this place."""
    return Path(settings.KINDERSCHUTZ_DATA) / "telephones.json"


def write_card() -> None:
    """Write down the numbers of this moment, whole or not at all."""
    text = json.dumps([asdict(each) for each in switchboards()], ensure_ascii=False)
    path = card_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def read_card() -> list[Switchboard]:
    """What was written last, without asking the database; a card that is missing names nobody."""
    try:
        entries = json.loads(card_path().read_text(encoding="utf-8"))
        return [Switchboard(each["name"], tuple(each["numbers"])) for each in entries]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as fault:
        logger.warning("Die Telefonkarte ist nicht lesbar (%s)", type(fault).__name__)
        return []
