"""Invitations: a letter that lets one person take up one role at one organisation, once."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from network.domain.terms import Role
from network.fields import exactly_one, one_of
from network.models.base import Keyed
from network.models.office import YouthOffice
from network.models.partner import Partner


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what has become of them."""

    def pending(self) -> Self:
        """Neither accepted nor withdrawn; they may have expired or wait for a second person."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def valid_at(self, at: datetime) -> Self:
        """Those whose letter still opens the page where one accepts."""
        return self.pending().filter(expires_at__gt=at)


class Invitation(Keyed):
    """One role for one address. The token stands in the letter only, its fingerprint here.

    A role that needs a second person has no letter, and so neither fingerprint nor end, until that
    person has agreed.
    """

    office = models.ForeignKey(
        YouthOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    email = models.EmailField("E-Mail-Adresse")
    role = models.CharField("Rolle", max_length=30)
    made_at = models.DateTimeField("ausgesprochen")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    needs_second = models.BooleanField("braucht eine zweite Person", default=False)
    seconded_at = models.DateTimeField("bestätigt", null=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    letters = models.PositiveSmallIntegerField("Briefe", default=0)
    fingerprint = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 none yet
    expires_at = models.DateTimeField("gilt bis", null=True)
    accepted_at = models.DateTimeField("angenommen", null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("zurückgenommen", null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        default_permissions = ()
        constraints = [
            exactly_one(
                ["office", "partner"],
                name="invitation_has_one_organisation",
                message="Eine Einladung gilt für genau eine Stelle.",
            ),
            one_of(
                "role",
                Role,
                name="invitation_role_is_known",
                message="Diese Rolle gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))),
                name="invitation_email_is_lower_case",
                violation_error_message="E-Mail-Adressen werden klein geschrieben gespeichert.",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | Q(seconded_at__isnull=False, seconded_by__isnull=False)
                | Q(fingerprint=None),
                name="invitation_waits_for_the_second_person",
                violation_error_message="Ohne die zweite Person geht keine Einladung hinaus.",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | Q(made_by=None) | ~Q(seconded_by=F("made_by")),
                name="invitation_is_seconded_by_somebody_else",
                violation_error_message="Zustimmen muss eine andere Person.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at=None),
                name="invitation_is_accepted_or_withdrawn",
                violation_error_message="Eine Einladung ist angenommen oder zurückgenommen.",
            ),
            models.UniqueConstraint(
                fields=["office", "partner", "email", "role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_is_open_once",
                violation_error_message="Diese Person ist für diese Rolle schon eingeladen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.pk}"

    @property
    def organisation(self) -> YouthOffice | Partner:
        """The office or partner it is for."""
        found = self.office or self.partner
        if found is None:
            raise ValueError("an invitation names an organisation")
        return found
