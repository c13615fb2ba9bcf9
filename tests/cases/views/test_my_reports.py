"""The own reports: arrived, whom they reached, nothing of the case beyond."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.models import Concern, Notice
from cases.services.acknowledgement import take_over
from tests.cases.views.walking import SITUATION, begin, client_of, fill, sent, text
from tests.people import People

LIST = "cases:my_reports"


def test_a_report_shows_that_it_arrived(people: People) -> None:
    ada = client_of(people.ada)
    reference = sent(ada)

    page = text(ada.get(reverse(LIST)))

    assert reference in page
    assert "angekommen" in page
    assert "benachrichtigt, ohne Antwort" in page
    assert "Kanarien" not in page


def test_a_report_shows_who_took_it_over_in_which_office(people: People) -> None:
    ada = client_of(people.ada)
    sent(ada)
    notice = Notice.objects.get()
    Notice.objects.update(recipient_office=people.bornheim)
    notice.refresh_from_db()
    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    page = text(ada.get(reverse(LIST)))

    assert "Jugendamt Bornheim" in page
    assert "Erreicht: Ben Bach, im Portal am" in page
    assert "ohne Antwort" not in page


def test_nobody_sees_the_reports_of_others(people: People) -> None:
    ada = client_of(people.ada)
    reference = sent(ada)

    for other in (people.ben, people.carla, people.dora):
        response = client_of(other).get(reverse(LIST))
        assert response.status_code == 404
        assert reference not in text(response)


def test_drafts_stand_above(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)

    page = text(ada.get(reverse(LIST)))

    assert str(key) in page
    assert page.index("Noch nicht gesendet") < page.index("Noch keine Mitteilung")


def test_thirty_reports_cost_as_much_as_one_and_come_in_pages(
    people: People, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    ada = client_of(people.ada)
    sent(ada)
    ada.get(reverse(LIST))
    with django_assert_max_num_queries(24) as asked:
        ada.get(reverse(LIST))
        one = len(asked)
    for _ in range(29):
        sent(ada)

    with django_assert_num_queries(one):
        first = text(ada.get(reverse(LIST)))
    second = text(ada.get(reverse(LIST), {"page": "2"}))

    references = set(Concern.objects.values_list("reference", flat=True))
    shown_first = {reference for reference in references if reference in first}
    shown_second = {reference for reference in references if reference in second}
    assert (len(shown_first), len(shown_second)) == (20, 10)
    assert shown_first | shown_second == references


def test_a_page_number_that_is_none_shows_the_first_page(people: People) -> None:
    ada = client_of(people.ada)

    assert ada.get(reverse(LIST), {"page": "-1"}).status_code == 200
    assert ada.get(reverse(LIST), {"page": "abc"}).status_code == 200
