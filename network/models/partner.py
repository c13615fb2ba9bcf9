"""Institutions beside the youth offices, and what they offer for which place."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from network.domain.terms import PartnerCategory, Service
from network.fields import (
    no_overlap,
    one_of,
    same_key,
    same_text,
    sort_key_of,
    sound_validity,
)
from network.models.base import Keyed
from network.models.municipality import Municipality

EXCLUSIVE_SERVICES = (Service.FAMILY_COURT.value, Service.POLICE.value)
"""Services of which a place has exactly one provider: the law names it."""


class Partner(Keyed):
    """A school, a court, a clinic: reports, may be told something, never looks into an office."""

    key = models.SlugField("Schlüssel", max_length=60, unique=True)
    name = models.CharField("Name", max_length=200)
    category = models.CharField("Gruppe nach § 3 Abs. 2 KKG", max_length=30)
    sort_key = sort_key_of("name")
    district = models.BooleanField("Einrichtung auf Kreisebene", default=False)

    class Meta:
        verbose_name = "Netzwerkpartner"
        verbose_name_plural = "Netzwerkpartner"
        ordering = ["sort_key", "key"]
        default_permissions = ()
        permissions = [
            ("report", "Für diese Einrichtung mitteilen"),
            ("read_own", "Mitteilungen dieser Einrichtung ansehen"),
            ("advise", "Pseudonymisiert beraten (§ 8b SGB VIII, § 4 KKG)"),
            ("manage_accounts", "Konten dieser Einrichtung verwalten"),
        ]
        constraints = [
            one_of(
                "category",
                PartnerCategory,
                name="partner_category_is_known",
                message="Diese Gruppe von Netzwerkpartnern gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="partner_has_a_name",
                violation_error_message="Jeder Netzwerkpartner braucht einen Namen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CoverageQuerySet(models.QuerySet["Coverage"]):
    """Coverage, asked for by date."""

    def valid_on(self, on: date) -> Self:
        """What is offered on one day."""
        return self.filter(validity__contains=on)


class Coverage(Keyed):
    """A partner offers a service for one municipality, or (without one) for the whole district."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="coverages")
    service = models.CharField("Angebot", max_length=40)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coverages",
    )
    validity = DateRangeField("gültig")

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = "Angebot"
        verbose_name_plural = "Angebote"
        default_permissions = ()
        constraints = [
            one_of(
                "service",
                Service,
                name="coverage_service_is_known",
                message="Dieses Angebot gibt es nicht.",
            ),
            sound_validity(name="coverage_validity_is_sound"),
            no_overlap(
                same_key("partner"),
                same_text("service"),
                same_key("municipality"),
                name="coverage_is_named_once",
                message="Dieses Angebot ist für diesen Ort und diese Zeit schon eingetragen.",
                condition=Q(municipality__isnull=False),
            ),
            no_overlap(
                same_key("partner"),
                same_text("service"),
                name="coverage_of_district_is_named_once",
                message="Dieses Angebot ist für den Kreis und diese Zeit schon eingetragen.",
                condition=Q(municipality__isnull=True),
            ),
            no_overlap(
                same_text("service"),
                same_key("municipality"),
                name="coverage_has_one_court_and_one_police",
                message=(
                    "Für diesen Ort ist schon ein anderes Gericht "
                    "oder eine andere Polizeibehörde eingetragen."
                ),
                condition=Q(service__in=EXCLUSIVE_SERVICES, municipality__isnull=False),
            ),
            no_overlap(
                same_text("service"),
                name="coverage_of_district_has_one_court_and_one_police",
                message=(
                    "Für den Kreis ist schon ein anderes Gericht "
                    "oder eine andere Polizeibehörde eingetragen."
                ),
                condition=Q(service__in=EXCLUSIVE_SERVICES, municipality__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.service}"


class PartnerGroupGrant(Keyed, GroupObjectPermissionBase):
    """What a role may do for one partner. Opens nothing without a membership valid today."""

    content_object = models.ForeignKey(Partner, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = "Recht einer Rolle bei einem Partner"
        verbose_name_plural = "Rechte von Rollen bei Partnern"


class PartnerUserGrant(Keyed, UserObjectPermissionBase):
    """Required by guardian beside the group table; a grant to a single person opens nothing."""

    content_object = models.ForeignKey(Partner, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "Recht einer Person bei einem Partner"
        verbose_name_plural = "Rechte von Personen bei Partnern"
