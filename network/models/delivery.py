"""Deliveries: one message to one address by one channel. The row is the queue."""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from network.domain.post import PRIORITY, DeliveryState, Outcome
from network.domain.terms import BY_ITSELF, ChannelKind, RecipientKind
from network.fields import exactly_one, one_of
from network.models.base import Keyed

RECIPIENTS = ("recipient_office", "recipient_partner", "recipient_outside")


def addressed(organisation: str) -> "models.ForeignKey[Any, Any]":
    """One of the foreign keys that name a recipient; nobody looks rows up by it."""
    return models.ForeignKey(
        organisation, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions one asks of deliveries; "now" is always the database's clock."""

    def unsettled(self) -> Self:
        """Neither sent nor failed: still owed to somebody."""
        return self.filter(sent_at=None, failed_at=None)

    def claimable(self) -> Self:
        """Due and in nobody's hands; a lease that ran out no longer holds."""
        return self.unsettled().filter(
            Q(lease_until=None) | Q(lease_until__lte=Now()), due_at__lte=Now()
        )

    def failed_unanswered(self) -> Self:
        """Failed for good, and its message has not yet gone another way."""
        return self.filter(failed_at__isnull=False, passed_on_at=None)

    def stuck(self, *, longer_than: timedelta) -> Self:
        """Still tried, but owed for longer than that, and not yet passed on another way."""
        return self.unsettled().filter(passed_on_at=None, planned_at__lt=Now() - longer_than)

    def late_arrivals(self) -> Self:
        """Passed on because they were stuck, and sent after all."""
        return self.filter(passed_on_at__isnull=False, sent_at__isnull=False)


class Delivery(Keyed):
    """One message on its way to one address; no content, a reference and a path into the portal.

    `message_id` is the key of the message in the app that sends it (a notice in cases); the post
    knows no concern. `office` owns the case, `recipient_*` says whom the message is for.
    """

    message_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    step = models.PositiveSmallIntegerField(default=0)
    reference = models.CharField(max_length=20)
    urgency = models.CharField(max_length=10)
    path = models.CharField(max_length=200)
    office = models.ForeignKey(
        "network.YouthOffice",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    recipient_kind = models.CharField(max_length=10)
    recipient_office = addressed("network.YouthOffice")
    recipient_partner = addressed("network.Partner")
    recipient_outside = addressed("network.OutsideDistrict")
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254)
    priority = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=DeliveryState.DUE.value)
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=100, default="", blank=True)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "Zustellung"
        verbose_name_plural = "Zustellungen"
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["passed_on_at"],
                name="delivery_passed_on",
                condition=Q(passed_on_at__isnull=False),
            ),
            models.Index(
                fields=["priority", "due_at"],
                name="delivery_unsettled",
                condition=Q(sent_at=None, failed_at=None),
            ),
            models.Index(
                fields=["failed_at"],
                name="delivery_failed",
                condition=Q(failed_at__isnull=False, passed_on_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id", "kind", "step", "channel", "address"],
                name="delivery_once",
                violation_error_message="Diese Nachricht ist an diese Anschrift schon geplant.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=DeliveryState.DUE.value,
                    lease_until=None,
                    claimed_by="",
                    sent_at=None,
                    failed_at=None,
                )
                | Q(
                    ~Q(claimed_by=""),
                    state=DeliveryState.CLAIMED.value,
                    lease_until__isnull=False,
                    sent_at=None,
                    failed_at=None,
                )
                | Q(
                    state=DeliveryState.SENT.value,
                    lease_until=None,
                    sent_at__isnull=False,
                    failed_at=None,
                )
                | Q(
                    state=DeliveryState.FAILED.value,
                    lease_until=None,
                    sent_at=None,
                    failed_at__isnull=False,
                ),
                name="delivery_state_tells_the_truth",
                violation_error_message="Zustand und Zeitpunkte der Zustellung widersprechen sich.",
            ),
            exactly_one(
                RECIPIENTS,
                name="delivery_has_one_recipient",
                message="Eine Zustellung hat genau einen Empfänger.",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=sorted(channel.value for channel in BY_ITSELF)),
                name="delivery_channel_is_known",
                violation_error_message="Auf diesem Weg stellt das Portal nicht selbst zu.",
            ),
            one_of(
                "recipient_kind",
                RecipientKind,
                name="delivery_recipient_kind_is_known",
                message="Diese Art von Empfänger gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=sorted(PRIORITY.values())),
                name="delivery_priority_is_known",
                violation_error_message="Diesen Vorrang gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(channel=ChannelKind.PORTAL.value) | Q(sent_at__isnull=False),
                name="delivery_portal_is_born_sent",
                violation_error_message="Im Portal ist eine Mitteilung mit dem Eintrag zugestellt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.kind} {self.channel} {self.state}"


class Attempt(Keyed):
    """One try to hand a letter over, and the answer: codes only, never the server's text.

    Append-only: what was tried stays on record for § 8a procedures.
    """

    append_only = True

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="tries", db_index=False
    )
    at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=10)
    code = models.CharField(max_length=20, default="", blank=True)
    detail = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        verbose_name = "Versuch"
        verbose_name_plural = "Versuche"
        default_permissions = ()
        indexes = [models.Index(fields=["delivery", "at"], name="attempt_of_delivery")]
        constraints = [
            one_of(
                "outcome",
                Outcome,
                name="attempt_outcome_is_known",
                message="Diesen Ausgang eines Versuchs gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.code}".strip()
