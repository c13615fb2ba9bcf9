"""One world for all tests of this folder, in one transaction; each request leaves it as it was."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.authz.world import World, built


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The network, everybody and both cases."""
    with django_db_blocker.unblock(), built() as world:
        yield world
