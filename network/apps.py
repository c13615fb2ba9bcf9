"""People, places, and how to reach them."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The ground floor: imports no other app."""

    name = "network"
    verbose_name = "Netzwerk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the checks known."""
        from network import checks  # noqa: F401, PLC0415 it needs the settings
