"""Who opened personal data, what for, and when. Outlives everything it names."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from network.models.base import Keyed


class Look(Keyed):
    """One line of the read log: ids and codes only, no foreign keys, no content.

    `at` is the time of the process that showed it, `recorded_at` that of the database, which
    counts. `office_id` is the office that answers for the data, `concern_id` the case they are
    about. A list is one line; `count` says how many rows it showed. `is_refused`: it was asked for
    and not shown. The database refuses to change or delete a line.
    """

    append_only = True

    at = models.DateTimeField("Zeitpunkt")
    recorded_at = models.DateTimeField("geschrieben", db_default=Now(), editable=False)
    what = models.CharField("Vorgang", max_length=60)
    actor_id = models.UUIDField("Konto", null=True)
    is_system = models.BooleanField("durch das System", default=False)
    on_kind = models.CharField("Art der Sache", max_length=60)
    on_id = models.UUIDField("Sache")
    concern_id = models.UUIDField("Mitteilung", null=True)
    office_id = models.UUIDField("Jugendamt", null=True)
    purpose = models.CharField("Zweck", max_length=40)
    count = models.PositiveIntegerField("Anzahl", default=1)
    is_refused = models.BooleanField("verweigert", default=False)
    request_id = models.UUIDField("Aufruf", null=True)

    class Meta:
        verbose_name = "Einsicht"
        verbose_name_plural = "Einsichten"
        ordering = ["recorded_at"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["concern_id", "recorded_at"], name="look_at_a_concern"),
            models.Index(fields=["actor_id", "recorded_at"], name="look_of_an_actor"),
            models.Index(fields=["office_id", "recorded_at"], name="look_at_an_office"),
            models.Index(fields=["on_id", "recorded_at"], name="look_at_a_thing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_id__isnull=False) | Q(is_system=True),
                name="look_has_an_actor",
                violation_error_message="Zu jeder Einsicht gehört, wer gelesen hat.",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=""),
                name="look_has_a_purpose",
                violation_error_message="Zu jeder Einsicht gehört ein Zweck.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.what}"
