"""The portal's own work about one case sees this case and no other."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from cases.models import Concern, Notice
from cases.services.escalation import escalate_due
from network.access import SYSTEM, acting_as, work_about
from network.models import Event
from tests.factories.cases import make_concern, notice_to, overdue
from tests.people import People

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]


def test_only_the_one_case_is_open_until_the_work_is_done(people: People) -> None:
    one, _ = make_concern(people), make_concern(people)

    with acting_as(SYSTEM):
        with transaction.atomic(), work_about(one.pk):
            inside = set(Concern.objects.values_list("pk", flat=True))
            notices = set(Notice.objects.values_list("concern", flat=True))
        after = Concern.objects.count()

    assert (inside, notices, after) == ({one.pk}, {one.pk}, 2)


def test_a_step_of_the_ladder_is_taken_with_one_case_in_sight(people: People) -> None:
    make_concern(people)
    overdue(notice_to(make_concern(people, urgency="acute"), "bornheim"))
    seen: list[int] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if str(sql).startswith('UPDATE "cases_notice" SET "step"'):
            row = connection.connection.execute("SELECT count(*) FROM cases_concern").fetchone()
            seen.append(int(row[0]))
        return execute(sql, params, many, context)

    with acting_as(SYSTEM), connection.execute_wrapper(look):
        assert escalate_due() == 1

    assert seen == [1]
    assert Event.objects.filter(what="notice.escalated", is_system=True).count() == 1
