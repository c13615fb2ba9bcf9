"""What a person is, for which organisation, in which days."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from network.domain.terms import OFFICE_ROLES, PARTNER_ROLES, Role
from network.fields import (
    exactly_one,
    no_overlap,
    one_of,
    same_key,
    same_text,
    sound_validity,
)
from network.models.base import Keyed
from network.models.office import YouthOffice
from network.models.partner import Partner


def _values(roles: frozenset[Role]) -> list[str]:
    return sorted(role.value for role in roles)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, asked for by date."""

    def valid_on(self, on: date) -> Self:
        """Those of active people that count on one day."""
        return self.filter(validity__contains=on, user__is_active=True)


class Membership(Keyed):
    """A role for a range of days. Ended, never deleted: who was responsible then stays known."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    office = models.ForeignKey(
        YouthOffice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
    )
    role = models.CharField("Rolle", max_length=30)
    validity = DateRangeField("gültig")
    reason = models.CharField("Grund", max_length=300, blank=True, default="")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        default_permissions = ()
        constraints = [
            exactly_one(
                ["office", "partner"],
                name="membership_has_one_organisation",
                message="Eine Mitgliedschaft gehört zu genau einer Stelle.",
            ),
            one_of(
                "role",
                Role,
                name="membership_role_is_known",
                message="Diese Rolle gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=_values(PARTNER_ROLES), partner__isnull=False)
                | Q(role__in=_values(OFFICE_ROLES), office__isnull=False),
                name="membership_role_fits_organisation",
                violation_error_message=(
                    "Diese Rolle gibt es an einer Stelle dieser Art nicht: Mitteilende Personen "
                    "gehören zu einem Netzwerkpartner, Fallarbeit zu einem Jugendamt."
                ),
            ),
            sound_validity(name="membership_validity_is_sound"),
            no_overlap(
                same_key("user"),
                same_key("office", "partner"),
                same_text("role"),
                name="membership_is_held_once",
                message="Diese Person hat diese Rolle in dieser Zeit schon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
