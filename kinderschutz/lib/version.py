"""The version of the portal, as in pyproject.toml and in the changelog."""

VERSION = "0.1.0"
