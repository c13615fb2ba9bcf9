"""Who must not see one case: "nicht für ..." (a relative, an accused colleague, an employer)."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from cases.fields import EncryptedTextField
from network.models.base import Keyed


class CaseBlockQuerySet(models.QuerySet["CaseBlock"]):
    """Blocks, asked for by what they do."""

    def in_force(self) -> Self:
        """Those that keep somebody out now; one that only asks for a name keeps nobody out."""
        return self.filter(Q(user__isnull=False) | Q(partner__isnull=False), ended_at=None)

    def to_settle(self) -> Self:
        """Wishes of a report that name somebody the portal does not know: the head decides."""
        return self.filter(user=None, partner=None, ended_at=None)


class CaseBlock(Keyed):
    """For one person, or for everybody of one partner, the case does not exist (docs/adr/0055).

    `set_by` is empty where the report itself asked for it: a name there would betray who reported.
    `asked_for` is the name as the report gave it; while neither person nor partner is set it is an
    open wish that the head settles. Ended, never deleted.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="blocks")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+", null=True)
    partner = models.ForeignKey(
        "network.Partner", on_delete=models.PROTECT, related_name="+", null=True
    )
    asked_for = EncryptedTextField(place="cases_caseblock.asked_for", case="concern_id", null=True)
    reason = EncryptedTextField(place="cases_caseblock.reason", case="concern_id")
    set_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    set_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(null=True)

    objects = CaseBlockQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["user", "concern"], name="block_of_a_person", condition=Q(ended_at=None)
            ),
            models.Index(
                fields=["partner", "concern"], name="block_of_a_partner", condition=Q(ended_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "user"],
                condition=Q(ended_at=None, user__isnull=False),
                name="block_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["concern", "partner"],
                condition=Q(ended_at=None, partner__isnull=False),
                name="block_once_per_partner",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(partner=None), name="block_of_one_or_the_other"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False)
                | Q(partner__isnull=False)
                | Q(asked_for__isnull=False),
                name="block_says_of_whom",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="block_ended_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(user=None) | ~Q(ended_by=F("user")),
                name="block_not_ended_by_the_blocked",
            ),
        ]

    def __str__(self) -> str:
        return f"Sperre {self.concern_id}"
