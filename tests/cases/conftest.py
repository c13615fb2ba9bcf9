"""The small network with the standard table in force."""

import pytest

from tests.factories.agreements import publish_standard
from tests.people import People, arrive


@pytest.fixture
def people(db: None) -> People:
    """Ada, Ben, Carla and Dora, and the rules that the product ships."""
    small = arrive()
    publish_standard()
    return small
