"""By what an office finds its own children again: marks that say nothing without a key."""

from django.db import models

from network.fields import one_of
from network.models.base import Keyed


class MarkKind(models.TextChoices):
    """What a mark was made from."""

    NAME = "name", "ein Wort des Namens"
    BORN = "born", "Geburtsdatum"


class SearchMark(Keyed):
    """HMAC-SHA-256 of one word of a child's name, or of the birth date, under the key of an office.

    The key is outside the database (SEARCH_KEY) and another one for each office: the same name has
    unlike marks in two offices. Gone when the case is shredded.
    """

    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey("cases.Concern", on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey("cases.Child", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=MarkKind)
    mark = models.BinaryField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["office", "kind", "mark"], name="search_mark_found")]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "office", "kind", "mark"], name="search_mark_once"
            ),
            one_of(
                "kind",
                MarkKind,
                name="search_mark_kind_known",
                message="Diese Art von Suchmerkmal gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.child_id}"
