"""`manage.py paper_kit`: make the kits of today now, or check the seal of a file."""

import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from cases.models import PaperKit
from cases.services import paper_kit
from kinderschutz.lib import seal
from kinderschutz.lib.clock import database_now
from network.access import SYSTEM, acting_as
from network.domain.terms import OfficeKind
from network.models import YouthOffice


class Command(BaseCommand):
    """Checking needs the keys (FIELD_KEYS) and no database; that helps when nothing runs."""

    requires_system_checks: list[str] = []
    help = "Stellt die Notfallmappen von heute her oder prüft das Siegel einer Datei."

    def add_arguments(self, parser: CommandParser) -> None:
        """One office, or all that still lack theirs."""
        parser.add_argument("--office", metavar="SCHLÜSSEL", help="nur dieses Jugendamt")
        parser.add_argument("--check", metavar="DATEI", type=Path, help="Siegel prüfen")

    def handle(self, *args: Any, office: str | None, check: Path | None, **options: Any) -> None:
        """Make or check."""
        if check is not None:
            self._check(check)
        else:
            self._make(office)

    def _check(self, path: Path) -> None:
        try:
            content = path.read_bytes()
            seal.check(content)
        except OSError as fault:
            raise CommandError(f"{path} ist nicht lesbar: {fault.strerror}.") from None
        except seal.BrokenSeal as fault:
            raise CommandError(f"{path}: {fault}") from None
        self.stdout.write(f"{path}: Das Siegel ist unversehrt.")
        try:
            with acting_as(SYSTEM):
                kit = (
                    PaperKit.objects.select_related("office")
                    .filter(digest=sha256(content).hexdigest())
                    .first()
                )
        except Error:
            self.stdout.write("Die Datenbank ist nicht erreichbar; das Siegel gilt auch so.")
            return
        if kit:
            self.stdout.write(f"{kit.office.name}, {kit.day:%d.%m.%Y}, Siegel {kit.code}")

    def _make(self, key: str | None) -> None:
        offices = YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT)
        if key is not None:
            offices = offices.filter(key=key)
        if not offices.exists():
            raise CommandError("Dieses Jugendamt gibt es nicht.")
        day = paper_kit.today(database_now())
        with acting_as(SYSTEM):
            for office in offices:
                begun = time.monotonic()
                kit = paper_kit.make(office, day=day)
                took = round(1000 * (time.monotonic() - begun))
                if kit is None:
                    self.stdout.write(f"{office.name}: schon da")
                else:
                    self.stdout.write(
                        f"{office.name}: {kit.pages} Seiten, {kit.size // 1024} KiB, {took} ms"
                    )
            paper_kit.tidy(day)
