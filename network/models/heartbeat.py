"""Signs of life of the processes that work without anybody watching."""

from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.functions import Now

from network.models.base import Keyed


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    """Questions one asks of heartbeats. Both sides of every age come from the database's clock."""

    def ages(self) -> dict[str, timedelta]:
        """How long ago each process last gave a sign of life, by name."""
        age = ExpressionWrapper(Now() - F("at"), output_field=models.DurationField())
        return dict(self.annotate(age=age).order_by("name").values_list("name", "age"))

    def silent(self, *, longer_than: timedelta) -> list[str]:
        """Names of the processes that have been silent for longer than that."""
        return [name for name, age in self.ages().items() if age > longer_than]


class Heartbeat(Keyed):
    """The last sign of life of one kind of process: `relay`, `worker`, `beat`."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(db_default=Now())

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = "Lebenszeichen"
        verbose_name_plural = "Lebenszeichen"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
