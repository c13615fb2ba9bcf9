"""The report as it came in: immutable original, children, adults, and the reporter kept apart."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.fields import EncryptedJSONField, EncryptedTextField
from network.domain.terms import ReporterKind, Topic, Urgency
from network.fields import one_of
from network.models.base import Keyed

CANARY = "PROBE-"
"""How the reference of a canary begins; no concern about a child has it."""


class Concern(Keyed):
    """One report about one or several children (§ 8a Abs. 1 SGB VIII). Never edited, never deleted
    by hand.
    """

    class Via(models.TextChoices):
        PORTAL = "portal", "über das Portal"
        PHONE = "phone", "telefonisch"
        PAPER = "paper", "schriftlich"
        IN_PERSON = "in_person", "persönlich"

    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    idempotency_key = models.UUIDField(unique=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    received_via = models.CharField(max_length=10, choices=Via)
    received_by = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    urgency = models.CharField(max_length=10)
    reporter_kind = models.CharField(max_length=20)
    topics = ArrayField(models.CharField(max_length=30))
    account = EncryptedTextField(place="cases_concern.account", case="id")
    points = EncryptedJSONField(place="cases_concern.points", case="id")
    is_canary = models.BooleanField(default=False, db_default=False)

    append_only = True

    class Meta:
        indexes = [models.Index(fields=["office", "-received_at"], name="concern_office_newest")]
        constraints = [
            one_of(
                "urgency",
                Urgency,
                name="concern_urgency_known",
                message="Diese Dringlichkeit gibt es nicht.",
            ),
            one_of(
                "reporter_kind",
                ReporterKind,
                name="concern_reporter_kind_known",
                message="Diese Art von mitteilender Person gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=models.Q(topics__contained_by=[each.value for each in Topic]),
                name="concern_topics_known",
                violation_error_message="Dieses Thema gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_canary=True, reference__startswith=CANARY)
                | (models.Q(is_canary=False) & ~models.Q(reference__startswith=CANARY)),
                name="concern_reference_tells_canary",
            ),
            models.CheckConstraint(
                condition=models.Q(is_canary=False)
                | models.Q(
                    recorded_by=None,
                    received_by=None,
                    reporter_kind=ReporterKind.OTHER.value,
                    topics=[Topic.OTHER.value],
                ),
                name="concern_canary_is_from_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Reporter(Keyed):
    """Who reported. Apart from the concern: never in an export, a PDF, a hand-over or a search (§
    64 SGB VIII).

    `account` holds the keys of account and partner, sealed; `alias` stands for the account where
    the person's own reports are looked for, by the key of the ring with the number `alias_key`
    (docs/adr/0078). `user` and `partner` are of releases before and are not written any more.
    """

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="reporter")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+", null=True)
    partner = models.ForeignKey(
        "network.Partner", on_delete=models.PROTECT, related_name="+", null=True
    )
    identity = EncryptedJSONField(place="cases_reporter.identity", case="concern_id")
    account = EncryptedJSONField(place="cases_reporter.account", case="concern_id", null=True)
    alias = models.UUIDField(null=True)
    alias_key = models.PositiveSmallIntegerField(null=True)

    append_only = True

    class Meta:
        indexes = [
            models.Index(fields=["user"], name="reporter_user"),
            models.Index(fields=["alias"], name="reporter_alias"),
        ]

    def __str__(self) -> str:
        return f"Mitteilende Person zu {self.concern_id}"

    @property
    def account_id(self) -> UUID | None:
        """The account that reported through the portal, also of a row of before."""
        return self._sealed("user") or self.user_id

    @property
    def institution_id(self) -> UUID | None:
        """The partner for which it was reported."""
        return self._sealed("partner") or self.partner_id

    def _sealed(self, which: str) -> UUID | None:
        said = (self.account or {}).get(which, "").strip()
        return UUID(said) if said else None


class Child(Keyed):
    """A child in a concern. `office` is the owner of today, copied from its open Ownership for
    reading.
    """

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="children")
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    ref = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    identity = EncryptedJSONField(place="cases_child.identity", case="concern_id")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "ref"], name="child_ref_unique_in_concern")
        ]
        indexes = [models.Index(fields=["office", "concern"], name="child_office")]

    def __str__(self) -> str:
        return f"Kind {self.ref}"


class Adult(Keyed):
    """An adult named in the report: parent, other custody holder, where the danger comes from."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="adults")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=20)
    identity = EncryptedJSONField(place="cases_adult.identity", case="concern_id")

    append_only = True

    def __str__(self) -> str:
        return self.relation
