"""People, places, and how to reach them."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The ground floor: imports no other app."""

    name = "network"
    verbose_name = "Netzwerk"
    default_auto_field = "django.db.models.BigAutoField"
