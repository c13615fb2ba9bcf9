"""Ada and her report of one sentence; workers that look into files."""

from typing import Any
from uuid import UUID

import pytest

from tests.cases.views.walking import SITUATION, begin, client_of, fill
from tests.people import People


@pytest.fixture
def ada(people: People) -> Any:
    """Her browser."""
    return client_of(people.ada)


@pytest.fixture
def draft(ada: Any) -> UUID:
    """A report of one sentence, not sent."""
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    return key


@pytest.fixture
def practice(settings: Any) -> None:
    """Invented data, and nobody looks for viruses."""
    settings.CLAMD_ADDRESS, settings.PRACTICE = "", True


@pytest.fixture
def scanner(settings: Any, clamd: str) -> None:
    """Real data, and a real scanner stands by."""
    settings.CLAMD_ADDRESS, settings.PRACTICE = clamd, False
