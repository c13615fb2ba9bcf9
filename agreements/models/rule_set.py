"""Published versions of the routing rules. A version never changes: decisions name it for ever."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from network.models.base import Keyed


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    """Questions one asks of versions."""

    def in_force(self, *, at: datetime) -> Self:
        """The version in force at an instant first, then those it replaced."""
        return self.filter(in_force_from__lte=at).order_by("-in_force_from")


class RuleSet(Keyed):
    """One published version: in force from its instant until the next one's.

    `digest` is the SHA-256 of what was published (`agreements.domain.writing.digest`), so that a
    reader can tell that it got all of it. The database refuses to change or delete a row, and to
    add a rule to a version that is there.
    """

    append_only = True

    version = models.CharField("Fassung", max_length=40, unique=True)
    title = models.CharField("Bezeichnung", max_length=200)
    in_force_from = models.DateTimeField("in Kraft ab", unique=True)
    published_at = models.DateTimeField("veröffentlicht")
    digest = models.CharField("Prüfsumme", max_length=64)
    office_ladders = models.JSONField("eigene Leitern", default=list, db_default=[])

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = "Regelwerk"
        verbose_name_plural = "Regelwerke"
        ordering = ["-in_force_from"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="rule_set_has_a_digest",
                violation_error_message="Die Prüfsumme fehlt.",
            ),
        ]

    def __str__(self) -> str:
        return self.version


class RoutingRule(Keyed):
    """One rule of a version, in the form that `agreements.domain.parsing` reads."""

    append_only = True

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField("Stelle")
    key = models.CharField("Schlüssel", max_length=60)
    body = models.JSONField("Regel")

    class Meta:
        verbose_name = "Regel"
        verbose_name_plural = "Regeln"
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "position"], name="rule_position_unique"),
            models.UniqueConstraint(fields=["rule_set", "key"], name="rule_key_unique"),
        ]

    def __str__(self) -> str:
        return self.key
