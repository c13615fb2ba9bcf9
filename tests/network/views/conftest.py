"""The small network for tests of pages."""

from tests.people import people

__all__ = ["people"]
