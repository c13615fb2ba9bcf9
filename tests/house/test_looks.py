"""Whoever opens personal data leaves one line, whoever is refused one, on every address.

An address of the cases stands in one of the two lists below, or these tests fail. The network's own
addresses cannot reach a case: it imports nothing of `cases`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Draft, Notice
from cases.services.drafts import start_draft
from cases.services.paper_kit import make as make_kit
from network.domain.by_hand import CallDesk
from network.domain.terms import Role
from network.models import Call, Look, PostalLetter
from tests.cases.views.walking import client_of
from tests.factories.agreements import publish_standard
from tests.factories.cases import (
    BONN,
    CASE_CANARIES,
    REPORTER,
    child,
    make_concern,
    notice_to,
    overdue,
)
from tests.house.test_urls import ALL
from tests.people import People, Person, person

NOTHING_OPENED: dict[str, str] = {
    "cases:assigned": "writes its line; tested with the page",
    "cases:assigned_case": "writes its line; tested with the page",
    "cases:assigned_reporter": "writes its line; tested with the page",
    "cases:assignments": "writes its line; tested with the page",
    "cases:cost_child": "writes its line; tested with the page",
    "cases:cost_data": "writes its line; tested with the page",
    "cases:duty": "writes its line; tested with the page",
    "cases:duty_call": "a deed; with a fault it shows the page of the duty",
    "cases:duty_case": "writes its line; tested with the page",
    "cases:duty_reporter": "writes its line; tested with the page",
    "cases:duty_take_over": "a deed",
    "cases:end_assignment": "a deed",
    "cases:blocks": "writes its line; tested with the page",
    "cases:canary": "no case: the portal's reports to itself",
    "cases:retention": "rules, references and days; no content",
    "cases:check": "what the person is writing, shown to nobody else",
    "cases:confirm_by_phone": "a deed: the audit log has it; with a fault it shows the notice page",
    "cases:discard": "a deed",
    "cases:draft_key": "a key for what the person is writing",
    "cases:drafts_alive": "opaque names of the own drafts",
    "cases:emergency": "asks for a reference and a reason; what it opens is the page below",
    "cases:end_emergency": "a deed",
    "cases:form_autosave": "keeps what the person is writing",
    "cases:form_versions": "what the person is writing",
    "cases:glass_seen": "a deed",
    "cases:intake": "own drafts, without a name",
    "cases:jurisdiction": "nothing stored",
    "cases:jurisdiction_check": "nothing stored",
    "cases:ladder": "roles and times of an office, no case",
    "cases:letter_address": "a deed; with a fault it shows the letter's page",
    "cases:letter_confirm": "a deed; with a fault it shows the letter's page",
    "cases:letter_post": "a deed",
    "cases:machinery": "processes, no case",
    "cases:metrics": "figures",
    "cases:network_board": "ages and counts, no reference",
    "cases:notice_call": "a deed; with a fault it shows the notice page",
    "cases:opened_case": "references of notices; each of them leaves its line when it is opened",
    "cases:paper_kit_printed": "a deed",
    "cases:paper_kits": "days and sizes of files",
    "cases:receipt_call": "a deed; with a fault it shows the receipt",
    "cases:release": "a deed",
    "cases:report": "own drafts, without a name",
    "cases:reveal_seen": "a deed",
    "cases:step": "what the person is writing",
    "cases:step_autosave": "keeps what the person is writing",
    "cases:step_versions": "what the person is writing",
    "cases:take_over": "a deed",
    "cases:unblock": "a deed",
    "cases:upload": "writes its line; tested with the files",
    "cases:uploads": "what the person is writing",
    "cases:access_export": "writes its line; tested with the export",
    "cases:access_export_pdf": "writes its line; tested with the export",
    "cases:access_exports": "writes its line; tested with the export",
    "cases:access_export_release": "a deed",
    "cases:access_export_return": "a deed",
    "cases:access_export_discard": "a deed; its page names nobody",
    "cases:looks_csv": "asks for a fresh sign-in; writes its line",
    "cases:marks": "writes its line; tested with the page",
    "cases:search": "writes its line; tested with the page",
    "cases:watchdog": "processes, no case",
    "cases:withhold": "a deed",
}


@dataclass(frozen=True)
class World:
    """One acute report of Ada's about a child of Bornheim that is in Bonn, and all around it."""

    people: People
    head: Person
    fallback: Person
    notice: Notice
    call: Call
    letter: PostalLetter
    kit: Any
    draft: Draft


