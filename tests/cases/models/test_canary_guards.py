"""What the database refuses, so that a canary is never taken for a child nor a child for one."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cases.models import Adult, Child, Concern, Notice, Reporter
from tests.factories.canaries import reported
from tests.factories.cases import make_concern, notice_to
from tests.people import People


@pytest.fixture
def canary(people: People) -> Concern:
    reported()
    return Concern.objects.filter(is_canary=True)[0]


def copied(concern: Concern, **changed: Any) -> Concern:
    names = [field.attname for field in Concern._meta.concrete_fields if field.attname != "id"]
    values = {name: getattr(concern, name) for name in names}
    return Concern(**(values | {"idempotency_key": uuid4()} | changed))


def refused(row: Any, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def test_a_canary_has_no_text_of_a_case(canary: Concern) -> None:
    text = copied(canary, reference="PROBE-2222-2222-2222", account="Kind mit blauen Flecken")

    refused(text, "concern_canary_has_no_text")


def test_a_canary_bears_a_name_of_its_own(canary: Concern, people: People) -> None:
    refused(copied(canary, reference="KS-2222-2222-2222"), "concern_reference_tells_canary")
    concern = make_concern(people)
    refused(copied(concern, reference="PROBE-2222-2222-2222"), "concern_reference_tells_canary")


def test_nobody_reports_a_canary(canary: Concern, people: People) -> None:
    by_ada = copied(canary, reference="PROBE-2222-2222-2222", recorded_by_id=people.ada.user.pk)

    refused(by_ada, "concern_canary_is_from_nobody")


def test_a_canary_names_nobody(canary: Concern) -> None:
    owner = {"concern": canary, "office": canary.office}

    refused(
        Child(**owner, ref="B", position=2, identity={"name": "Kanarienkind"}),
        "canary_names_nobody|nennt keinen Menschen",
    )
    refused(Adult(**owner, relation="mother", identity={}), "nennt keinen Menschen")
    reporter = {"identity": {"name": "Kanarienmelderin", "function": "x" * 60}}
    other = copied(canary, reference="PROBE-3333-3333-3333")
    other.save(force_insert=True)
    refused(Reporter(concern=other, office=canary.office, **reporter), "nennt keinen Menschen")


def test_notices_and_concerns_are_not_mixed(canary: Concern, people: People) -> None:
    real = notice_to(make_concern(people), "bornheim")
    probe = Notice.objects.filter(is_canary=True)[0]
    real.pk, real.concern, real.cause = uuid4(), canary, "forward"
    probe.pk, probe.concern, probe.cause = uuid4(), make_concern(people), "forward"

    refused(real, "lassen sich nicht mischen")
    refused(probe, "lassen sich nicht mischen")


@pytest.mark.parametrize("kind", ["canary", "child"])
def test_what_is_a_canary_stays_one(canary: Concern, people: People, kind: str) -> None:
    notice = notice_to(make_concern(people), "bornheim")
    if kind == "canary":
        notice = Notice.objects.filter(is_canary=True)[0]
    notice.is_canary = not notice.is_canary
    notice.reference = "KS-2222-2222-2222" if kind == "canary" else "PROBE-2222-2222-2222"

    with pytest.raises(IntegrityError, match="bleibt einer"), transaction.atomic():
        notice.save()


def test_a_canary_wakes_nobody(canary: Concern) -> None:
    for instant in ("next_step_at", "exhausted_at", "unreached_at"):
        with pytest.raises(IntegrityError, match="wakes_nobody"), transaction.atomic():
            Notice.objects.filter(is_canary=True).update(**{instant: canary.recorded_at})
