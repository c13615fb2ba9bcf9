"""Signed lines about the head of the chain, sent where nobody of this machine can change them.

Without them somebody with all rights in the database could cut the newest seals off, or compute the
whole chain anew, and nobody would know.
"""

import base64
import binascii
import hashlib
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from kinderschutz.lib import rows
from kinderschutz.lib.clock import database_now
from network.domain.checkpoints import (
    CHECKPOINT,
    RESTORED,
    Line,
    made,
    read,
    to_sign,
)
from network.models import Checkpoint
from network.services import heartbeat, sealing

logger = logging.getLogger(__name__)

HEART = "checkpoint"
"""The sign of life that says: signed, and every place outside has it."""
FILE = "siegelpunkte.jsonl"
KEY_BYTES = 32


class NoKey(Exception):
    """AUDIT_SIGNING_KEY is missing or no key. The text is German and for people."""


class AheadOfDatabase(Exception):
    """Outside there are lines about seals that the database does not have. The text is German."""


def signing_key() -> Ed25519PrivateKey:
    """The private key of the settings; it is never in the database. Raises NoKey."""
    try:
        seed = base64.b64decode(settings.AUDIT_SIGNING_KEY, validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != KEY_BYTES:
        raise NoKey("AUDIT_SIGNING_KEY fehlt oder ist kein Schlüssel (32 Byte in Base64).")
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> str:
    """The public key in base64, to be given to third parties. Raises NoKey."""
    return base64.b64encode(signing_key().public_key().public_bytes_raw()).decode()


def known_keys(given: Iterable[str] = ()) -> dict[str, Ed25519PublicKey]:
    """Public keys that are trusted, by their names: those given, those of the settings, the own.

    Raises ValueError for what is no key.
    """
    texts = [*given, *filter(None, settings.AUDIT_PUBLIC_KEYS.split(","))]
    if settings.AUDIT_SIGNING_KEY:
        texts.append(public_key())
    raw = [base64.b64decode(text.strip(), validate=True) for text in texts]
    return {name_of(each): Ed25519PublicKey.from_public_bytes(each) for each in raw}


def name_of(raw: bytes) -> str:
    """A short name for a public key."""
    return hashlib.sha256(raw).hexdigest()[:16]


def is_signed(line: Line, keys: dict[str, Ed25519PublicKey]) -> bool:
    """Whether one of these keys has signed exactly this."""
    key = keys.get(line.key)
    if key is None:
        return False
    try:
        key.verify(base64.b64decode(line.signature), line.signed)
    except (InvalidSignature, binascii.Error):
        return False
    return True


@transaction.atomic
def sign(*, kind: str = CHECKPOINT) -> Line:
    """Sign where the chain stands now and keep the line. Raises NoKey."""
    key = signing_key()
    sealing.alone()
    number, chain = sealing.head()
    last = Checkpoint.objects.order_by("-at").values_list("line", flat=True).first()
    at = database_now()
    signed = to_sign(
        kind=kind,
        seal=number,
        head=chain,
        at=at,
        previous=read(last).digest if last else "",
    )
    line = made(
        signed,
        key=name_of(key.public_key().public_bytes_raw()),
        signature=base64.b64encode(key.sign(signed)).decode(),
    )
    rows.insert([Checkpoint(at=at, seal=number, line=line.text)])
    return line


def send(line: Line) -> bool:
    """Bring a line to every place that is configured; whether all of them have it.

    What fails is logged and tried again with the next line, which vouches for this one too.
    """
    brought = True
    if settings.AUDIT_CHECKPOINT_DIRECTORY:
        brought = _tried(lambda: _append(line), "file") and brought
    if settings.AUDIT_CHECKPOINT_ADDRESS:
        brought = _tried(lambda: _mail(line), "mail") and brought
    if brought:
        heartbeat.beat(HEART)
    return brought


def refuse_if_behind() -> None:
    """Raises AheadOfDatabase where the newest line outside speaks of more seals than there are.

    After a restore that is so; sealing on in silence would give the same numbers twice.
    """
    path = Path(settings.AUDIT_CHECKPOINT_DIRECTORY or ".") / FILE
    if not settings.AUDIT_CHECKPOINT_DIRECTORY or not path.exists():
        return
    lines = path.read_text().splitlines()
    if not lines:
        return
    newest, (number, _) = read(lines[-1]), sealing.head()
    if newest.seal > number:
        raise AheadOfDatabase(
            f"Außerhalb der Datenbank ist Siegel {newest.seal} bezeugt, die Datenbank hat nur "
            f"{number}. Nach einer Rücksicherung: manage.py sealer --after-restore. Sonst wurde "
            "das Ende des Protokolls abgeschnitten: manage.py verify_audit."
        )


def sign_restored() -> Line:
    """Say, signed, that a backup was brought back: later seals are gone with what they sealed."""
    line = sign(kind=RESTORED)
    send(line)
    return line


def _append(line: Line) -> None:
    directory = Path(settings.AUDIT_CHECKPOINT_DIRECTORY)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(directory / FILE, flags, 0o600), "a") as file:
        file.write(f"{line.text}\n")
        file.flush()
        os.fsync(file.fileno())


def _mail(line: Line) -> None:
    letter = EmailMessage(
        subject=f"Siegelpunkt {line.seal}",
        body=(
            "Bitte aufheben: Mit dieser Zeile lässt sich prüfen, ob das Protokoll vollständig und "
            f"unverändert ist (manage.py verify_audit --checkpoints DATEI).\n\n{line.text}\n"
        ),
        to=[settings.AUDIT_CHECKPOINT_ADDRESS],
    )
    letter.send()


def _tried(bring: Callable[[], None], where: str) -> bool:
    try:
        bring()
    except OSError:  # smtplib's exceptions are OSErrors, too
        logger.exception("checkpoint could not be brought out (%s)", where)
        return False
    return True
