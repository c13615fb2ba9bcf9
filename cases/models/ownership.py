"""Which office owns a child in a concern, at every instant exactly one (truth 1 of design.md)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from network.fields import exactly_one, same_key
from network.models.base import Keyed


class Ownership(Keyed):
    """An office of the network, or an outside district, owns a child in a concern during `held`.

    The database refuses overlaps and gaps; only a recorded acceptance may end one and begin the
    next.
    """

    child = models.ForeignKey("cases.Child", on_delete=models.PROTECT, related_name="ownerships")
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    outside_district = models.ForeignKey(
        "network.OutsideDistrict", on_delete=models.PROTECT, related_name="+", null=True
    )
    held = DateTimeRangeField()
    norm = models.CharField(max_length=80)

    class Meta:
        constraints = [
            exactly_one(
                ["office", "outside_district"],
                name="ownership_one_owner",
                message="Ein Kind gehört genau einem Jugendamt.",
            ),
            ExclusionConstraint(
                name="ownership_one_at_a_time",
                expressions=[
                    (same_key("child"), RangeOperators.OVERLAPS),
                    ("held", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Zur selben Zeit gehört ein Kind nur einem Jugendamt.",
            ),
            models.CheckConstraint(
                condition=models.Q(held__isempty=False, held__lower_inf=False),
                name="ownership_has_a_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id or self.outside_district_id} ab {self.held.lower}"
