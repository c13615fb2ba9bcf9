"""`manage.py mark_names`: the marks of the search made anew, while the portal runs."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.models import Concern
from cases.services.search_index import mark_anew
from network.access import SYSTEM, acting_as


class Command(BaseCommand):
    """Broken off, it can simply be run again."""

    help = (
        "Bildet die Suchmerkmale aller Kinder neu: nach einem Wechsel von SEARCH_KEY, und einmal "
        "nach der Umstellung auf Fassung 0.2."
    )

    def handle(self, **_: Any) -> None:
        """Concern by concern, each in its own transaction."""
        concerns = marks = 0
        with acting_as(SYSTEM):
            for concern in Concern.objects.filter(is_canary=False).iterator(chunk_size=500):
                marks += mark_anew(concern)
                concerns += 1
        self.stdout.write(f"{concerns} Mitteilungen, {marks} Suchmerkmale.")
