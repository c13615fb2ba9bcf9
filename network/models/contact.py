"""Where an organisation is reached. An address counts only once somebody has verified it."""

from enum import StrEnum
from typing import Self

from django.db import models
from django.db.models import Q

from network.domain.terms import Role
from network.fields import exactly_one, one_of
from network.models.base import Keyed
from network.models.network import OutsideDistrict
from network.models.office import YouthOffice
from network.models.partner import Partner


class ContactKind(StrEnum):
    """What kind of address a contact point holds."""

    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"
    """The mobile number as an address of the mail gateway: 4915112345678@sms.example."""
    POSTAL = "postal"
    """The lines of an address on paper, separated by line breaks."""


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Contact points, asked for by what they are good for."""

    def verified(self) -> Self:
        """Those that somebody has tried."""
        return self.filter(verified_at__isnull=False)

    def emails(self) -> Self:
        """Those a message can be sent to."""
        return self.filter(kind=ContactKind.EMAIL)


class ContactPoint(Keyed):
    """A mailbox or telephone of one organisation; without a role it is the functional mailbox."""

    office = models.ForeignKey(
        YouthOffice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_points",
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_points",
    )
    outside_district = models.ForeignKey(
        OutsideDistrict,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_points",
    )
    kind = models.CharField("Art", max_length=10)
    address = models.CharField("Adresse oder Nummer", max_length=254)
    label = models.CharField("Bezeichnung", max_length=200)
    role = models.CharField("Rolle", max_length=30, null=True, blank=True)  # noqa: DJ001 -- no role is not an empty role
    verified_at = models.DateTimeField("bestätigt am", null=True, blank=True)
    verified_by = models.CharField("bestätigt durch", max_length=200, blank=True, default="")

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = "Erreichbarkeit"
        verbose_name_plural = "Erreichbarkeiten"
        ordering = ["kind", "label", "address"]
        default_permissions = ()
        constraints = [
            exactly_one(
                ["office", "partner", "outside_district"],
                name="contact_point_has_one_owner",
                message="Eine Erreichbarkeit gehört zu genau einer Stelle.",
            ),
            one_of(
                "kind",
                ContactKind,
                name="contact_point_kind_is_known",
                message=(
                    "Eine Erreichbarkeit ist E-Mail, Telefon, SMS-Adresse oder Postanschrift."
                ),
            ),
            models.CheckConstraint(
                condition=Q(role__isnull=True) | Q(role__in=sorted(role.value for role in Role)),
                name="contact_point_role_is_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(address="") & ~Q(label=""),
                name="contact_point_has_address_and_label",
                violation_error_message="Eine Erreichbarkeit braucht Adresse und Bezeichnung.",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by="")
                | (Q(verified_at__isnull=False) & ~Q(verified_by="")),
                name="contact_point_verified_at_and_by",
                violation_error_message="Zu einer Bestätigung gehören Zeitpunkt und Person.",
            ),
            models.UniqueConstraint(
                fields=[
                    "office",
                    "partner",
                    "outside_district",
                    "kind",
                    "role",
                    "label",
                ],
                nulls_distinct=False,
                name="contact_point_is_named_once",
                violation_error_message="Diese Bezeichnung gibt es bei der Stelle schon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.address}"
