"""Sending: the check shows what will be, the receipt what was; repeats change nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import DataError, connection
from django.urls import reverse
from django.utils import timezone

from cases.models import Adult, Child, Concern, Draft, Notice, Reporter
from cases.services import report as report_service
from cases.views.check import SEEN, version_of
from tests.cases.views.walking import (
    BONN,
    BORNHEIM,
    SIEGBURG,
    SITUATION,
    begin,
    client_of,
    fill,
    send,
    sent,
    text,
    url,
)
from tests.factories.agreements import publish_standard
from tests.people import People, arrive

CHILD = {
    "anzahl": "1",
    "kind-0-name": "Kanarienkind",
    "kind-0-residence": BORNHEIM,
    "kind-0-whereabouts": BONN,
    "kind-0-lives_with": "mother",
}
FAMILY = {
    "familie-A-mother_name": "Kanarienmutter",
    "familie-A-mother_residence": "home",
    "familie-A-mother_custody": "sole",
    "familie-A-father_residence": SIEGBURG,
    "familie-A-father_custody": "none",
}


def test_the_check_says_who_gets_it_and_why_before_anything_is_sent(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    fill(ada, key, "kinder", CHILD)
    fill(ada, key, "familie", FAMILY)

    page = text(ada.get(url(key, "pruefen")))

    assert "Wer erhält diese Mitteilung und warum" in page
    assert "Jugendamt Bornheim" in page
    assert "Jugendamt Bonn (außerhalb)" in page
    assert "§ 86 Abs. 2 Satz 1 SGB VIII" in page
    assert "telefonisch ist damit noch niemand erreicht" in page
    assert "Kanarienkind" in page
    assert not Concern.objects.exists()


def test_a_report_is_sent_stored_and_confirmed(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    fill(ada, key, "kinder", CHILD)
    fill(ada, key, "familie", FAMILY)
    fill(ada, key, "vorgehen", {"talked_with_child": "yes"})
    fill(ada, key, "kontakt", {"name": "Ada Anker", "phone": "02241 4710 815"})

    response = send(ada, key)

    concern = Concern.objects.get()
    assert response.url == reverse("cases:receipt", kwargs={"reference": concern.reference})
    assert concern.idempotency_key == key
    assert concern.office == people.bornheim
    assert concern.points == {"talked_with_child": "Ja"}
    assert Child.objects.get().identity["name"] == "Kanarienkind"
    assert Adult.objects.get().identity["name"] == "Kanarienmutter"
    assert Reporter.objects.get().identity["organisation"] == people.school.name
    assert Reporter.objects.get().institution_id == people.school.pk
    assert not Draft.objects.exists()


def test_the_receipt_says_who_must_answer_until_when_and_whom_nobody_called(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    fill(ada, key, "kinder", CHILD)
    page = text(ada.get(send(ada, key).url))

    concern = Concern.objects.get()
    notice = Notice.objects.get(recipient_office=people.bornheim)
    local = timezone.localtime(notice.ack_by)
    assert concern.reference in page
    assert "Jugendamt Bornheim" in page
    assert f"{local:%H:%M} Uhr" in page
    assert "Das Portal ruft niemanden an." in page
    assert "Noch nicht benachrichtigt: Das Jugendamt prüft zuerst die Weitergabe." in page
    assert "Kanarien" not in page


def test_sending_again_leads_to_the_same_receipt(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)

    first = send(ada, key)
    again = [send(ada, key), ada.get(url(key, "pruefen")), ada.get(url(key, "lage"))]

    assert {response.url for response in again} == {first.url}
    assert Concern.objects.count() == 1


def test_going_back_after_sending_and_typing_on_leads_to_the_receipt(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    first = send(ada, key)

    assert fill(ada, key, "lage", SITUATION).url == first.url
    assert not Draft.objects.exists()


def test_an_unfinished_report_is_not_sent(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "kinder", {"kind-0-born_on": "01.01.2099"})

    response = send(ada, key)

    assert response.status_code == 422
    assert "Bitte schreiben Sie, was passiert ist." in text(response)
    assert f"{url(key, 'kinder')}?pruefen=1#id_kind-0-born_on" in text(response)
    assert not Concern.objects.exists()


def test_acute_danger_says_110_first(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {**SITUATION, "urgency": "acute"})

    for path in (url(key, "kinder"), url(key, "pruefen")):
        assert "Rufen Sie zuerst die 110 an." in text(ada.get(path))
    assert "Haben Sie die 110 angerufen?" in text(ada.get(send(ada, key).url))


def test_when_the_database_fails_nothing_is_lost_and_nothing_is_promised(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)

    def fail(*_: Any, **__: Any) -> None:
        raise DataError("a value that the database does not take")

    monkeypatch.setattr(report_service, "write_route", fail)
    response = send(ada, key)
    monkeypatch.undo()

    assert response.status_code == 503
    assert "noch bei niemandem angekommen" in text(response)
    assert not Concern.objects.exists()
    assert Draft.objects.get().entries["lage"] == SITUATION
    assert send(ada, key).status_code == 302


def test_a_caseworker_takes_in_a_call(people: People) -> None:
    ben = client_of(people.ben)
    key = begin(ben, view="cases:intake")
    called = timezone.localtime() - timedelta(minutes=20)
    fill(
        ben,
        key,
        "lage",
        {
            **SITUATION,
            "via": "phone",
            "reporter_kind": "citizen",
            "received_on": f"{called:%d.%m.%Y}",
            "received_time": f"{called:%H:%M}",
        },
    )
    fill(ben, key, "kinder", {"anzahl": "1", "kind-0-residence": SIEGBURG})
    fill(ben, key, "kontakt", {"anonymous": "on"})

    response = send(ben, key)

    concern = Concern.objects.get()
    assert concern.received_by == people.bornheim
    assert concern.office == people.bornheim
    assert concern.received_via == "phone"
    assert concern.reporter_kind == "citizen"
    assert concern.received_at == called.replace(second=0, microsecond=0)
    assert Reporter.objects.get().identity["name"] == ""
    assert Reporter.objects.get().account_id is None
    assert concern.reference in text(ben.get(response.url))


def test_receipts_belong_to_who_sent_or_took_in(people: People) -> None:
    ada, ben, carla, dora = map(client_of, (people.ada, people.ben, people.carla, people.dora))
    of_ada = reverse("cases:receipt", kwargs={"reference": sent(ada)})
    key = begin(ben, view="cases:intake")
    fill(ben, key, "lage", SITUATION)
    of_ben = send(ben, key).url
    unknown = reverse("cases:receipt", kwargs={"reference": "KS-AAAA-BBBB-CCCC"})

    assert [c.get(of_ada).status_code for c in (ada, ben, carla, dora)] == [200, 404, 404, 404]
    assert [c.get(of_ben).status_code for c in (ada, ben, carla, dora)] == [404, 200, 404, 404]
    assert ada.get(unknown).status_code == 404
    assert ada.get(of_ada + "x").status_code == 404


def test_the_receipt_is_a_pdf_too(people: People) -> None:
    ada, ben = client_of(people.ada), client_of(people.ben)
    path = reverse("cases:receipt_pdf", kwargs={"reference": sent(ada)})

    response = ada.get(path)

    assert response.content.startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert ben.get(path).status_code == 404


def test_receipt_and_check_cost_the_same_with_one_child_and_with_five(
    people: People, django_assert_max_num_queries: Any
) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    fill(ada, key, "kinder", {"anzahl": "5", **{f"kind-{n}-residence": BORNHEIM for n in range(5)}})
    ada.get(url(key, "pruefen"))

    with django_assert_max_num_queries(20):
        ada.get(url(key, "pruefen"))
    receipt = send(ada, key).url
    with django_assert_max_num_queries(26):
        ada.get(receipt)


@pytest.mark.django_db(transaction=True)
def test_twenty_times_the_same_submit_at_once_is_one_concern() -> None:
    people = arrive()
    publish_standard()
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    session = ada.cookies

    def press(_: int) -> str:
        client = client_of(people.ada).__class__()
        client.cookies = session
        try:
            return str(send(client, key).url)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(press, range(20)))

    assert len(set(receipts)) == 1
    assert Concern.objects.count() == 1
    assert Notice.objects.filter(recipient_office__isnull=False).count() == 1


def test_what_was_changed_in_another_window_is_not_sent_unseen(people: People) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", SITUATION)
    seen = version_of(Draft.objects.get(pk=key))
    fill(ada, key, "lage", {**SITUATION, "account": "Zweite Fassung."})

    answer = ada.post(url(key, "pruefen"), {SEEN: seen})

    assert answer.status_code == 409
    assert "inzwischen geändert" in text(answer)
    assert not Concern.objects.exists()
