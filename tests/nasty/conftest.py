"""The small network with the standard table in force, and a log that hears everything."""

import logging

import pytest

from tests.factories.agreements import publish_standard
from tests.people import People, arrive


@pytest.fixture
def people(db: None) -> People:
    """Ada, Ben, Carla and Dora, and the rules that the product ships."""
    small = arrive()
    publish_standard()
    return small


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Every log line from INFO on."""
    caplog.set_level(logging.INFO)
    return caplog
