"""The network's situation: ages and levels, and not one word of a case, office or place."""

import re
from datetime import time, timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cases.models import Notice
from cases.queries.network_board import told
from cases.services import canary
from cases.services.escalation import escalate_due
from network.domain.terms import Role
from network.models import Delivery
from network.services.heartbeat import beat
from tests.factories.cases import ACCOUNT, CHILD_NAME, MOTHER, make_concern, notice_to, overdue
from tests.letters import write
from tests.people import People, person

BOARD, MACHINERY, GAPS, INBOX = "/lage/", "/technik/", "/luecken/", "/eingang/"


def main(client: Client, path: str = BOARD) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    page = " ".join(answer.content.decode().split())
    return page.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.fixture
def coordination(people: People, client: Client) -> None:
    """Somebody of the coordination is logged in."""
    client.force_login(person("Dana Dahl", Role.COORDINATION, people.kreis).user)


def acute(people: People) -> Notice:
    return notice_to(make_concern(people, urgency="acute"), "bornheim")


def cells(page: str, level: str) -> list[str]:
    row = page.split(f'scope="row">{level}', 1)[1].split("</tr>", 1)[0]
    return re.findall(r"<td[^>]*>([^<]*)</td>", row)


def test_only_the_coordination_and_the_fallbacks_head_see_it(
    client: Client, people: People
) -> None:
    others = (
        people.ada,
        people.ben,
        people.dora,
        person("Sara Sommer", Role.OFFICE_HEAD, people.siegburg),
        person("Theo Thal", Role.TECHNICAL_ADMIN, people.kreis),
    )
    seers = (
        person("Dana Dahl", Role.COORDINATION, people.kreis),
        person("Ines Imhof", Role.OFFICE_HEAD, people.kreis),
    )

    def status(user: object) -> int:
        client.force_login(user)  # type: ignore[arg-type]  # a person's account
        return client.get(BOARD).status_code

    assert [status(each.user) for each in others] == [404] * 5
    assert [status(each.user) for each in seers] == [200] * 2


def test_a_quiet_network_says_so(client: Client, coordination: None) -> None:
    assert "Alles übernommen" in main(client)


def test_age_and_level_are_told_and_small_numbers_are_not(
    client: Client, people: People, coordination: None
) -> None:
    overdue(acute(people), minutes=300)
    escalate_due()

    page = main(client)

    assert cells(page, "alle Stufen durchlaufen") == ["–", "–", "–", "unter 3", "–"]


def test_three_are_a_number(client: Client, people: People, coordination: None) -> None:
    for _ in range(3):
        overdue(acute(people), minutes=1)
    escalate_due()

    assert cells(main(client), "erinnert") == ["–", "3", "–", "–", "–"]


def test_a_second_reminder_does_not_lower_the_level(
    client: Client, people: People, coordination: None
) -> None:
    person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    notice = overdue(acute(people), minutes=1)
    Notice.objects.filter(pk=notice.pk).update(step=4)

    assert cells(main(client), "Leitung verständigt") == ["–", "unter 3", "–", "–", "–"]


@pytest.mark.parametrize(("count", "word"), [(0, "–"), (1, "unter 3"), (2, "unter 3"), (3, "3")])
def test_numbers_below_three_are_not_told_apart(count: int, word: str) -> None:
    assert told(count) == word


def test_not_one_word_of_a_case_office_or_place_is_in_the_page(
    client: Client, people: People, coordination: None
) -> None:
    concern = make_concern(people, urgency="acute")
    notice = overdue(notice_to(concern, "bornheim"), minutes=300)
    escalate_due()

    page = main(client)

    names = [people.bornheim.name, people.siegburg.name, people.kreis.name, "Bornheim", "Siegburg"]
    case = [concern.reference, str(concern.pk), str(notice.pk), CHILD_NAME, MOTHER, ACCOUNT]
    topics = ["misshandlung", "Gewalt", "Schule", "Akut", "Dringend"]
    assert "unter 3" in page
    assert not [word for word in (*names, *case, *topics) if word in page]


def test_it_asks_the_same_number_of_queries_whatever_waits(
    client: Client, people: People, coordination: None
) -> None:
    overdue(acute(people), minutes=5)
    main(client)
    with CaptureQueriesContext(connection) as one:
        main(client)
    for _ in range(4):
        overdue(acute(people), minutes=5)

    with CaptureQueriesContext(connection) as five:
        main(client)

    assert len(one) == len(five)


def test_canaries_are_not_counted(
    client: Client, people: People, coordination: None, settings: Settings
) -> None:
    settings.CANARY_AT = time(3)

    canary.take_turn()

    assert Notice.objects.filter(is_canary=True, acknowledged_at=None).exists()
    assert "Alles übernommen" in main(client)


def test_the_technique_sees_which_process_stands(client: Client, people: People) -> None:
    client.force_login(person("Theo Thal", Role.TECHNICAL_ADMIN, people.kreis).user)
    beat("relay")

    page = main(client, MACHINERY)

    assert "Etwas steht oder ist verspätet" in page
    assert page.count(">steht<") == 3
    assert page.count(">läuft<") == 1


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.DIRECTORY_EDITOR, Role.OFFICE_HEAD])
def test_the_machinery_is_for_the_technique_alone(
    client: Client, people: People, role: Role
) -> None:
    client.force_login(person("Nele Nau", role, people.kreis).user)

    assert client.get(MACHINERY).status_code == 404


def test_every_gap_of_the_network_is_listed_for_the_directory(
    client: Client, people: People
) -> None:
    client.force_login(people.dora.user)

    page = main(client, GAPS)

    assert "Jugendamt Bornheim" in page
    assert "Keine Vertretung benannt" in page
    assert "Für diesen Sitz ist noch niemand benannt." in page


def test_gaps_are_for_directory_and_coordination_alone(client: Client, people: People) -> None:
    head = person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)

    for who in (people.ada, people.ben, head):
        client.force_login(who.user)
        assert client.get(GAPS).status_code == 404


def stuck_letter() -> Delivery:
    (letter,) = write("a@amt.example")
    long_ago = Now() - timedelta(minutes=3)
    Delivery.objects.filter(pk=letter.pk).update(planned_at=long_ago, due_at=long_ago)
    return letter


def test_workers_are_told_when_no_letter_leaves(client: Client, people: People) -> None:
    stuck_letter()
    client.force_login(people.ben.user)

    page = main(client, INBOX)

    assert "Der Mailversand steht seit" in page
    assert "Rufen Sie an" in page


def test_a_letter_refused_for_the_time_being_is_no_standstill(
    client: Client, people: People
) -> None:
    letter = stuck_letter()
    Delivery.objects.filter(pk=letter.pk).update(due_at=Now() + timedelta(minutes=5), attempts=3)
    client.force_login(people.ben.user)

    assert "Der Mailversand steht" not in main(client, INBOX)


def test_partners_are_not_troubled_with_the_mail(client: Client, people: People) -> None:
    stuck_letter()
    client.force_login(people.ada.user)

    assert "Der Mailversand steht" not in main(client, INBOX)
