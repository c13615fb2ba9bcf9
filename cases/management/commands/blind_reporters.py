"""`manage.py blind_reporters`: nobody who has reported is named by a plain column any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cases.services.blinding import blind_anew
from kinderschutz.lib import roles
from kinderschutz.lib.crypto import KeysAway, UnreadableValue


class Command(BaseCommand):
    """`prepare` runs it, and `rotate_keys`; running it again changes nothing."""

    help = (
        "Versiegelt, welches Konto und welche Stelle mitgeteilt hat, wo Fassungen davor es offen "
        "geschrieben haben, und erneuert die Decknamen unter dem neuesten Schlüssel."
    )

    def handle(self, **_: Any) -> None:
        """Count what was written anew."""
        try:
            with roles.as_owner(connection):
                done = sum(blind_anew())
        except (UnreadableValue, KeysAway) as fault:
            raise CommandError(f"Abgebrochen, nichts ist verloren: {fault}") from None
        if done:
            self.stdout.write(f"Mitteilende Personen: {done} neu versiegelt.")
