"""Which office owns a child in a concern, at every instant exactly one (truth 1 of design.md)."""

import uuid

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models


class Ownership(models.Model):
    """An office of the network, or an outside district, owns a child in a concern during `held`.

    The database refuses overlaps and gaps; only a recorded acceptance may end one and begin the next.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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
            models.CheckConstraint(
                condition=models.Q(office__isnull=False, outside_district=None)
                | models.Q(office=None, outside_district__isnull=False),
                name="ownership_one_owner",
                violation_error_message="Ein Kind gehört genau einem Jugendamt.",
            ),
            models.CheckConstraint(
                condition=models.Q(held__isempty=False, held__lower_inf=False),
                name="ownership_has_a_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id or self.outside_district_id} ab {self.held.lower}"
