"""The family's access through the pages: one makes it, another releases it, then it is fetched."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import AccessExport, Concern, ExportState
from network.models import Look
from tests.cases.views.exceptions import head_of_bornheim, page_of
from tests.cases.views.walking import client_of, text
from tests.factories.cases import ACCOUNT, CHILD_NAME, REPORTER, make_concern
from tests.pdf_text import squeezed, text_of
from tests.people import People
from tests.signing_in import let_it_grow_old

OWN_WORDS = "Es wurde berichtet, dass das Kind verletzt war."


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def ben(people: People) -> Any:
    """He makes it."""
    return client_of(people.ben)


@pytest.fixture
def hanna(people: People) -> Any:
    """She releases it."""
    return client_of(head_of_bornheim(people))


def url(view: str = "access_export") -> str:
    return reverse(f"cases:{view}", args=[AccessExport.objects.get().pk])


def begin(client: Any, concern: Concern) -> Any:
    child = concern.children.get()
    return client.post(page_of(concern, "access_exports"), {"about": f"child-{child.pk}"})


def decided(text: str = OWN_WORDS) -> dict[str, str]:
    """The first item, the account, is told in own words; the others are refused."""
    told = {"version": str(AccessExport.objects.get().version), "submit": "1"}
    for number in range(12):
        told[f"decide_{number}"] = "refuse"
        told[f"refusal_{number}"] = "others"
    return told | {"decide_0": "tell", "text_0": text, "refusal_0": ""}


def submitted(client: Any, concern: Concern) -> AccessExport:
    begin(client, concern)
    client.post(url(), decided())
    return AccessExport.objects.get()


def version() -> dict[str, str]:
    return {"version": str(AccessExport.objects.get().version)}


def test_beginning_leads_to_the_items(people: People, concern: Concern, ben: Any) -> None:
    page = text(ben.get(begin(ben, concern).url))

    assert ACCOUNT in page
    assert f"{CHILD_NAME} A" in page
    assert [each for each in (*REPORTER, people.ada.user.name) if each in page] == []


def test_no_word_of_the_report_stands_in_a_text_by_itself(concern: Concern, ben: Any) -> None:
    page = text(ben.get(begin(ben, concern).url))

    fields = [each.split("</textarea>")[0] for each in page.split("<textarea")[1:]]
    assert fields
    assert [each for each in fields if "Kanarien" in each] == []


def test_it_is_submitted_with_its_file(concern: Concern, ben: Any) -> None:
    export = submitted(ben, concern)

    assert export.state == ExportState.SUBMITTED
    assert squeezed(OWN_WORDS) in text_of(bytes(export.pdf))


def test_what_would_betray_the_reporter_comes_back_with_what_was_typed(
    concern: Concern, ben: Any
) -> None:
    begin(ben, concern)

    answer = ben.post(url(), decided(f"Es rief an: {REPORTER[0]}."))

    assert answer.status_code == 422
    assert "Es rief an" in text(answer)
    assert AccessExport.objects.get().state == ExportState.DRAFT


def test_an_open_item_is_named(concern: Concern, ben: Any) -> None:
    begin(ben, concern)

    answer = ben.post(url(), decided() | {"decide_1": ""})

    assert answer.status_code == 422
    assert "Bitte entscheiden" in text(answer)


def test_a_second_person_releases_and_fetches_it(concern: Concern, ben: Any, hanna: Any) -> None:
    submitted(ben, concern)

    hanna.post(url("access_export_release"), version())
    file = hanna.get(url("access_export_pdf"))

    assert AccessExport.objects.get().state == ExportState.RELEASED
    assert file["Content-Disposition"] == 'attachment; filename="auskunft.pdf"'
    assert file.content == bytes(AccessExport.objects.get().pdf)


def test_whoever_made_it_cannot_release_it(concern: Concern, ben: Any) -> None:
    submitted(ben, concern)

    answer = ben.post(url("access_export_release"), version())

    assert answer.status_code == 404
    assert AccessExport.objects.get().state == ExportState.SUBMITTED


def test_whoever_made_it_has_no_file_in_hand_before_a_second_person_released_it(
    concern: Concern, ben: Any
) -> None:
    submitted(ben, concern)

    assert ben.get(url("access_export_pdf")).status_code == 404
    assert url("access_export_pdf") not in ben.get(url()).content.decode()


def test_whoever_made_it_fetches_it_once_it_is_released(
    concern: Concern, ben: Any, hanna: Any
) -> None:
    submitted(ben, concern)
    hanna.post(url("access_export_release"), version())

    assert ben.get(url("access_export_pdf")).content.startswith(b"%PDF")


def test_the_second_person_gives_it_back(concern: Concern, ben: Any, hanna: Any) -> None:
    submitted(ben, concern)

    hanna.post(url("access_export_return"), version())

    assert AccessExport.objects.get().state == ExportState.DRAFT
    assert hanna.get(url("access_export_pdf")).status_code == 404


def test_what_changed_meanwhile_is_not_released(concern: Concern, ben: Any, hanna: Any) -> None:
    submitted(ben, concern)
    seen = version()
    ben.post(url(), decided("Anders geschrieben."))

    hanna.post(url("access_export_release"), seen)

    assert AccessExport.objects.get().state == ExportState.SUBMITTED


def test_the_head_finds_what_waits_for_release(concern: Concern, ben: Any, hanna: Any) -> None:
    submitted(ben, concern)

    assert url() in text(hanna.get(reverse("cases:lead")))


@pytest.mark.parametrize("view", ["access_export", "access_export_pdf"])
def test_other_offices_find_nothing(people: People, concern: Concern, ben: Any, view: str) -> None:
    submitted(ben, concern)

    assert client_of(people.carla).get(url(view)).status_code == 404


@pytest.mark.parametrize("view", ["access_export", "access_export_pdf"])
def test_an_old_sign_in_is_asked_again(
    people: People, concern: Concern, ben: Any, view: str
) -> None:
    submitted(ben, concern)
    let_it_grow_old(ben, people.ben.user)

    assert reverse("account_reauthenticate") in ben.get(url(view)).url


def test_a_colleague_who_reads_the_answer_is_on_record(
    concern: Concern, ben: Any, hanna: Any
) -> None:
    submitted(ben, concern)
    before = Look.objects.filter(what="export.page").count()

    hanna.get(url())

    assert Look.objects.filter(what="export.page").count() == before + 1


def test_discarding_asks_why_and_says_so_afterwards(concern: Concern, ben: Any) -> None:
    begin(ben, concern)
    link = url("access_export_discard")
    asked = ben.get(link)

    nameless = ben.post(link, version() | {"reason": ""})
    done = ben.post(link, version() | {"reason": "Antrag zurückgenommen"}, follow=True)

    assert CHILD_NAME not in text(asked)
    assert nameless.status_code == 422
    assert AccessExport.objects.get().state == ExportState.DISCARDED
    assert "Antrag zurückgenommen" in text(done)
    assert ben.get(url("access_export_pdf")).status_code == 404
