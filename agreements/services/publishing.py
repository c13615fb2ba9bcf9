"""Publishing a version of the rules: checked, complete, and then never changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from agreements.domain.faults import FaultyRules, RuleFault
from agreements.domain.names import unknown_names
from agreements.domain.reach import describe, uncovered
from agreements.domain.rules import RuleSet
from agreements.domain.writing import digest, write_own, write_rule
from agreements.models import RoutingRule
from agreements.models import RuleSet as RuleSetRow
from network import access, audit
from network.access import THE_NETWORK, Actor, Permission
from network.queries import NoNetwork, register_on


class VersionTaken(ValueError):
    """This version was published with other rules; what was published is never changed."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Die Fassung {version} ist schon mit anderem Inhalt veröffentlicht. Veröffentlichtes "
            "wird nie geändert: Geben Sie der Datei eine neue Bezeichnung (version)."
        )


@dataclass(frozen=True)
class Published:
    """A version as it stands, and whether this call has brought it."""

    row: RuleSetRow
    is_new: bool


@transaction.atomic
def publish(*, rule_set: RuleSet, by: Actor, at: datetime) -> Published:
    """Publish a version, in force from its instant, or from now on where that is past.

    The first version may reach back; a later one never changes which rules were in force yesterday.
    Publishing the same again changes nothing. Raises FaultyRules with the counterexample where the
    acting office would not be told, or a place is named that the network does not have, and
    VersionTaken.
    """
    access.require(by, Permission.LEAD, THE_NETWORK)  # no role: until approval exists, the system
    _one_at_a_time()
    known = RuleSetRow.objects.filter(version=rule_set.version).first()
    if known:
        if known.digest != digest(rule_set):
            raise VersionTaken(rule_set.version)
        return Published(known, is_new=False)
    _check(rule_set, at)
    row = _write(rule_set, in_force_from=_from(rule_set, at), at=at)
    audit.record(
        "rules.published",
        by=by,
        at=at,
        on_kind="rule_set",
        on_id=row.pk,
        details={"version": row.version, "rules": len(rule_set.rules)},
    )
    return Published(row, is_new=True)


def _one_at_a_time() -> None:
    """Two publications at once: the second waits and then sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('agreements.publish'))")


def _check(rule_set: RuleSet, at: datetime) -> None:
    try:
        register = register_on(localdate(at))
    except NoNetwork:
        offices, places = frozenset[str](), frozenset[str]()
    else:
        offices = frozenset(register.offices)
        places = frozenset(area.ags for area in register.areas)
    faults = list(unknown_names(rule_set, offices=offices, municipalities=places))
    gap = uncovered(rule_set, offices=offices, municipalities=places)
    if gap:
        faults.append(
            RuleFault(
                "rules",
                "hier erfährt das Amt, das handeln muss, nichts oder hat keine Frist: "
                f"{describe(gap)}. Ergänzen Sie eine Regel mit tell.duty = „act_now“ und ack.",
            )
        )
    if faults:
        raise FaultyRules(*faults)


def _from(rule_set: RuleSet, at: datetime) -> datetime:
    stated = rule_set.in_force_from or at
    return max(stated, at) if RuleSetRow.objects.exists() else stated


def _write(rule_set: RuleSet, *, in_force_from: datetime, at: datetime) -> RuleSetRow:
    """Rules first: once their version is there, the database takes no more of them."""
    row = RuleSetRow(
        pk=uuid4(),
        version=rule_set.version,
        title=rule_set.title,
        in_force_from=in_force_from,
        published_at=at,
        digest=digest(rule_set),
        office_ladders=[write_own(own) for own in rule_set.office_ladders],
    )
    RoutingRule.objects.bulk_create(
        RoutingRule(rule_set_id=row.pk, position=number, key=rule.key, body=write_rule(rule))
        for number, rule in enumerate(rule_set.rules)
    )
    row.save(force_insert=True)
    return row
