"""What a leaver had taken over stands before the head until the case is closed."""

from django.db.models.functions import Now
from django.utils import timezone

from cases.models import Notice
from cases.queries.handing import to_hand_on
from network.domain.terms import Role
from network.services.staff import say_farewell
from tests.factories.cases import make_concern, notice_to
from tests.people import People, person


def taken_by_ben(people: People) -> Notice:
    notice = notice_to(make_concern(people), "bornheim")
    Notice.objects.filter(pk=notice.pk).update(
        acknowledged_at=Now(), acknowledged_by=people.ben.user
    )
    return notice


def test_what_a_leaver_had_taken_over_is_to_be_handed_on(people: People) -> None:
    head = person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim).actor
    elsewhere = person("Karl Kopf", Role.OFFICE_HEAD, people.siegburg).actor
    notice = taken_by_ben(people)
    at = timezone.now()
    before = to_hand_on(head, at=at)
    keeper = person("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim).actor

    say_farewell(user=people.ben.user, organisation=people.bornheim, by=keeper, at=at)

    assert before == []
    assert [(each.id, each.who) for each in to_hand_on(head, at=at)] == [(notice.pk, "Ben Bach")]
    assert to_hand_on(elsewhere, at=at) == to_hand_on(keeper, at=at) == []
