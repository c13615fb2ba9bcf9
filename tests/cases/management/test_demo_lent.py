"""Practice data show from the first login what each role without the cases of an office opens."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.management.demo import seed_concerns
from network.access import SYSTEM, acting_as
from tests.cases.views.walking import client_of, text
from tests.fixtures.district import DEMO, District
from tests.people import Person

ROLES = {
    "sina.musterblick@jugendamt-bornheim.example": "cases:assigned",
    "otto.musterbereit@jugendamt-bornheim.example": "cases:duty",
    "wiju@jugendamt-siegburg.example": "cases:cost_data",
}


@pytest.fixture
def seeded(district: District) -> District:
    with acting_as(SYSTEM):
        seed_concerns(DEMO, at=timezone.now())
    return district


def test_each_of_them_finds_something_on_the_first_page(seeded: District) -> None:
    for email, home in ROLES.items():
        somebody = Person(user=seeded.user(email), actor=seeded.actor(email))

        start = client_of(somebody).get("/")
        page = text(client_of(somebody).get(start["Location"]))

        assert start["Location"] == reverse(home)
        assert f'href="{reverse(home)}' in page.split("<main", 1)[1]
        assert "KS-" in page


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("amtsvormund@jugendamt-siegburg.example", "§ 68 SGB VIII"),
        ("datenschutz@jugendamt-siegburg.example", "Wer hat gesehen?"),
        ("dora.mustermann@netzwerk.example", "Netzwerk-Lage"),
        ("theo.mustertechnik@netzwerk.example", "Technik"),
        ("insofa@musterhilfe.example", "§ 8b SGB VIII"),
    ],
)
def test_the_others_read_what_is_open_to_them(district: District, email: str, says: str) -> None:
    page = text(client_of(Person(district.user(email), district.actor(email))).get("/"))

    assert says in page
    assert "Mitteilungen über Kinder sehen Sie in diesen Rollen nicht" in page
