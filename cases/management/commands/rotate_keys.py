"""`manage.py rotate_keys`: everything under the newest key, while the portal runs."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from cases.services.blinding import blind_anew, to_blind
from kinderschutz.lib import roles, rotation
from kinderschutz.lib.crypto import KeysAway, UnreadableValue
from kinderschutz.lib.key_ring import key_ring
from network.adapters import SEALED_FOR

FACTORS = "mfa_authenticator.data"
REPORTERS = "mitteilende Personen offen oder unter älteren Decknamen"


class Command(BaseCommand):
    """Broken off, it goes on where it was when it is run again."""

    help = (
        "Verpackt die Fallschlüssel mit dem neuesten Schlüssel aus FIELD_KEYS neu und versiegelt "
        "neu, was FIELD_KEYS selbst versiegelt hat. Mit --check wird nur gezählt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only to look."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="nur zählen; Code 0 heißt: ältere Schlüssel werden nicht mehr gebraucht",
        )

    def handle(self, *, check: bool, **_: Any) -> None:
        """Exit code 0 only when nothing needs an older key any more."""
        try:
            with roles.as_owner(connection):
                if not check:
                    self._rotate()
                left = self._left()
        except (UnreadableValue, KeysAway) as fault:
            raise CommandError(f"Abgebrochen, nichts ist verloren: {fault}") from None
        newest = key_ring().newest
        if left:
            raise CommandError(
                f"Noch nicht unter Schlüssel {newest} (rotate_keys noch einmal ausführen):\n- "
                + "\n- ".join(left)
            )
        self.stdout.write(
            f"In der Datenbank braucht nichts mehr einen älteren Schlüssel als {newest}."
        )

    def _rotate(self) -> None:
        begun = monotonic()
        done = self._say(rotation.KEYS, sum(rotation.wrap_anew()), "neu verpackt")
        for column in rotation.sealed_columns():
            done += self._say(column.name, sum(rotation.seal_anew(column)), "neu versiegelt")
        done += self._say(FACTORS, self._factors(), "neu versiegelt")
        done += self._say(REPORTERS, sum(blind_anew()), "neu versiegelt")
        took = max(monotonic() - begun, 0.001)
        self.stdout.write(f"{done} in {took:.1f} s ({done / took:.0f} je Sekunde).")

    def _say(self, what: str, count: int, done: str) -> int:
        if count:
            self.stdout.write(f"{what}: {count} {done}.")
        return count

    def _factors(self) -> int:
        """Second factors lie in a table of the library, sealed by the ring (network.adapters)."""
        changed = 0
        for pk in list(Authenticator.objects.values_list("pk", flat=True)):
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().filter(pk=pk).first()
                new = _renewed(row.data) if row else None
                if row and new is not None:
                    row.data = new
                    row.save(update_fields=["data"])
                    changed += 1
        return changed

    def _left(self) -> list[str]:
        newest = key_ring().newest
        found = [(rotation.KEYS, rotation.numbers_wrapping())]
        found += [(each.name, rotation.numbers_in_use(each)) for each in rotation.sealed_columns()]
        said = [
            f"{what}: {count} unter Schlüssel {number}"
            for what, numbers in found
            for number, count in sorted(numbers.items())
            if number != newest
        ]
        factors = sum(_renewed(each.data) is not None for each in Authenticator.objects.all())
        said += [f"{FACTORS}: {factors} unter älteren Schlüsseln"] if factors else []
        reporters = to_blind().count()
        return said + ([f"{REPORTERS}: {reporters}"] if reporters else [])


def _renewed(data: Any) -> Any:
    """The same data with its sealed texts under the newest key; None where nothing changes."""
    ring = key_ring()
    new = {
        name: rotation.text_anew(value, ring, place=SEALED_FOR) if isinstance(value, str) else None
        for name, value in data.items()
    }
    changed = {name: value for name, value in new.items() if value is not None}
    return {**data, **changed} if changed else None
