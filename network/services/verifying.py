"""Whether both logs are whole and unchanged: each seal computed anew, each signed line checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from kinderschutz.lib.clock import database_now
from network.domain.checkpoints import RESTORED, BadLine, Line, read
from network.domain.sealing import BEGINNING, FORMS, link, row_hash
from network.models import Checkpoint, Forgotten, Seal
from network.services.checkpoints import is_signed
from network.services.forgetting import LOOKS
from network.services.notes_of_deletion import is_borne_out
from network.services.sealing import SOURCES

CHUNK = 5_000
PATIENCE = timedelta(minutes=5)
"""A line that young may wait for the sealer."""
MOST = 50
"""So many faults are named; the rest is counted."""

GERMAN = {"event": "Vorgang", "look": "Einsicht", "forgotten": "Löschvermerk"}


@dataclass
class Verdict:
    """What was found; `faults` name their places, in German and without a word of a case."""

    seals: int = 0
    last: int = 0
    checkpoints: int = 0
    looks_until: int = 0
    removed: list[Forgotten] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def cut(self) -> Forgotten | None:
        """Where the chain begins now."""
        return next((each for each in reversed(self.removed) if each.source == ""), None)

    def fault(self, text: str) -> None:
        """One more."""
        self.faults.append(text)


def verify(*, lines: Sequence[str] = (), keys: dict[str, Ed25519PublicKey]) -> Verdict:
    """Check everything: `lines` are signed lines kept outside, `keys` who may have signed them."""
    verdict = Verdict()
    wanted = _checkpoints(lines, keys, verdict)
    _believe(wanted, verdict)
    heads = _chain(verdict, {line.seal for line in wanted})
    _heads(wanted, heads, verdict)
    _unsealed(verdict)
    return verdict


def _believe(lines: list[Line], verdict: Verdict) -> None:
    """What a note calls deleted counts as lawful only where signed lines bear it out."""
    now = database_now()
    for note in Forgotten.objects.order_by("up_to"):
        if is_borne_out(note, lines, now=now):
            verdict.removed.append(note)
            continue
        what = "Einsichten" if note.source == LOOKS else "Zeilen"
        verdict.fault(
            f"Löschvermerk {note.pk} ({what} bis Siegel {note.up_to}): Kein Siegelpunkt bezeugt, "
            "dass sie alt genug waren; sie wurden nicht nach der Regel gelöscht."
        )
    looks = [each.up_to for each in verdict.removed if each.source == LOOKS]
    verdict.looks_until = max(looks, default=0)


def _chain(verdict: Verdict, noted: set[int]) -> dict[int, str]:
    """Walk the chain; returns its value at the numbers that signed lines speak of."""
    gone = verdict.cut
    number = gone.up_to if gone else 0
    chain = bytes.fromhex(gone.chain) if gone else BEGINNING
    heads = {number: chain.hex()}
    for seal, row in _sealed(after=number):
        number += 1
        if seal.number != number:
            missing = (
                f"{number}" if seal.number == number + 1 else f"{number} bis {seal.number - 1}"
            )
            verdict.fault(f"Siegel {missing}: fehlt mitten in der Kette.")
            number = seal.number
            chain = bytes(seal.chain)  # what came before is unknown; from here on it must fit again
            _row(seal, row, verdict)
            continue
        expected = link(
            chain,
            number=number,
            source=seal.source,
            form=seal.form,
            row_id=seal.row_id,
            row=bytes(seal.row_hash),
            at=seal.sealed_at,
        )
        chain = bytes(seal.chain)
        if expected != chain:
            verdict.fault(
                f"Siegel {number}: Das Siegel wurde verändert, eingefügt oder vertauscht."
            )
        _row(seal, row, verdict)
        if number in noted:
            heads[number] = chain.hex()
        verdict.seals += 1
    verdict.last = number
    heads[number] = chain.hex()
    return heads


def _row(seal: Seal, row: dict[str, object] | None, verdict: Verdict) -> None:
    where = f"Siegel {seal.number} ({GERMAN.get(seal.source, seal.source)} {seal.row_id})"
    if row is None:
        if seal.source == "look" and seal.number <= verdict.looks_until:
            return  # its time was over; a sealed word says so
        verdict.fault(f"{where}: Die Zeile wurde gelöscht.")
    elif row_hash(seal.source, seal.form, row) != bytes(seal.row_hash):
        verdict.fault(f"{where}: Die Zeile wurde verändert.")


def _sealed(*, after: int) -> Iterator[tuple[Seal, dict[str, object] | None]]:
    """Each seal in order with its line, in portions."""
    while seals := list(Seal.objects.filter(number__gt=after).order_by("number")[:CHUNK]):
        found: dict[tuple[str, UUID], dict[str, object]] = {}
        for source, model in SOURCES.items():
            keys = [each.row_id for each in seals if each.source == source]
            columns = {name for form in FORMS[source].values() for name in form}
            for row in model._default_manager.filter(pk__in=keys).values(*columns):
                found[source, row["id"]] = row
        for seal in seals:
            yield seal, found.get((seal.source, seal.row_id))
        after = seals[-1].number


def _checkpoints(
    outside: Sequence[str], keys: dict[str, Ed25519PublicKey], verdict: Verdict
) -> list[Line]:
    """Every line that is signed by one of the keys; the others are faults."""
    inside = list(Checkpoint.objects.order_by("at").values_list("line", flat=True))
    good: dict[str, Line] = {}  # by digest; a line that did not get out is known from inside
    for where, texts in (("der Datenbank", inside), ("der Datei", list(outside))):
        before = ""
        for place, text in enumerate(texts, 1):
            try:
                line = read(text)
            except BadLine as fault:
                verdict.fault(f"Siegelpunkt {place} {where}: {fault}")
                continue
            if not is_signed(line, keys):
                verdict.fault(
                    f"Siegelpunkt {place} {where} (Siegel {line.seal}): falsche Signatur."
                )
                continue
            if before and line.previous != before and line.previous not in good:
                verdict.fault(
                    f"Siegelpunkt {place} {where} (Siegel {line.seal}): davor fehlt einer."
                )
            before = line.digest
            good[line.digest] = line
    verdict.checkpoints = len(good)
    return sorted(good.values(), key=lambda line: line.at)


def _heads(lines: list[Line], heads: dict[int, str], verdict: Verdict) -> None:
    """Compare signed heads with the chain; name the first that does not fit and the last before."""
    begin = verdict.cut.up_to if verdict.cut else 0
    fitting = begin
    for place, line in enumerate(lines):
        if line.seal < begin:
            continue
        later = [each.seal for each in lines[place + 1 :] if each.kind == RESTORED]
        if later and line.seal > min(later):
            verdict.lost.append(
                f"Siegel {min(later) + 1} bis {line.seal} gingen mit einer Rücksicherung verloren."
            )
            continue
        if line.seal > verdict.last:
            verdict.fault(
                f"Siegel {verdict.last + 1} bis {line.seal}: Das Ende des Protokolls wurde "
                f"abgeschnitten; bezeugt am {line.at}."
            )
        elif heads.get(line.seal) != line.head:
            verdict.fault(
                f"Siegel {fitting + 1} bis {line.seal}: Die Kette ist nicht die, die am {line.at} "
                "bezeugt wurde; sie wurde neu berechnet."
            )
        else:
            fitting = line.seal


def _unsealed(verdict: Verdict) -> None:
    """Lines without a seal that are too old to wait for one."""
    for source, model in SOURCES.items():
        seal = Seal.objects.filter(source=source, row_id=OuterRef("pk"))
        rows = model._default_manager.filter(recorded_at__lt=Now() - PATIENCE)
        for key in rows.filter(~Exists(seal)).values_list("pk", flat=True)[:MOST]:
            verdict.fault(f"{GERMAN[source]} {key}: ohne Siegel, am Siegeln vorbei eingefügt.")
