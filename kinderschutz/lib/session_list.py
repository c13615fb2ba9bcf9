"""The list of where somebody is signed in: allauth's model, written by our own services."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionListConfig(UserSessionsConfig):
    """As allauth's, but nothing listens: its receivers would write the key of the cookie down."""

    def ready(self) -> None:
        """Connect nothing; network/services/sessions.py keeps the list."""
