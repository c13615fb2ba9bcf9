"""Letters on paper: the queue of an office, from the address to the name of who confirmed."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Notice
from network.models import LetterEntry, PostalLetter
from tests.cases.views.walking import client_of, text
from tests.factories.cases import BONN, CASE_CANARIES, REPORTER, child, make_concern, notice_to
from tests.people import People

LETTERS = reverse("cases:letters")
ADDRESS = "Bundesstadt Bonn\nAmt für Kinder\nStadthaus 1\n53103 Bonn"
DEEDS = ("letter_print", "letter_address", "letter_post", "letter_confirm")


@pytest.fixture
def letter(people: People) -> PostalLetter:
    """Bornheim has to write to Bonn, where the child is; nobody knows the address yet."""
    make_concern(people, child(whereabouts=BONN), urgency="acute")
    return PostalLetter.objects.get()


@pytest.fixture
def ben(people: People) -> Any:
    """Ben's browser."""
    return client_of(people.ben)


def url(letter: PostalLetter, name: str = "letter") -> str:
    return reverse(f"cases:{name}", args=[letter.pk])


def addressed(letter: PostalLetter) -> PostalLetter:
    """As if somebody had entered the address."""
    PostalLetter.objects.filter(pk=letter.pk).update(address=ADDRESS)
    letter.refresh_from_db()
    return letter


def stage_of(letter: PostalLetter) -> str:
    letter.refresh_from_db()
    return letter.stage


def test_the_queue_shows_to_whom_and_what_is_missing(ben: Any, letter: PostalLetter) -> None:
    page = text(ben.get(LETTERS))

    assert "Jugendamt Bonn (außerhalb)" in page
    assert letter.reference in page
    assert "Anschrift fehlt" in page
    assert not [word for word in (*CASE_CANARIES, *REPORTER) if word in page]


def test_an_empty_queue_says_so(people: People, ben: Any) -> None:
    assert "Kein Brief zu tun" in text(ben.get(LETTERS))


def test_the_whole_way_of_a_letter(people: People, ben: Any, letter: PostalLetter) -> None:
    assert ben.post(url(letter, "letter_address"), {"address": ADDRESS}).status_code == 302
    printed = ben.post(url(letter, "letter_print"))
    assert stage_of(letter) == "printed"
    ben.post(url(letter, "letter_post"))
    assert stage_of(letter) == "posted"
    ben.post(url(letter, "letter_confirm"), {"spoke_with": "Bodo Bonn"})

    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")
    assert letter.reference in printed.headers["Content-Disposition"]
    assert stage_of(letter) == "confirmed"
    log = [
        (each.stage, each.by_id, each.spoke_with)
        for each in LetterEntry.objects.filter(letter=letter)
    ]
    key = people.ben.user.pk
    assert log == [
        ("printed", key, None),
        ("posted", key, None),
        ("confirmed", key, "Bodo Bonn"),
    ]
    page = text(ben.get(url(letter)))
    assert "Brief bestätigt: Jugendamt Bonn (außerhalb)" in page
    assert "Von: Bodo Bonn" in page
    assert "Kein Brief zu tun" in text(ben.get(LETTERS))


def test_the_notice_leads_to_its_letter(people: People, ben: Any, letter: PostalLetter) -> None:
    own = notice_to(Notice.objects.get(pk=letter.message_id).concern, "bornheim")

    page = text(ben.get(reverse("cases:notice", args=[own.pk])))

    assert f'href="{url(letter)}">zu drucken</a>' in page
    assert "Brief zu drucken: Jugendamt Bonn (außerhalb)" in page


def test_several_letters_come_in_one_pdf(people: People, ben: Any, letter: PostalLetter) -> None:
    make_concern(people, child(whereabouts=BONN), urgency="acute")
    PostalLetter.objects.update(address=ADDRESS)
    chosen = [str(key) for key in PostalLetter.objects.values_list("pk", flat=True)]

    answer = ben.post(reverse("cases:letters_print"), {"brief": [*chosen, "unsinn", str(uuid4())]})

    assert answer.content.startswith(b"%PDF-")
    assert set(PostalLetter.objects.values_list("stage", flat=True)) == {"printed"}
    assert LetterEntry.objects.count() == 2


