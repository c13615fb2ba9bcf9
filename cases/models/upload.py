"""Files attached to a concern: sealed in pieces, in quarantine until a worker released them."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.domain.uploads import PENDING, FileKind, UploadState
from cases.fields import EncryptedTextField
from network.fields import one_of
from network.models.base import Keyed

_PENDING = sorted(state.value for state in PENDING)
_KINDS = ["", *sorted(kind.value for kind in FileKind)]


class UploadQuerySet(models.QuerySet["Upload"]):
    """Questions one asks of files."""

    def pending(self) -> Self:
        """Nobody may open them yet: the worker has not said what they are."""
        return self.filter(state__in=PENDING)

    def clean(self) -> Self:
        """Scanned and written anew; only these are ever handed out."""
        return self.filter(state=UploadState.CLEAN)

    def waiting_since(self, moment: datetime) -> Self:
        """In quarantine from before that moment on."""
        return self.pending().filter(created_at__lt=moment)


class Upload(Keyed):
    """One file. It hangs on a draft until the report is sent, then on the concern for good.

    `key` seals the pieces of this file and nothing else: without it they are noise, also in
    backups. `name` is what the person called it, for reading only; the portal never uses it as a
    path. `digest` is the SHA-256 of the file as it was sent. `from_report`: it came with the report
    and goes where the account goes; else an office has added it for its own work. `uploaded_by` is
    empty once it came with a report through the portal: it would name who reported.
    """

    concern = models.ForeignKey(
        "cases.Concern", on_delete=models.PROTECT, related_name="uploads", null=True
    )
    draft = models.ForeignKey(
        "cases.Draft", on_delete=models.CASCADE, related_name="uploads", null=True
    )
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    from_report = models.BooleanField(default=True, db_default=True)
    name = EncryptedTextField(place="cases_upload.name", case="concern_id")
    digest = EncryptedTextField(place="cases_upload.digest", case="concern_id")
    key = EncryptedTextField(place="cases_upload.key", null=True, case="concern_id")
    kind = models.CharField(max_length=10, blank=True)
    size = models.PositiveIntegerField()
    clean_size = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=30, blank=True)
    changes = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    is_virus_checked = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["concern", "created_at"], name="upload_concern"),
            models.Index(fields=["due_at"], name="upload_due", condition=Q(state__in=_PENDING)),
        ]
        constraints = [
            one_of(
                "state",
                UploadState,
                name="upload_state_known",
                message="Diesen Stand einer Datei gibt es nicht.",
            ),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="upload_kind_known"),
            models.CheckConstraint(
                condition=Q(draft__isnull=False, concern=None, office=None)
                | Q(draft=None, concern__isnull=False, office__isnull=False),
                name="upload_hangs_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_PENDING, settled_at=None, due_at__isnull=False)
                | (~Q(state__in=_PENDING) & Q(settled_at__isnull=False, due_at=None)),
                name="upload_is_due_until_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"Datei {self.id}"

    @property
    def is_clean(self) -> bool:
        """Whether it may be opened."""
        return self.state == UploadState.CLEAN

    @property
    def is_pending(self) -> bool:
        """Whether the worker has still to say what it is."""
        return self.state in PENDING


class UploadPiece(Keyed):
    """A piece of a file, sealed with the file's own key for this file, copy and place.

    `is_clean`: of what the worker has written anew; else of the file as it was sent, which is
    deleted as soon as the file is settled.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    concern = models.ForeignKey(
        "cases.Concern", on_delete=models.PROTECT, related_name="+", null=True
    )
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    is_clean = models.BooleanField()
    number = models.PositiveSmallIntegerField()
    sealed: "models.BinaryField[Any, Any]" = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "is_clean", "number"], name="upload_piece_once"
            )
        ]

    def __str__(self) -> str:
        return f"Teil {self.number} von {self.upload_id}"
