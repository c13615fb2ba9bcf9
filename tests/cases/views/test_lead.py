"""What heads see: who keeps silent, who was told when, and whom the ladder would find."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from kinderschutz.lib.clock import database_now
from network.domain.terms import Role
from network.models import ContactPoint, Membership
from tests.factories.cases import CHILD_NAME, SIEGBURG, child, make_concern, notice_to, overdue
from tests.factories.network import changed_directory
from tests.people import People, Person, person

LEAD, LADDER = "/leitung/", "/leitung/verstaendigung/"


@pytest.fixture
def head(people: People, client: Client) -> Person:
    """The head of Bornheim, logged in."""
    heinz = person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    client.force_login(heinz.user)
    return heinz


def text(client: Client, path: str = LEAD) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def main(client: Client, path: str = LEAD) -> str:
    return text(client, path).split("<main", 1)[1].split("</main>", 1)[0]


def acute(people: People) -> Notice:
    return notice_to(make_concern(people, urgency="acute"), "bornheim")


@pytest.mark.parametrize("path", [LEAD, LADDER])
def test_workers_partners_and_the_coordination_find_no_such_page(
    client: Client, people: People, path: str
) -> None:
    for who in (people.ben, people.ada, people.dora):
        client.force_login(who.user)
        assert client.get(path).status_code == 404


def test_where_nothing_lies_the_page_says_so(client: Client, head: Person) -> None:
    assert "Nichts liegt unbeantwortet" in text(client)


def test_an_overdue_notice_shows_level_and_next_step(
    client: Client, people: People, head: Person
) -> None:
    notice = overdue(acute(people), minutes=1)
    escalate_due()

    page = main(client)

    assert "Überfällig, weitere Stufen folgen (1)" in page
    assert notice.reference in page
    assert "Stufe 1 von 5: Erinnerung" in page
    assert "Vertretung, <time" in page


def test_it_says_who_was_written_to_and_whether_it_has_left(
    client: Client, people: People, head: Person
) -> None:
    overdue(acute(people), minutes=16)
    escalate_due()

    page = main(client)

    assert "heinz@leute.example" in page
    assert "noch nicht hinaus" in page


def test_at_the_end_of_the_ladder_it_stays_red_until_somebody_takes_over(
    client: Client, people: People, head: Person
) -> None:
    notice = overdue(acute(people), minutes=300)
    escalate_due()
    assert "Niemand hat übernommen, alle Stufen sind durchlaufen (1)" in main(client)

    take_over(notice=notice, by=people.ben.actor, at=database_now())

    assert "alle Stufen sind durchlaufen" not in main(client)


def test_what_waits_for_release_stands_there_too(
    client: Client, people: People, head: Person
) -> None:
    acute(people)

    page = main(client)

    assert "Wartet auf Freigabe" in page
    assert "Noch niemandem geschrieben" in page


def test_the_head_of_another_office_sees_none_of_it(client: Client, people: People) -> None:
    notice = overdue(acute(people), minutes=300)
    other = person("Sara Sommer", Role.OFFICE_HEAD, people.siegburg)
    client.force_login(other.user)

    assert notice.reference not in text(client)


def test_what_the_office_sent_to_another_and_lies_there_is_seen_by_both_heads(
    client: Client, people: People, head: Person
) -> None:
    elsewhere = child(whereabouts=SIEGBURG)
    concern = make_concern(people, elsewhere, urgency="acute")
    other = person("Sara Sommer", Role.OFFICE_HEAD, people.siegburg)
    sent = Notice.objects.get(
        concern=concern, recipient_office=people.bornheim, office=people.siegburg
    )
    overdue(sent, minutes=5)
    client.force_login(other.user)

    page = main(client)

    assert "Jugendamt Bornheim" in page
    assert concern.reference in page


def test_whom_another_office_has_is_told_by_role_and_never_by_address(
    client: Client, people: People, head: Person
) -> None:
    person("Vera Vogt", Role.DEPUTY, people.bornheim)
    other = person("Sara Sommer", Role.OFFICE_HEAD, people.siegburg)
    concern = make_concern(people, child(whereabouts=SIEGBURG), urgency="acute")
    sent = Notice.objects.get(
        concern=concern, recipient_office=people.bornheim, office=people.siegburg
    )
    overdue(sent, minutes=300)
    escalate_due()
    own = main(client)
    client.force_login(other.user)

    page = main(client)

    assert "vera@leute.example" in own
    assert "<li>Vertretung, <time" in page
    for address in ("vera@", "heinz@", "eingang@jugendamt-bornheim.example"):
        assert address not in page


def test_nothing_of_the_child_stands_on_the_page(
    client: Client, people: People, head: Person
) -> None:
    overdue(acute(people), minutes=300)
    escalate_due()

    assert CHILD_NAME not in text(client)


def test_the_page_costs_the_same_with_one_and_with_five(
    client: Client, people: People, head: Person
) -> None:
    overdue(acute(people), minutes=300)
    text(client)
    with CaptureQueriesContext(connection) as one:
        text(client)
    for _ in range(4):
        overdue(acute(people), minutes=300)

    with CaptureQueriesContext(connection) as five:
        text(client)

    assert len(one) == len(five)


def test_the_ladder_names_the_persons_it_would_find(
    client: Client, people: People, head: Person
) -> None:
    person("Vera Vogt", Role.DEPUTY, people.bornheim)

    page = main(client, LADDER)

    assert "Vera Vogt" in page
    assert "Heinz Heller" in page
    assert "eingang@jugendamt-bornheim.example" in page
    assert "eingang@jugendamt-kreis.example" in page
    assert "15 Minuten nach der Frist" in page


def test_without_a_deputy_the_step_is_red_and_says_what_to_do(
    client: Client, people: People, head: Person
) -> None:
    page = main(client, LADDER)

    assert "Keine Vertretung benannt: Die nächste Stufe kommt sofort." in page
    assert "Eine Person mit Konto als Vertretung benennen." in page


def test_an_address_nobody_has_verified_is_red(
    client: Client, people: People, head: Person
) -> None:
    ContactPoint.objects.filter(office=people.bornheim).update(verified_at=None, verified_by="")
    changed_directory()

    assert "Keine dieser Anschriften ist geprüft" in main(client, LADDER)


def test_a_night_without_anybody_on_call_is_named_with_its_hours(
    client: Client, people: People, head: Person
) -> None:
    page = main(client, LADDER)

    assert "Niemand antwortet: weder Dienstzeit noch Rufbereitschaft." in page
    assert "16:00 Uhr</time> bis" in page


def test_who_has_left_is_not_named(client: Client, people: People, head: Person) -> None:
    vera = person("Vera Vogt", Role.DEPUTY, people.bornheim)
    vera.user.is_active = False
    vera.user.save(update_fields=["is_active"])

    assert "Vera Vogt" not in main(client, LADDER)


def test_another_office_cannot_be_asked_for(client: Client, people: People, head: Person) -> None:
    assert client.get(LADDER, {"amt": "siegburg"}).status_code == 404
    assert client.get(LADDER, {"amt": "bornheim"}).status_code == 200


def test_the_ladder_page_costs_the_same_with_one_and_with_six_deputies(
    client: Client, people: People, head: Person
) -> None:
    person("Vera Vogt", Role.DEPUTY, people.bornheim)
    text(client, LADDER)
    with CaptureQueriesContext(connection) as one:
        text(client, LADDER)
    for number in range(5):
        person(f"Vera{number} Vogt", Role.DEPUTY, people.bornheim)

    with CaptureQueriesContext(connection) as six:
        text(client, LADDER)

    assert Membership.objects.filter(role=Role.DEPUTY).count() == 6
    assert len(one) == len(six)
