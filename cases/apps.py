"""The app's place in Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Found by Django through INSTALLED_APPS."""

    name = "cases"
    verbose_name = "Fälle"
