"""A notice: what one recipient organisation was told about one concern, frozen at the moment of
telling.
"""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.fields import EncryptedJSONField, EncryptedTextField
from cases.models.concern import CANARY
from network.domain.terms import ContentLevel, RecipientKind, Release, Urgency
from network.models.base import Keyed

ALARM = "alarm"
"""The cause of a notice that tells the fallback office that somebody else keeps silent."""

ALARMING = Q(acknowledged_at=None, withdrawn_at=None) & (
    Q(exhausted_at__isnull=False) | Q(unreached_at__isnull=False)
)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions one asks of notices about children; canaries answer none of them."""

    def open(self) -> Self:
        """Told, to be taken over, and nobody has."""
        return self.filter(acknowledged_at=None, ack_by__isnull=False, is_canary=False)

    def waiting_for_release(self) -> Self:
        """A caseworker has to release them first."""
        return self.filter(released_at=None, withdrawn_at=None, is_canary=False)

    def overdue(self, *, at: datetime) -> Self:
        """The acknowledgement time is over and nobody has taken over."""
        return self.open().filter(ack_by__lt=at)

    def exhausted(self) -> Self:
        """The ladder is at its end and still nobody has taken over: the red line that stays."""
        return self.open().filter(exhausted_at__isnull=False)

    def alarming(self) -> Self:
        """Nobody has taken over and the portal is at its end: only a call by a person helps now."""
        return self.filter(ALARMING)


class Notice(Keyed):
    """One notice to one organisation. The recipient's row: it sees this, never the concern of
    another office.

    `office` is the office that owns the case and answers for the transmission. Roles and times of
    the ladder are frozen; persons are found at the instant. `erased_at`: the recipient's own time
    with it is over and it sees it no more; what is left is the sender's proof of what it sent, and
    without content when the sender's time with the case is over, too.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="notices")
    decision = models.ForeignKey(
        "cases.Decision", on_delete=models.PROTECT, related_name="notices", null=True
    )
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    recipient_kind = models.CharField(max_length=10)
    recipient_office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    recipient_partner = models.ForeignKey(
        "network.Partner", on_delete=models.PROTECT, related_name="+", null=True
    )
    recipient_outside = models.ForeignKey(
        "network.OutsideDistrict", on_delete=models.PROTECT, related_name="+", null=True
    )
    cause = models.CharField(max_length=20)
    about = models.OneToOneField("self", on_delete=models.PROTECT, related_name="alarm", null=True)
    reference = models.CharField(max_length=20)
    urgency = models.CharField(max_length=10)
    rank = models.PositiveSmallIntegerField()
    children = ArrayField(models.CharField(max_length=20))
    duties = ArrayField(models.CharField(max_length=30))
    headline = EncryptedTextField(
        place="cases_notice.headline",
        case="concern_id",
        unreadable="Nicht lesbar: bitte die Technik verständigen",
    )
    content = EncryptedJSONField(place="cases_notice.content", case="concern_id")
    content_level = models.CharField(max_length=10)
    because = models.TextField()
    legal_basis = models.TextField()
    release = models.CharField(max_length=10)
    is_fallback = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    ack = models.JSONField(null=True)
    ack_by = models.DateTimeField(null=True)
    ladder = models.JSONField()
    step = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)
    exhausted_at = models.DateTimeField(null=True)
    unreached_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    is_canary = models.BooleanField(default=False, db_default=False)
    erased_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["recipient_office", "rank", "-created_at", "-id"],
                name="notice_inbox_open",
                condition=Q(acknowledged_at=None, released_at__isnull=False, is_canary=False),
            ),
            models.Index(
                fields=["recipient_office", "-created_at", "-id"], name="notice_inbox_all"
            ),
            models.Index(
                fields=["recipient_partner", "rank", "-created_at", "-id"],
                name="notice_partner_open",
                condition=Q(acknowledged_at=None, released_at__isnull=False, is_canary=False),
            ),
            models.Index(fields=["recipient_partner", "-created_at"], name="notice_partner"),
            models.Index(fields=["rank", "created_at"], name="notice_alarming", condition=ALARMING),
            models.Index(
                fields=["office", "rank", "created_at"],
                name="notice_sent_open",
                condition=Q(acknowledged_at=None, withdrawn_at=None, is_canary=False),
            ),
            models.Index(
                fields=["next_step_at"],
                name="notice_ladder_due",
                condition=Q(next_step_at__isnull=False),
            ),
            models.Index(
                fields=["office", "-created_at"],
                name="notice_to_release",
                condition=Q(released_at=None, withdrawn_at=None, is_canary=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    recipient_kind=RecipientKind.OFFICE.value,
                    recipient_office__isnull=False,
                    recipient_partner=None,
                    recipient_outside=None,
                )
                | Q(
                    recipient_kind=RecipientKind.PARTNER.value,
                    recipient_office=None,
                    recipient_partner__isnull=False,
                    recipient_outside=None,
                )
                | Q(
                    recipient_kind=RecipientKind.OUTSIDE.value,
                    recipient_office=None,
                    recipient_partner=None,
                    recipient_outside__isnull=False,
                ),
                name="notice_one_recipient",
                violation_error_message="Eine Nachricht geht an genau eine Stelle.",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="notice_acknowledged_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="notice_withdrawn_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(release=Release.AUTOMATIC.value, released_at__isnull=False)
                | Q(release=Release.CONFIRM.value, released_at=None, released_by=None)
                | Q(
                    release=Release.CONFIRM.value,
                    released_at__isnull=False,
                    released_by__isnull=False,
                ),
                name="notice_released_by_rule_or_person",
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=[each.value for each in Urgency])
                & Q(content_level__in=[each.value for each in ContentLevel]),
                name="notice_words_known",
            ),
            models.CheckConstraint(
                condition=Q(is_canary=True, reference__startswith=CANARY)
                | (Q(is_canary=False) & ~Q(reference__startswith=CANARY)),
                name="notice_reference_tells_canary",
            ),
            models.CheckConstraint(
                condition=Q(is_canary=False)
                | Q(
                    next_step_at=None,
                    exhausted_at=None,
                    unreached_at=None,
                    acknowledged_at=None,
                    withdrawn_at=None,
                    released_by=None,
                    step=0,
                ),
                name="notice_canary_wakes_nobody",
            ),
            models.UniqueConstraint(
                fields=["decision", "recipient_office", "office"],
                condition=Q(cause="route"),
                name="notice_office_once_per_decision",
            ),
            models.UniqueConstraint(
                fields=["decision", "recipient_partner", "office"],
                condition=Q(cause="route"),
                name="notice_partner_once_per_decision",
            ),
            models.UniqueConstraint(
                fields=["decision", "recipient_outside", "office"],
                condition=Q(cause="route"),
                name="notice_outside_once_per_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} an {self.recipient_kind}"

    @property
    def recipient_name(self) -> str:
        """The recipient's name for people (select_related spares a query)."""
        if self.recipient_outside:
            return f"Jugendamt {self.recipient_outside.name} (außerhalb)"
        recipient = self.recipient_office or self.recipient_partner
        return recipient.name if recipient else ""

    @property
    def tells_everything(self) -> bool:
        """Whether the recipient has been asked to take the full notice over, and still has it."""
        is_whole = self.content_level == ContentLevel.FULL and self.ack is not None
        is_there = self.withdrawn_at is None and self.erased_at is None
        return is_whole and is_there and self.cause != ALARM

    @property
    def taken(self) -> "Acknowledgement | None":
        """Who has taken it over, None while nobody has (select_related spares a query)."""
        return getattr(self, "acknowledgement", None)


class Acknowledgement(Keyed):
    """A named person took a notice over. It ends the ladder; it does not move ownership."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="acknowledgement")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(place="cases_acknowledgement.name", case="notice.concern_id")
    at = models.DateTimeField()

    append_only = True

    def __str__(self) -> str:
        return f"{self.notice_id} durch {self.name}"
