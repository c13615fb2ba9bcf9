"""The reporter is seen with a reason, by the office with the case, and never unnoticed."""

import pytest
from django.utils import timezone

from cases.models import Concern
from cases.services.reporter import reveal_reporter
from cases.wording import REVEAL_REASON
from network.access import Refused
from network.models import Event
from tests.factories.cases import REPORTER, make_concern
from tests.people import People


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.mark.parametrize("reason", sorted(REVEAL_REASON))
def test_the_look_is_recorded_with_its_reason(
    people: People, concern: Concern, reason: str
) -> None:
    shown = reveal_reporter(concern=concern, by=people.ben.actor, reason=reason, at=timezone.now())

    event = Event.objects.get(what="reporter.revealed")
    assert (shown.entry.name, shown.institution) == (REPORTER[0], people.school.name)
    assert (event.actor_id, event.details) == (people.ben.user.pk, {"reason": reason})


def test_free_text_is_no_reason(people: People, concern: Concern) -> None:
    with pytest.raises(LookupError):
        reveal_reporter(concern=concern, by=people.ben.actor, reason="nur so", at=timezone.now())

    assert not Event.objects.filter(what="reporter.revealed").exists()


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_nobody_else_sees_the_reporter(people: People, concern: Concern, who: str) -> None:
    with pytest.raises(Refused):
        reveal_reporter(
            concern=concern,
            by=getattr(people, who).actor,
            reason="callback",
            at=timezone.now(),
        )

    assert not Event.objects.filter(what="reporter.revealed").exists()
