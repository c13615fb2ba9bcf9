"""Who did what to which row, and when. Outlives everything it names."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from network.models.base import Keyed


class Event(Keyed):
    """One line of the audit log: ids only, no foreign keys, no text of a case.

    `actor_id` is empty where the system itself acted. The database refuses to change or delete one.
    """

    append_only = True

    at = models.DateTimeField("Zeitpunkt")
    recorded_at = models.DateTimeField("geschrieben", db_default=Now(), editable=False)
    what = models.CharField("Vorgang", max_length=60)
    actor_id = models.UUIDField("Konto", null=True)
    is_system = models.BooleanField("durch das System", default=False)
    on_kind = models.CharField("Art der Sache", max_length=60)
    on_id = models.UUIDField("Sache")
    office_id = models.UUIDField("Jugendamt", null=True)
    details = models.JSONField("Einzelheiten", default=dict)

    class Meta:
        verbose_name = "Ereignis"
        verbose_name_plural = "Ereignisse"
        ordering = ["at", "recorded_at"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["on_id", "at"], name="event_of_a_thing"),
            models.Index(fields=["actor_id", "at"], name="event_of_an_actor"),
            models.Index(fields=["office_id", "at"], name="event_of_an_office"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_id__isnull=False) | Q(is_system=True),
                name="event_has_an_actor",
                violation_error_message="Zu jedem Ereignis gehört, wer gehandelt hat.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.what}"