@pytest.fixture
def world(people: People) -> World:
    publish_standard()
    concern = make_concern(people, child(whereabouts=BONN), urgency="acute")
    PostalLetter.objects.update(address="Jugendamt\nMusterweg 1\n53111 Bonn")
    call = Call.objects.get(recipient_outside__isnull=False)
    Call.objects.filter(pk=call.pk).update(desk=CallDesk.FALLBACK)
    kit = make_kit(people.bornheim, day=timezone.localdate())
    assert kit is not None
    return World(
        people=people,
        head=person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim),
        fallback=person("Greta Grün", Role.CASE_WORKER, people.kreis),
        notice=overdue(notice_to(concern, "bornheim")),
        call=call,
        letter=PostalLetter.objects.get(),
        kit=kit,
        draft=start_draft(by=people.ada.actor, at=timezone.now(), on_behalf_of=people.school),
    )


@dataclass(frozen=True)
class Opening:
    """How one address is opened by `who`; `stranger` is refused, "" where nothing has a key.

    `key` makes the arguments of the address, `posted` is sent where only a POST shows something.
    """

    who: str
    what: str
    purpose: str
    key: Callable[[World], dict[str, Any]] = lambda world: {}
    stranger: str = ""
    posted: Callable[[World], dict[str, Any]] | None = None
    asked: Callable[[World], dict[str, Any]] = lambda world: {}


def of_notice(world: World) -> dict[str, Any]:
    return {"pk": world.notice.pk}


def of_receipt(world: World) -> dict[str, Any]:
    return {"reference": world.notice.reference}


def of_letter(world: World) -> dict[str, Any]:
    return {"pk": world.letter.pk}


def asked_of_log(world: World) -> dict[str, Any]:
    days = {"von": "01.01.2020", "bis": "31.12.2099"}
    return {"kennung": world.notice.reference, "anlass": "oversight", **days}


OPENED = {
    "cases:call": Opening(
        "ben", "call.page", "reaching", lambda world: {"pk": world.call.pk}, "carla"
    ),
    "cases:calls": Opening("ben", "calls.list", "reaching"),
    "cases:case_retention": Opening("ben", "notice.form", "casework", of_notice, "carla"),
    "cases:desk": Opening("fallback", "desk.list", "fallback"),
    "cases:forward": Opening("ben", "notice.form", "casework", of_notice, "carla"),
    "cases:inbox": Opening("ben", "inbox.list", "casework"),
    "cases:lead": Opening("head", "lead.list", "leading"),
    "cases:letter": Opening("ben", "letter.page", "post", of_letter, "carla"),
    "cases:letter_print": Opening(
        "ben", "letter.pdf", "post", of_letter, "carla", posted=lambda world: {}
    ),
    "cases:letters": Opening("ben", "letters.list", "post"),
    "cases:letters_print": Opening(
        "ben", "letter.pdf", "post", posted=lambda world: {"brief": str(world.letter.pk)}
    ),
    "cases:my_reports": Opening("ada", "reports.list", "reporting"),
    "cases:notice": Opening("ben", "notice.page", "casework", of_notice, "carla"),
    "cases:notice_uploads": Opening("ben", "uploads.list", "casework", of_notice, "carla"),
    "cases:overrule": Opening("ben", "notice.form", "casework", of_notice, "carla"),
    "cases:paper_kit_pdf": Opening(
        "ben", "paper_kit.pdf", "outage", lambda world: {"pk": world.kit.pk}, "carla"
    ),
    "cases:receipt": Opening("ada", "receipt.page", "reporting", of_receipt, "carla"),
    "cases:receipt_pdf": Opening("ada", "receipt.pdf", "reporting", of_receipt, "carla"),
    "cases:reporter": Opening(
        "ben",
        "reporter.page",
        "callback",
        of_notice,
        "carla",
        posted=lambda world: {"purpose": "callback", "reason": "Rückruf wegen der Geschwister"},
    ),
}
OPENED |= {
    name: Opening("head", what, "oversight", posted=None, asked=asked_of_log)
    for name, what in (("cases:looks", "log.page"),)
}
REFUSED_DRAFTS = ("cases:step", "cases:check")


