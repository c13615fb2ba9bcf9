"""When an office is open, and who answers when it is not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from network.domain.hours import HOLIDAY
from network.models.base import Keyed
from network.models.office import YouthOffice


class OfficeHours(Keyed):
    """An office is open on a weekday from one time to another; holidays close it."""

    office = models.ForeignKey(YouthOffice, on_delete=models.PROTECT, related_name="office_hours")
    weekday = models.PositiveSmallIntegerField("Wochentag")
    opens = models.TimeField("öffnet")
    closes = models.TimeField("schließt")

    class Meta:
        verbose_name = "Dienstzeit"
        verbose_name_plural = "Dienstzeiten"
        ordering = ["weekday", "opens"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="office_hours_weekday_is_known",
                violation_error_message=(
                    "Ein Wochentag ist eine Zahl von 0 (Montag) bis 6 (Sonntag)."
                ),
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="office_hours_open_before_they_close",
                violation_error_message="Ein Jugendamt öffnet, bevor es schließt.",
            ),
            models.UniqueConstraint(
                fields=["office", "weekday", "opens"],
                name="office_hours_begin_once",
                violation_error_message="Diese Dienstzeit ist schon eingetragen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OnCallSlot(Keyed):
    """Somebody answers for an office; a slot that ends before it starts passes midnight.

    Equal times mean a whole day.
    """

    office = models.ForeignKey(YouthOffice, on_delete=models.PROTECT, related_name="on_call_slots")
    weekday = models.PositiveSmallIntegerField("Wochentag")
    starts = models.TimeField("beginnt")
    ends = models.TimeField("endet")
    person = models.CharField("Person", max_length=200)
    phone = models.CharField("Telefon", max_length=60)
    email = models.EmailField("E-Mail-Adresse", blank=True, default="")
    sms = models.EmailField("SMS-Adresse", blank=True, default="", db_default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="on_call_slots",
    )
    delegate = models.CharField("beauftragte Stelle", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "Rufbereitschaft"
        verbose_name_plural = "Rufbereitschaften"
        ordering = ["weekday", "starts"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=HOLIDAY),
                name="on_call_slot_weekday_is_known",
                violation_error_message=(
                    "Ein Wochentag ist eine Zahl von 0 (Montag) bis 7 (Feiertag)."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(person="") & ~Q(phone=""),
                name="on_call_slot_has_person_and_phone",
                violation_error_message=(
                    "Zur Rufbereitschaft gehören eine Person und eine Telefonnummer."
                ),
            ),
            models.UniqueConstraint(
                fields=["office", "weekday", "starts"],
                name="on_call_slot_begins_once",
                violation_error_message="Zu dieser Zeit beginnt schon eine Rufbereitschaft.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"