def test_nothing_chosen_prints_nothing(ben: Any, letter: PostalLetter) -> None:
    answer = ben.post(reverse("cases:letters_print"), {})

    assert answer.url == LETTERS
    assert "Es war kein Brief ausgewählt" in text(ben.get(LETTERS))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "Bitte füllen Sie dieses Feld aus."),
        ("Stadt Bonn", "Bitte geben Sie wenigstens zwei Zeilen an: die Stelle und den Ort."),
        ("\n".join("1234567"), "Bitte kürzen Sie auf höchstens 6 Zeilen; jetzt sind es 7."),
        ("B" * 61 + "\nBonn", "Bitte kürzen Sie jede Zeile auf höchstens 60 Zeichen."),
    ],
)
def test_an_address_that_no_window_shows_is_refused_in_german(
    ben: Any, letter: PostalLetter, typed: str, fault: str
) -> None:
    answer = ben.post(url(letter, "letter_address"), {"address": typed})

    page = text(answer)
    assert answer.status_code == 422
    assert fault in page
    assert "<title>Fehler: " in page
    assert typed in page
    letter.refresh_from_db()
    assert letter.address == ""


def test_a_confirmation_needs_a_name(ben: Any, letter: PostalLetter) -> None:
    PostalLetter.objects.update(address=ADDRESS, stage="posted")

    answer = ben.post(url(letter, "letter_confirm"), {"spoke_with": " "})

    assert answer.status_code == 422
    assert "Bitte nennen Sie den Namen der Person" in text(answer)
    assert stage_of(letter) == "posted"


def test_without_an_address_nothing_is_printed(ben: Any, letter: PostalLetter) -> None:
    answer = ben.post(url(letter, "letter_print"))

    assert answer.status_code == 409
    assert "Ohne Anschrift kann der Brief nicht gedruckt werden." in text(answer)


def test_what_a_colleague_did_meanwhile_is_a_conflict_that_explains(
    ben: Any, letter: PostalLetter
) -> None:
    answer = ben.post(url(addressed(letter), "letter_confirm"), {"spoke_with": "Bodo Bonn"})

    assert answer.status_code == 409
    assert "Mit diesem Brief hat inzwischen jemand weitergearbeitet." in text(answer)
    assert not LetterEntry.objects.exists()


def test_posting_twice_is_harmless(ben: Any, letter: PostalLetter) -> None:
    PostalLetter.objects.update(address=ADDRESS, stage="printed")

    for _ in range(2):
        answer = ben.post(url(letter, "letter_post"))

    assert answer.status_code == 302
    assert LetterEntry.objects.count() == 1


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_strangers_find_no_letter(people: People, letter: PostalLetter, who: str) -> None:
    stranger: Any = client_of(getattr(people, who))

    found = [stranger.get(url(letter)), *(stranger.post(url(letter, deed)) for deed in DEEDS)]

    assert {answer.status_code for answer in found} == {404}
    stranger.post(reverse("cases:letters_print"), {"brief": [str(letter.pk)]})
    assert stage_of(letter) == "planned"


@pytest.mark.parametrize("who", ["ada", "dora"])
def test_the_queue_is_for_offices(people: People, who: str) -> None:
    assert client_of(getattr(people, who)).get(LETTERS).status_code == 404


def test_three_letters_cost_as_much_as_one(people: People, ben: Any, letter: PostalLetter) -> None:
    asked = []
    for number in (0, 2):
        for _ in range(number):
            make_concern(people, child(whereabouts=BONN), urgency="acute")
        ben.get(LETTERS)
        with CaptureQueriesContext(connection) as queries:
            ben.get(LETTERS)
        asked.append(len(queries.captured_queries))

    assert asked[0] == asked[1] <= 16
