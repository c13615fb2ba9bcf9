"""The network itself, one per deployment, and the districts around it."""

from django.db import models
from django.db.models import Q

from network.fields import sort_key_of
from network.models.base import Keyed
from network.models.office import YouthOffice


class Network(Keyed):
    """The one network this deployment serves, and the office that never refuses a concern."""

    name = models.CharField("Name", max_length=200)
    district = models.CharField("Kreisschlüssel", max_length=5)
    fallback_office = models.ForeignKey(
        YouthOffice,
        verbose_name="Auffangendes Jugendamt",
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name = "Netzwerk"
        verbose_name_plural = "Netzwerk"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(is_only=True),
                name="network_is_the_only_one",
                violation_error_message="Eine Installation dient genau einem Netzwerk.",
            ),
            models.CheckConstraint(
                condition=Q(district__regex=r"^[0-9]{5}$"),
                name="network_district_has_five_digits",
                violation_error_message="Der Kreisschlüssel besteht aus fünf Ziffern.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OutsideDistrict(Keyed):
    """A district elsewhere: its youth offices have no login here but must be reached.

    Neighbours are loaded; any other is entered when a family first comes from there, and then
    nothing is known of it but its key.
    """

    district = models.CharField("Kreisschlüssel", max_length=5, unique=True)
    name = models.CharField("Name", max_length=200)
    state = models.CharField("Land", max_length=2, blank=True, default="")
    sort_key = sort_key_of("name")

    class Meta:
        verbose_name = "Kreis außerhalb des Netzwerks"
        verbose_name_plural = "Kreise außerhalb des Netzwerks"
        ordering = ["sort_key", "district"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(district__regex=r"^[0-9]{5}$"),
                name="outside_district_has_five_digits",
                violation_error_message="Der Kreisschlüssel besteht aus fünf Ziffern.",
            ),
            models.CheckConstraint(
                condition=Q(state__regex=r"^([A-Z]{2})?$"),
                name="outside_district_state_is_two_letters",
                violation_error_message="Das Land steht als zwei Großbuchstaben, zum Beispiel NW.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
