"""The app's place in Django."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Found by Django through INSTALLED_APPS."""

    name = "agreements"
    verbose_name = "Vereinbarungen"
