"""What the portal cannot do by itself: a call to make, a letter to print and post.

No content: a reference, whom it concerns, which office answers. `message_id` is the key of the
message in the app that sends it, as in a Delivery; `concern_id` names the case whose key seals what
was said.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from kinderschutz.lib.sealed import EncryptedTextField
from network.domain.by_hand import CallDesk, CallOutcome, CallReason, LetterStage, Settlement
from network.domain.post import PRIORITY
from network.fields import exactly_one, one_of
from network.models.base import Keyed
from network.models.delivery import RECIPIENTS, addressed


class CallQuerySet(models.QuerySet["Call"]):
    """Questions one asks of calls."""

    def open(self) -> Self:
        """Still to be made, the most pressing first."""
        return self.filter(settled_at=None).order_by("priority", "planned_at")


class Call(Keyed):
    """Somebody has to call this organisation. The number is looked up at the instant of calling."""

    message_id = models.UUIDField()
    concern_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=20)
    urgency = models.CharField(max_length=10)
    priority = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20)
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    recipient_kind = models.CharField(max_length=10)
    recipient_office = addressed("network.YouthOffice")
    recipient_partner = addressed("network.Partner")
    recipient_outside = addressed("network.OutsideDistrict")
    desk = models.CharField(max_length=10)
    desk_since = models.DateTimeField()
    next_desk_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settlement = models.CharField(max_length=12, default="", blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "Anruf"
        verbose_name_plural = "Anrufe"
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["desk", "priority", "planned_at"],
                name="call_open_at_desk",
                condition=Q(settled_at=None),
            ),
            models.Index(
                fields=["next_desk_at"], name="call_moves_on", condition=Q(settled_at=None)
            ),
            models.Index(fields=["message_id"], name="call_of_message"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"],
                condition=Q(settled_at=None),
                name="call_open_once_per_message",
                violation_error_message="Dieser Anruf steht schon auf der Liste.",
            ),
            exactly_one(
                RECIPIENTS,
                name="call_has_one_recipient",
                message="Ein Anruf gilt genau einer Stelle.",
            ),
            one_of(
                "desk", CallDesk, name="call_desk_is_known", message="Diese Stelle gibt es nicht."
            ),
            one_of(
                "reason",
                CallReason,
                name="call_reason_is_known",
                message="Diesen Anlass gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=sorted(PRIORITY.values())),
                name="call_priority_is_known",
                violation_error_message="Diesen Vorrang gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settlement="")
                | Q(
                    settled_at__isnull=False,
                    settlement__in=sorted(each.value for each in Settlement),
                ),
                name="call_is_settled_for_a_reason",
                violation_error_message="Ein erledigter Anruf braucht einen Grund.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.reason} {self.desk}"


class CallAttempt(Keyed):
    """Somebody called this number at this instant, and this came of it. Append-only.

    `by` is empty where whoever reported has called: the row would name them.
    """

    append_only = True

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    desk = models.CharField(max_length=10)
    number = models.CharField(max_length=60)
    called = EncryptedTextField(place="network_callattempt.called", case="call.concern_id")
    outcome = models.CharField(max_length=20)
    spoke_with = EncryptedTextField(
        place="network_callattempt.spoke_with", case="call.concern_id", null=True
    )

    class Meta:
        verbose_name = "Anrufversuch"
        verbose_name_plural = "Anrufversuche"
        default_permissions = ()
        ordering = ["at"]
        constraints = [
            one_of(
                "outcome",
                CallOutcome,
                name="call_outcome_is_known",
                message="Dieses Ergebnis gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["reached", "takes_over"]) | Q(spoke_with__isnull=False),
                name="call_reached_somebody_by_name",
                violation_error_message="Zu einem Gespräch gehört ein Name.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.outcome}"


class PostalLetterQuerySet(models.QuerySet["PostalLetter"]):
    """Questions one asks of letters on paper."""

    def open(self) -> Self:
        """Neither confirmed nor needless, the most pressing first."""
        done = [LetterStage.CONFIRMED.value, LetterStage.NOT_NEEDED.value]
        return self.exclude(stage__in=done).order_by("priority", "planned_at")


class PostalLetter(Keyed):
    """A letter on paper, printed and posted by `office`. Its pages are made when it is printed."""

    message_id = models.UUIDField(unique=True)
    concern_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=20)
    urgency = models.CharField(max_length=10)
    priority = models.PositiveSmallIntegerField()
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    recipient_kind = models.CharField(max_length=10)
    recipient_office = addressed("network.YouthOffice")
    recipient_partner = addressed("network.Partner")
    recipient_outside = addressed("network.OutsideDistrict")
    address = models.TextField(default="", blank=True)
    stage = models.CharField(max_length=12, default=LetterStage.PLANNED.value)
    planned_at = models.DateTimeField()
    digest = models.CharField(max_length=64, default="", blank=True)

    objects = PostalLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "Brief"
        verbose_name_plural = "Briefe"
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["office", "priority", "planned_at"],
                name="letter_to_print",
                condition=Q(stage__in=["planned", "printed", "posted"]),
            )
        ]
        constraints = [
            exactly_one(
                RECIPIENTS,
                name="letter_has_one_recipient",
                message="Ein Brief geht an genau eine Stelle.",
            ),
            one_of(
                "stage",
                LetterStage,
                name="letter_stage_is_known",
                message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=sorted(PRIORITY.values())),
                name="letter_priority_is_known",
                violation_error_message="Diesen Vorrang gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.stage}"


class LetterEntry(Keyed):
    """One line of a letter's log: who printed, posted or confirmed it, and when. Append-only."""

    append_only = True

    letter = models.ForeignKey(PostalLetter, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    stage = models.CharField(max_length=12)
    spoke_with = EncryptedTextField(
        place="network_letterentry.spoke_with", case="letter.concern_id", null=True
    )

    class Meta:
        verbose_name = "Eintrag zum Brief"
        verbose_name_plural = "Einträge zum Brief"
        default_permissions = ()
        ordering = ["at"]
        constraints = [
            one_of(
                "stage",
                LetterStage,
                name="letter_entry_stage_is_known",
                message="Diesen Stand gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.stage}"
