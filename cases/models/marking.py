"""Items under special protection, and by which ground each was passed on."""

from django.db import models
from django.db.models import Q

from cases.domain.marks import Ground, Mark
from network.fields import one_of
from network.models.base import Keyed


class ItemMark(Keyed):
    """An item of a concern is entrusted (§ 65 SGB VIII) or medical (§ 76 SGB X).

    `item` is the name of the item (cases.domain.marks). `marked_by` is empty where the report
    itself says so: a name there would betray who reported. Such a mark is never lifted.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="marks")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    mark = models.CharField(max_length=10)
    marked_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    marked_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            one_of("mark", Mark, name="mark_known", message="Diese Kennzeichnung gibt es nicht."),
            models.UniqueConstraint(
                fields=["concern", "item", "mark"],
                condition=Q(lifted_at=None),
                name="mark_once_per_item",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, marked_by__isnull=False),
                name="mark_lifted_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.mark}"


class ItemTransfer(Keyed):
    """A marked item went on with a notice, by this legal ground."""

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("cases.Notice", on_delete=models.PROTECT, related_name="transfers")
    item = models.CharField(max_length=60)
    mark = models.CharField(max_length=10)
    ground = models.CharField(max_length=20)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        default_permissions = ()
        constraints = [
            one_of("mark", Mark, name="transfer_mark_known", message="Unbekannte Kennzeichnung."),
            one_of("ground", Ground, name="transfer_ground_known", message="Unbekannter Grund."),
            models.UniqueConstraint(
                fields=["notice", "item", "mark"], name="transfer_once_per_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.ground}"
