"""The seats of the network on a page: places, who answers now, verified or not."""

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from network.queries.seats import seats
from tests.factories.network import AT
from tests.fixtures.district import DORA, District
from tests.people import People


def page_for_dora(district: District) -> str:
    client = Client()
    client.force_login(district.user(DORA))
    return client.get(reverse("network:seats")).content.decode()


def test_every_seat_is_shown_and_the_open_one_as_such(district: District) -> None:
    shown = seats(AT)

    assert len(shown) == 13
    assert [seat.name for seat in shown if seat.is_open] == ["13. Sitz (noch zu benennen)"]
    assert "noch zu benennen" in page_for_dora(district)


def test_an_office_without_a_verified_address_is_red(district: District) -> None:
    assert [seat.name for seat in seats(AT) if not seat.is_open and not seat.is_reachable] == [
        "Jugendamt Meckenheim"
    ]
    assert page_for_dora(district).count("nicht geprüft") == 1


def test_the_county_office_serves_eight_places_and_catches_what_falls(district: District) -> None:
    [fallback] = [seat for seat in seats(AT) if seat.is_fallback]

    assert len(fallback.places) == 8


def test_seats_cost_the_same_queries_in_a_small_network_and_in_a_large_one(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seats(AT)

    with django_assert_num_queries(5):
        seats(AT)
