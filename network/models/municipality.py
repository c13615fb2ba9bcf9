"""Municipalities, their postal codes, and which office serves them when."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from network.fields import no_overlap, same_key, sort_key_of, sound_validity
from network.models.base import Keyed
from network.models.office import YouthOffice


class Municipality(Keyed):
    """A municipality by its official key (amtlicher Gemeindeschlüssel)."""

    ags = models.CharField("Amtlicher Gemeindeschlüssel", max_length=8, unique=True)
    name = models.CharField("Name", max_length=200)
    kind = models.CharField("Amtliche Bezeichnung", max_length=40)
    sort_key = sort_key_of("name")

    class Meta:
        verbose_name = "Kommune"
        verbose_name_plural = "Kommunen"
        ordering = ["sort_key", "ags"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ags__regex=r"^[0-9]{8}$"),
                name="municipality_ags_has_eight_digits",
                violation_error_message="Der amtliche Gemeindeschlüssel besteht aus acht Ziffern.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostalCode(Keyed):
    """A postal code that occurs in a municipality; delivery codes are not boundaries."""

    code = models.CharField("Postleitzahl", max_length=5)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="postal_codes"
    )

    class Meta:
        verbose_name = "Postleitzahl"
        verbose_name_plural = "Postleitzahlen"
        ordering = ["code"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["code", "municipality"],
                name="postal_code_once_per_municipality",
                violation_error_message="Diese Postleitzahl steht schon bei der Kommune.",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{5}$"),
                name="postal_code_has_five_digits",
                violation_error_message="Eine Postleitzahl besteht aus fünf Ziffern.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TerritoryQuerySet(models.QuerySet["Territory"]):
    """Territories, asked for by date."""

    def valid_on(self, on: date) -> Self:
        """The territories as they stand on one day: one per municipality."""
        return self.filter(validity__contains=on)


class Territory(Keyed):
    """An office serves a municipality from a day on.

    The database refuses an overlap at once and a gap at the end of the transaction: every
    municipality has exactly one office on every day from its first one, for ever.
    """

    office = models.ForeignKey(
        YouthOffice,
        verbose_name="Jugendamt",
        on_delete=models.PROTECT,
        related_name="territories",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name="Kommune",
        on_delete=models.PROTECT,
        related_name="territories",
    )
    validity = DateRangeField("gültig")

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = "Zuständigkeitsgebiet"
        verbose_name_plural = "Zuständigkeitsgebiete"
        default_permissions = ()
        constraints = [
            no_overlap(
                same_key("municipality"),
                name="territory_has_one_office_at_a_time",
                message="Für diese Kommune ist in dieser Zeit schon ein Jugendamt eingetragen.",
            ),
            sound_validity(name="territory_validity_is_sound"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} – {self.office}"
