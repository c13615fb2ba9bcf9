"""Times of day and mailboxes of the environment."""

from datetime import time

import pytest

from kinderschutz.lib.env import daily, mailbox


@pytest.mark.parametrize(
    ("text", "read"), [("03:00", time(3)), ("never", None), ("0:05", time(0, 5))]
)
def test_a_time_of_day_or_never(text: str, read: time | None) -> None:
    assert daily(text) == read


@pytest.mark.parametrize("text", ["3", "24:00", "nie", "03:00:00", ""])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match="Uhrzeit"):
        daily(text)


@pytest.mark.parametrize("text", ["probe", "@host", "probe@", "a@b.de, c@d.de", "a b@c.de"])
def test_what_is_no_mailbox(text: str) -> None:
    with pytest.raises(ValueError, match="E-Mail-Adresse"):
        mailbox(text)


def test_a_mailbox_on_this_machine_is_one() -> None:
    assert mailbox("probe@localhost") == "probe@localhost"
