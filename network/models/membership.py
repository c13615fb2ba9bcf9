"""What a person is, for which organisation, in which days."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from network.domain.accounts import months_before
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

    def unconfirmed(self, on: date) -> Self:
        """Of those, the ones that nobody has confirmed for half a year, nor were they new then."""
        since = months_before(on)
        return self.valid_on(on).filter(
            Q(confirmed_at=None) | Q(confirmed_at__date__lte=since), validity__startswith__lte=since
        )


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
    confirmed_at = models.DateTimeField("zuletzt bestätigt", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

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
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="membership_is_confirmed_by_somebody",
                violation_error_message="Zu jeder Bestätigung gehört, wer sie gegeben hat.",
            ),
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

    @property
    def organisation(self) -> YouthOffice | Partner:
        """The office or partner where the role is held."""
        found = self.office or self.partner
        if found is None:
            raise ValueError("a membership names an organisation")
        return found
