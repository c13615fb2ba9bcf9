"""A real browser against the real server. Every test fails on a broken content-security policy."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.pages import Complaints
from tests.factories.agreements import publish_standard
from tests.people import People, arrive

# Playwright runs its own event loop in this thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
"""Chromium talks to nobody but the server under test."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium fehlt. Es kommt mit: apt-get install -y chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": list(QUIET)}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Tests open addresses relative to the server under test."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk in Germany."""
    return {
        **browser_context_args,
        "locale": "de-DE",
        "timezone_id": "Europe/Berlin",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> Iterator[Complaints]:
    """What the browser complains about in this test; it must be nothing at the end."""
    heard = Complaints()
    heard.listen(context)
    yield heard
    assert heard.lines == []


@pytest.fixture(autouse=True)
def nothing_unasked(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What pages of ours send is what views read; else the log would warn of our own forms."""
    yield
    told = [each for each in caplog.records if each.name == "kinderschutz.lib.asked"]
    assert [(vars(each)["route"], vars(each)["count"]) for each in told] == []


@pytest.fixture
def plain_page(
    browser: Browser, browser_context_args: dict[str, Any], complaints: Complaints
) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    complaints.listen(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def everybody(transactional_db: None) -> People:
    """The small network with the standard table, committed, so that the server sees it."""
    people = arrive()
    publish_standard()
    return people
