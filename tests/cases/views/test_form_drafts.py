"""Long forms about a notice: unsent text is kept for the one who typed it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import FormDraft, Notice
from cases.queries.copies import whose
from network.domain.terms import Role
from tests.factories.cases import make_concern, notice_to
from tests.people import People, Person, person

JSON: dict[str, Any] = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def notice(people: People) -> Notice:
    """Bornheim must act."""
    return notice_to(make_concern(people), "bornheim")


def client_of(someone: Person) -> Any:
    client = Client()
    client.force_login(someone.user)
    return client


def page(notice: Notice) -> str:
    return reverse("cases:forward", kwargs={"pk": notice.pk})


def where(notice: Notice, name: str, slug: str = "weiterleiten") -> str:
    return reverse(f"cases:form_{name}", kwargs={"pk": notice.pk, "slug": slug})


def test_what_was_typed_stands_there_again(people: People, notice: Notice) -> None:
    ben = client_of(people.ben)
    ben.get(page(notice))

    answer = ben.post(
        where(notice, "autosave"), {"reason": "Kanarienbericht", "to": "", "seite": "a"}, **JSON
    )

    assert answer.status_code == 200
    assert "Kanarienbericht" in ben.get(page(notice)).content.decode()
    assert FormDraft.objects.get().entries == {"formular": {"reason": "Kanarienbericht", "to": ""}}


def test_a_colleague_with_the_same_case_sees_nothing_of_it(people: People, notice: Notice) -> None:
    ben = client_of(people.ben)
    ben.get(page(notice))
    ben.post(where(notice, "autosave"), {"reason": "Kanarienbericht"}, **JSON)
    bea = client_of(person("Bea Baum", Role.CASE_WORKER, people.bornheim))

    seen = bea.get(page(notice))

    assert seen.status_code == 200
    assert "Kanarienbericht" not in seen.content.decode()


def test_a_fault_keeps_what_was_typed(people: People, notice: Notice) -> None:
    ben = client_of(people.ben)
    ben.get(page(notice))

    answer = ben.post(page(notice), {"reason": "Kanarienbericht", "to": ""})

    assert answer.status_code == 422
    assert FormDraft.objects.get().entries["formular"]["reason"] == "Kanarienbericht"


def test_the_sent_form_leaves_nothing_and_says_so_to_other_windows(
    people: People, notice: Notice
) -> None:
    ben = client_of(people.ben)
    ben.get(page(notice))
    draft = FormDraft.objects.get()

    sent = ben.post(page(notice), {"reason": "Dort gemeldet.", "to": "siegburg"})
    other = ben.post(
        where(notice, "autosave"), {"reason": "Nachtrag", "entwurf": str(draft.pk)}, **JSON
    )

    assert sent.status_code == 302
    assert (other.status_code, other.json()) == (410, {"url": ""})
    assert not FormDraft.objects.exists()


def test_a_form_of_a_sent_draft_asks_before_it_is_sent_once_more(
    people: People, notice: Notice
) -> None:
    ben = client_of(people.ben)
    ben.get(page(notice))
    old = {"entwurf": str(FormDraft.objects.get().pk)}
    ben.post(page(notice), {"reason": "Dort gemeldet.", "to": "siegburg"})
    before = Notice.objects.count()

    again = ben.post(page(notice), {"reason": "Dort gemeldet.", "to": "kreis", **old})

    assert again.status_code == 409
    assert "wurde inzwischen gesendet" in again.content.decode()
    assert Notice.objects.count() == before


def test_two_windows_do_not_send_over_each_other(people: People, notice: Notice) -> None:
    ben = client_of(people.ben)
    ben.get(page(notice))
    ben.post(where(notice, "autosave"), {"reason": "Erstes Fenster.", "seite": "left"}, **JSON)
    before = Notice.objects.count()

    answer = ben.post(
        page(notice), {"reason": "Zweites.", "to": "siegburg", "fassung": "0", "seite": "right"}
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(each in text for each in ("Erstes Fenster.", "Zweites.", "Jugendamt Siegburg"))
    assert Notice.objects.count() == before
    draft = FormDraft.objects.get()
    chosen = ben.post(where(notice, "versions"), {"nehmen": "0", "fassung": draft.version})
    assert chosen.url == page(notice)
    assert FormDraft.objects.get().entries["formular"]["reason"] == "Zweites."


def test_nothing_is_sent_while_another_windows_text_waits_for_a_choice(
    people: People, notice: Notice
) -> None:
    ben = client_of(people.ben)
    ben.get(page(notice))
    ben.post(where(notice, "autosave"), {"reason": "Erstes Fenster.", "seite": "left"}, **JSON)
    ben.post(page(notice), {"reason": "Zweites.", "fassung": "0", "seite": "right"})
    before = Notice.objects.count()

    answer = ben.post(page(notice), {"reason": "Erstes.", "to": "siegburg", "seite": "left"})

    assert answer.status_code == 409
    assert "Zweites." in answer.content.decode()
    assert Notice.objects.count() == before
    assert FormDraft.objects.get().aside


def test_nobody_sends_what_somebody_else_has_typed_on_an_open_page(
    people: People, notice: Notice
) -> None:
    bea = client_of(person("Bea Baum", Role.CASE_WORKER, people.bornheim))
    before = Notice.objects.count()
    page_of_ben = {"wer": whose(people.ben.user.pk)}

    answer = bea.post(page(notice), {"reason": "Von Ben.", "to": "siegburg", **page_of_ben})

    assert answer.url == page(notice)
    assert Notice.objects.count() == before
    assert "Von Ben." not in bea.get(page(notice)).content.decode()


@pytest.mark.parametrize("slug", ["weiterleiten", "anders-entscheiden"])
def test_who_has_no_such_case_has_no_such_draft(people: People, notice: Notice, slug: str) -> None:
    for someone in (people.ada, people.carla, people.dora):
        client = client_of(someone)
        assert client.post(where(notice, "autosave", slug), {}, **JSON).status_code == 410
        assert client.get(where(notice, "versions", slug)).status_code == 404
    assert not FormDraft.objects.exists()


def test_a_form_that_is_none_is_not_found(people: People, notice: Notice) -> None:
    ben = client_of(people.ben)

    assert ben.post(where(notice, "autosave", "uebernehmen"), {}, **JSON).status_code == 404