def somebody(world: World, name: str) -> Any:
    found = getattr(world, name, None) or getattr(world.people, name)
    return client_of(found)


def opened(world: World, name: str, who: str) -> Any:
    how = OPENED[name]
    address = reverse(name, kwargs=how.key(world))
    browser = somebody(world, who)
    if how.asked(world):
        return browser.get(address, how.asked(world))
    return browser.get(address) if how.posted is None else browser.post(address, how.posted(world))


def test_every_address_of_the_cases_says_whether_it_opens_something() -> None:
    ours = {name for name in ALL if name.startswith("cases:")}

    assert sorted(ours ^ (set(OPENED) | set(NOTHING_OPENED))) == []
    assert sorted(set(OPENED) & set(NOTHING_OPENED)) == []


@pytest.mark.parametrize("name", sorted(OPENED))
def test_opening_leaves_exactly_one_line(world: World, name: str) -> None:
    how = OPENED[name]

    assert opened(world, name, how.who).status_code == 200

    look = Look.objects.get()
    assert (look.what, look.purpose, look.is_refused) == (how.what, how.purpose, False)
    assert look.actor_id is not None
    assert look.office_id is not None


@pytest.mark.parametrize("name", sorted(name for name, how in OPENED.items() if how.stranger))
def test_a_refusal_leaves_exactly_one_line(world: World, name: str) -> None:
    assert opened(world, name, OPENED[name].stranger).status_code == 404

    look = Look.objects.get()
    assert (look.what, look.is_refused) == ("refused", True)
    assert look.actor_id == world.people.carla.user.pk


@pytest.mark.parametrize("name", REFUSED_DRAFTS)
def test_asking_for_a_draft_of_others_leaves_a_line(world: World, name: str) -> None:
    slug = {"slug": "lage"} if name == "cases:step" else {}

    answer = client_of(world.people.carla).get(
        reverse(name, kwargs={"draft_id": world.draft.pk, **slug})
    )

    assert answer.status_code == 404
    assert Look.objects.get(is_refused=True).on_id == world.draft.pk


@pytest.mark.parametrize("name", sorted(set(NOTHING_OPENED) & {"cases:intake", "cases:paper_kits"}))
def test_what_opens_nothing_shows_nothing_of_a_case(world: World, name: str) -> None:
    page = client_of(world.people.ben).get(reverse(name)).content.decode()

    assert not [word for word in (*CASE_CANARIES, *REPORTER) if word in page]
    assert not Look.objects.exists()


@pytest.mark.parametrize("name", ["cases:inbox", "cases:calls", "cases:letters"])
def test_a_list_that_keeps_itself_fresh_leaves_a_line_only_for_what_is_new(
    world: World, name: str
) -> None:
    ben = client_of(world.people.ben)
    first = ben.get(reverse(name), {"teil": "liste"})
    Look.objects.get()
    minutes_ago = f"{first['HX-PTag'].partition('.')[0]}.200001010000"

    same = ben.get(reverse(name), {"teil": "liste"}, headers={"HX-PTag": minutes_ago})

    assert same.status_code == 200
    assert Look.objects.count() == 1
    make_concern(world.people, child(whereabouts=BONN), urgency="acute")
    PostalLetter.objects.update(address="Jugendamt")
    Call.objects.update(desk=CallDesk.OFFICE)
    ben.get(reverse(name), {"teil": "liste"}, headers={"HX-PTag": minutes_ago})
    assert Look.objects.count() == 2


def test_a_list_says_how_many_rows_it_showed(world: World) -> None:
    make_concern(world.people)
    client_of(world.people.ben).get(reverse("cases:inbox"))

    assert Look.objects.get().count == 2


def test_an_empty_list_leaves_no_line(people: People) -> None:
    client_of(people.ben).get(reverse("cases:inbox"))

    assert not Look.objects.exists()


def test_who_reads_for_the_sender_is_written_down_with_the_sender(world: World) -> None:
    sent = Notice.objects.get(recipient_outside__isnull=False)

    client_of(world.people.ben).get(reverse("cases:notice", args=[sent.pk]))

    assert Look.objects.get().office_id == world.people.bornheim.pk
