"""A district from a folder of files into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from network.access import SYSTEM, acting_as
from network.domain.folder import FILES, FaultyFolder, NetworkData, read_folder, shared_addresses
from network.models import Municipality, OutsideDistrict, Partner, YouthOffice
from network.queries import directory_version, unreachable_offices
from network.services.changes import Changes
from network.services.loading import load_network

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "data" / "rhein-sieg"
FAULTY = 2
"""Exit code when the files cannot be loaded."""


class Command(BaseCommand):
    """Reads, checks and loads; nothing is half loaded, and a second run changes nothing."""

    help = (
        "Lädt Jugendämter, Kommunen, Netzwerkpartner, Nachbarkreise, Erreichbarkeiten und "
        "Rufbereitschaften aus einem Ordner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and a way to look before anything is changed."""
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=DEFAULT_FOLDER,
            help=f"Ordner mit {', '.join(FILES)}",
        )
        parser.add_argument("--check", action="store_true", help="zeigt nur, was sich ändern würde")

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        """Exit code 0 when directory and folder agree afterwards, 2 with all faults when not."""
        data = self._read(folder)
        at = timezone.now()
        with acting_as(SYSTEM), transaction.atomic():
            changes = load_network(data, by=SYSTEM, at=at, today=timezone.localdate(at))
            if check:
                transaction.set_rollback(True)
        if options["verbosity"] > 1 or check:
            for line in changes.lines:
                self.stdout.write(f"  {line}")
        for address, owners in shared_addresses(data):
            self.stdout.write(
                self.style.WARNING(f"Gleiche Adresse bei {', '.join(owners)}: {address}")
            )
        self.stdout.write(self._result(data, changes, check=check))
        if not check:
            self._report()

    def _read(self, folder: Path) -> NetworkData:
        if not folder.is_dir():
            raise CommandError(
                f"{folder}: Der Ordner fehlt. Er enthält: {', '.join(FILES)}.", returncode=FAULTY
            )
        try:
            files = {name: _content(folder / name) for name in FILES}
        except OSError as fault:
            raise CommandError(
                f"{fault.filename}: Die Datei ist nicht lesbar ({fault.strerror}). "
                "Prüfen Sie die Rechte.",
                returncode=FAULTY,
            ) from fault
        try:
            return read_folder(files, today=timezone.localdate())
        except FaultyFolder as fault:
            head = f"{folder}: {len(fault.faults)} Fehler, nichts geladen."
            raise CommandError(f"{head}\n{fault}", returncode=FAULTY) from fault

    def _result(self, data: NetworkData, changes: Changes, *, check: bool) -> str:
        if not changes:
            return (
                f"{data.name}: nichts zu ändern (Stand {directory_version()} des Verzeichnisses)."
            )
        if check:
            return f"{data.name}: {len(changes.lines)} Änderungen, nichts geschrieben."
        return (
            f"{data.name}: {len(changes.lines)} Änderungen geladen "
            f"(Stand {directory_version()} des Verzeichnisses)."
        )

    def _report(self) -> None:
        """What is there now, and what still wants somebody's attention."""
        offices = list(YouthOffice.objects.all())
        self.stdout.write(
            f"{len(offices)} Sitze, {Municipality.objects.count()} Kommunen, "
            f"{Partner.objects.count()} Netzwerkpartner, "
            f"{OutsideDistrict.objects.count()} Kreise außerhalb."
        )
        for office in offices:
            if office.is_open_seat:
                self.stdout.write(self.style.WARNING(f"Offener Sitz: {office.name}"))
        for office in unreachable_offices(timezone.now()):
            self.stdout.write(self.style.WARNING(f"Ohne bestätigte Erreichbarkeit: {office.name}"))


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
