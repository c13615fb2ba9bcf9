"""What somebody writes and has not sent yet: sealed, one person's own, gone with the sending."""

from typing import Any, Self

from django.db import models

from cases.fields import EncryptedJSONField
from network.models.base import Keyed


class KeptQuerySet(models.QuerySet[Any]):
    """Unsent text of any kind."""

    def untouched_since(self, moment: Any) -> Self:
        """Nobody has typed into it since that moment."""
        return self.filter(updated_at__lt=moment)


class Kept(Keyed):
    """What all unsent text has in common: whose it is, and which version of it this is.

    `version` grows with every change; `written` tells per step who changed it last: version, page
    and the page's own count of its writings. So two windows do not overwrite each other.
    """

    user = models.ForeignKey("network.User", on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    partner = models.ForeignKey(
        "network.Partner", on_delete=models.PROTECT, related_name="+", null=True
    )
    version = models.PositiveIntegerField(default=0, db_default=0)
    written = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = KeptQuerySet.as_manager()

    entries: Any
    aside: Any

    class Meta:
        abstract = True


class Draft(Kept):
    """A report that is being written, step by step. Its key makes a repeated submit return the same
    receipt.
    """

    entries = EncryptedJSONField(place="cases_draft.entries")
    aside = EncryptedJSONField(place="cases_draft.aside", null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-updated_at"], name="draft_user_newest")]

    def __str__(self) -> str:
        return f"Entwurf {self.id}"


class FormDraft(Kept):
    """What a person typed into one long form about one thing, say into forwarding a notice."""

    form = models.SlugField(max_length=40)
    about = models.UUIDField()
    entries = EncryptedJSONField(place="cases_formdraft.entries")
    aside = EncryptedJSONField(place="cases_formdraft.aside", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "form", "about"], name="form_draft_once")
        ]

    def __str__(self) -> str:
        return f"Entwurf {self.id} ({self.form})"
