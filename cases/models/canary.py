"""Nightly canaries: one invented concern per municipality goes the whole way and ends in a sink."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from network.models.base import Keyed


class CanaryFault(StrEnum):
    """What was wrong with the canary of one municipality."""

    NOT_REPORTED = "not_reported"
    WRONG_OFFICE = "wrong_office"
    NO_NOTICE = "no_notice"
    SEVERAL_NOTICES = "several_notices"
    NOT_SENT = "not_sent"
    TOO_LATE = "too_late"
    ASTRAY = "astray"
    """Something of it was on its way to a person instead of the sink: the worst of all."""


class CanaryRun(Keyed):
    """One round through all municipalities. `night` is empty where somebody asked for it.

    The night's round exists once, whoever begins it: beat, the relay, or both at the same moment.
    """

    night = models.DateField(null=True, unique=True)
    started_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(null=True)
    is_good = models.BooleanField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-started_at"], name="canary_run_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None, is_good=None)
                | Q(checked_at__isnull=False, is_good__isnull=False),
                name="canary_run_judged_when_checked",
            )
        ]

    def __str__(self) -> str:
        return f"Probelauf {self.night or self.started_at:%d.%m.%Y}"


class CanaryResult(Keyed):
    """The canary of one municipality. `office` is who serves the place according to the directory.

    Milliseconds are counted from `begun_at`, all by the database's clock.
    """

    run = models.ForeignKey(CanaryRun, on_delete=models.PROTECT, related_name="results")
    municipality = models.ForeignKey(
        "network.Municipality", on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    concern = models.OneToOneField(
        "cases.Concern", on_delete=models.PROTECT, related_name="+", null=True
    )
    begun_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    visible_ms = models.PositiveIntegerField(null=True)
    sent_ms = models.PositiveIntegerField(null=True)
    faults = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "municipality"], name="canary_once_per_place"),
            models.CheckConstraint(
                condition=Q(faults__contained_by=sorted(each.value for each in CanaryFault)),
                name="canary_faults_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.municipality_id}"
