"""Reports as a school in Siegburg writes them, with canary words that no mail may show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from cases.domain.facts import read_facts
from cases.domain.report import AdultEntry, ChildIdentity, Relation, Report, ReporterEntry, Via
from cases.models import Concern
from cases.queries.proposal import register_at
from cases.services.report import report_concern
from tests.fixtures.district import ADA, District

CANARIES = ("Kanarienkind", "Kanarienbericht", "Kanarienmutter", "Kanarienmelderin")

CHILD_OF_BORNHEIM_IN_BONN: Mapping[str, Any] = {
    "ref": "A",
    "born_on": "2018-04-01",
    "whereabouts": {"district": "05314"},
    "residence": {"ags": "05382012"},
    "residence_with": "mother",
    "mother": {"residence": {"ags": "05382012"}, "custody": "sole"},
    "father": {"residence": {"district": "05315"}, "custody": "none"},
}


def a_report(
    *,
    at: datetime,
    urgency: str = "urgent",
    reporter: str = "school",
    children: tuple[Mapping[str, Any], ...] = (CHILD_OF_BORNHEIM_IN_BONN,),
    received_by: str | None = None,
    topics: tuple[str, ...] = ("physical_abuse",),
) -> Report:
    """What a reporter hands in; every text carries a canary."""
    facts = {
        "received_by": received_by,
        "received_at": at.isoformat(),
        "urgency": urgency,
        "reporter": reporter,
        "topics": list(topics),
        "children": list(children),
    }
    return Report(
        facts=read_facts(facts, register_at(at)),
        via=Via.PORTAL if received_by is None else Via.PHONE,
        account="Kanarienbericht: was geschehen ist.",
        identities={
            child["ref"]: ChildIdentity(name=f"Kanarienkind {child['ref']}") for child in children
        },
        adults=(AdultEntry(relation=Relation.MOTHER, name="Kanarienmutter"),),
        reporter=ReporterEntry(name="Kanarienmelderin", phone="02241 0000001"),
    )


def ada_reports(
    district: District, *, key: UUID | None = None, at: datetime | None = None, **facts: Any
) -> Concern:
    """Ada reports through the portal, now."""
    at = at or timezone.now()
    return report_concern(
        by=district.actor(ADA),
        report=a_report(at=at, **facts),
        at=at,
        idempotency_key=key or uuid4(),
        partner_id=district.partner_of(ADA).pk,
    )
