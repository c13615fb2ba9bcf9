"""Whom a notice's page offers to call; numbers of people on call are not for everybody."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from cases.views.notice_deeds import telephones
from network.domain.terms import Role
from network.models import ContactKind
from tests.factories import network as make
from tests.factories.cases import make_concern, notice_to
from tests.people import People, person

SATURDAY_NIGHT = datetime(2026, 3, 21, 22, 40, tzinfo=ZoneInfo("Europe/Berlin"))


def test_only_who_may_know_reads_the_number_of_who_is_on_call(people: People) -> None:
    make.make_slot(people.bornheim, 5, time(18), time(8), person="Bereitschaft")
    make.make_contact("02222 4710", office=people.bornheim, kind=ContactKind.PHONE, label="Amt")
    notice = notice_to(make_concern(people), "bornheim")
    at_school = person("Otto Ohm", Role.PARTNER_REPORTER, people.school).actor

    def offered() -> list[str]:
        found = telephones(notice, at_school, at=SATURDAY_NIGHT, is_recipient=True, owns=False)
        return [each.name for each in found]

    before = offered()
    make.turn_into_a_hospital(people.school)

    assert (before, offered()) == (["Amt"], ["Bereitschaft", "Amt"])
