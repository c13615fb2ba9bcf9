"""Publishing a version of the retention rules."""

from datetime import datetime

from django.db import transaction

from cases.domain.retention_rules import FaultyRetention, RuleTable
from cases.models import RetentionRule
from cases.queries.retention import NoRetentionRules, rules_in_force
from network import audit
from network.access import THE_NETWORK, Actor, Permission, require
from network.models import Network, YouthOffice


@transaction.atomic
def publish_retention(*, table: RuleTable, by: Actor, at: datetime) -> bool:
    """Put a version into force; False where it is in force already.

    Raises Refused, and FaultyRetention for an office that there is not, or where other rules bear
    the same or a newer number.
    """
    require(by, Permission.ADMINISTER, THE_NETWORK)
    network = Network.objects.get()
    try:
        now = rules_in_force()
    except NoRetentionRules:
        now = None
    if now and now.version == table.version and set(now.rules) == set(table.rules):
        return False
    if now and now.version >= table.version:
        raise FaultyRetention([f"version: größer als {now.version}, denn die Regeln sind andere."])
    offices = dict(YouthOffice.objects.values_list("key", "pk"))
    unknown = sorted({each.office for each in table.rules if each.office} - set(offices))
    if unknown:
        raise FaultyRetention([f"office: {key} gibt es nicht." for key in unknown])
    RetentionRule.objects.bulk_create(
        RetentionRule(
            version=table.version,
            kind=each.kind.value,
            outcome=each.outcome.value if each.outcome else "",
            office_id=offices.get(each.office),
            months=each.period.months,
            days=each.period.days,
            ground=each.ground,
        )
        for each in table.rules
    )
    audit.record(
        "retention.published",
        by=by,
        at=at,
        on_kind="network",
        on_id=network.pk,
        details={"version": table.version, "rules": len(table.rules)},
    )
    return True
