"""The inbox as people open it: who sees what, filters in the address, red lines, live."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Concern, Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from network.domain.terms import Role
from tests.factories import network as make
from tests.factories.cases import (
    ALFTER,
    SIEGBURG,
    child,
    let_pass,
    make_concern,
    notice_to,
    overdue,
)
from tests.people import People, Person, person


def client_of(someone: Person) -> Client:
    client = Client()
    client.force_login(someone.user)
    return client


def inbox(someone: Person, **asked: str) -> str:
    return client_of(someone).get(reverse("cases:inbox"), asked).content.decode()


def shown(someone: Person, concerns: list[Concern], **asked: str) -> list[Concern]:
    """Which of these concerns the list shows, in its order."""
    _, _, listed = inbox(someone, **asked).partition("<tbody>")
    found = [concern for concern in concerns if concern.reference in listed]
    return sorted(found, key=lambda concern: listed.index(concern.reference))


def taken(people: People, concern: Concern) -> Concern:
    take_over(notice=notice_to(concern, "bornheim"), by=people.ben.actor, at=timezone.now())
    return concern


def test_a_concern_lies_in_the_inbox_with_the_next_request(people: People) -> None:
    ben = client_of(people.ben)
    before = ben.get(reverse("cases:inbox")).content.decode()
    concern = make_concern(people)

    after = ben.get(reverse("cases:inbox")).content.decode()

    assert concern.reference not in before
    assert concern.reference in after


@pytest.mark.parametrize("who", ["carla", "ada", "dora"])
def test_nobody_else_sees_it(people: People, who: str) -> None:
    concern = make_concern(people)

    assert concern.reference not in inbox(getattr(people, who))
    assert shown(getattr(people, who), [concern], q=concern.reference) == []
    assert shown(getattr(people, who), [concern], stand="alle") == []


def test_whoever_is_not_logged_in_is_asked_to(people: People) -> None:
    answer = Client().get(reverse("cases:inbox"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("network:login"))


def test_the_most_urgent_comes_first_then_the_newest(people: People) -> None:
    now = timezone.now()
    standard, old, new, acute = (
        make_concern(people, urgency=urgency, at=now - timedelta(minutes=minutes))
        for urgency, minutes in (("standard", 1), ("urgent", 9), ("urgent", 5), ("acute", 30))
    )

    assert shown(people.ben, [standard, old, new, acute]) == [acute, new, old, standard]


def test_what_is_taken_over_leaves_the_open_ones_and_bears_the_name(people: People) -> None:
    concern = taken(people, make_concern(people))

    assert shown(people.ben, [concern]) == []
    assert shown(people.ben, [concern], stand="uebernommen") == [concern]
    assert "Ben Bach" in inbox(people.ben, stand="uebernommen").partition("<tbody>")[2]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"stand": "offen"}, ["fresh", "late"]),
        ({"stand": "ueberfaellig"}, ["late"]),
        ({"stand": "uebernommen"}, ["done"]),
        ({"stand": "alle"}, ["done", "fresh", "late"]),
        ({"dringlichkeit": "akut"}, ["late"]),
        ({"dringlichkeit": "dringend"}, ["fresh"]),
        ({"stand": "alle", "dringlichkeit": "standard"}, ["done"]),
    ],
)
def test_filters_stand_in_the_address(
    people: People, asked: dict[str, str], expected: list[str]
) -> None:
    concerns = {
        "fresh": make_concern(people),
        "late": make_concern(people, urgency="acute"),
        "done": taken(people, make_concern(people, urgency="standard")),
    }
    overdue(notice_to(concerns["late"], "bornheim"))

    found = shown(people.ben, list(concerns.values()), **asked)

    assert sorted(name for name, each in concerns.items() if each in found) == expected


@pytest.mark.parametrize(
    "asked",
    [
        {"stand": "kaputt"},
        {"dringlichkeit": "sehr"},
        {"amt": "siegburg"},
        {"nach": "unsinn"},
        {"nach": "1.99999999999999999999999.aaaa"},
        {"page": "7"},
    ],
)
def test_unknown_filters_are_ignored(people: People, asked: dict[str, str]) -> None:
    concern = make_concern(people)

    assert shown(people.ben, [concern], **asked) == [concern]


def test_a_reference_is_found_however_it_is_typed(people: People) -> None:
    concern, other = taken(people, make_concern(people)), make_concern(people)
    bare = concern.reference.removeprefix("KS-")

    for typed in (concern.reference, bare.lower(), f" ks {bare.replace('-', ' ')} "):
        assert shown(people.ben, [concern, other], q=typed) == [concern]


def test_a_reference_that_nobody_knows_finds_nothing_and_says_so(people: People) -> None:
    make_concern(people)

    assert "Keine Mitteilung mit diesen Filtern" in inbox(people.ben, q="KS-2222-2222-2222")


def test_somebody_in_two_offices_sees_both_and_may_choose_one(people: People) -> None:
    both = person("Bo Beide", Role.CASE_WORKER, people.bornheim)
    make.join(both.user, Role.CASE_WORKER, people.siegburg)
    one, two = make_concern(people), make_concern(people, child(lives=SIEGBURG))

    assert set(shown(both, [one, two])) == {one, two}
    assert shown(both, [one, two], amt="siegburg") == [two]
    assert "Jugendamt Siegburg" in inbox(both)


def test_a_partner_sees_what_was_addressed_to_it(people: People) -> None:
    concern = make_concern(people, urgency="acute")
    notice = Notice.objects.get(concern=concern, recipient_office=people.bornheim)
    notice.pk, notice.recipient_office, notice.recipient_kind = None, None, "partner"
    notice.recipient_partner = people.other_school
    notice.save(force_insert=True)
    colleague = person("Petra Paul", Role.PARTNER_REPORTER, people.other_school)

    assert shown(colleague, [concern]) == [concern]
    assert shown(people.ada, [concern]) == []


def test_counts_are_links_that_show_what_they_count(people: People) -> None:
    make_concern(people)
    overdue(notice_to(make_concern(people, urgency="acute"), "bornheim"))
    taken(people, make_concern(people, urgency="standard"))

    page = client_of(people.ben).get(reverse("cases:inbox"))

    figures = {each["label"]: each["count"] for each in page.context["counts"]}
    urls = {each["label"]: each["url"] for each in page.context["counts"]}
    assert (figures["Offen"], figures["Überfällig"], figures["Übernommen"]) == (2, 1, 1)
    assert urls["Überfällig"] == "/eingang/?stand=ueberfaellig"


def test_what_waits_for_release_is_a_tray_of_its_own(people: People) -> None:
    concern = make_concern(people, urgency="acute", topics=("sexual_violence",))
    waiting = Notice.objects.waiting_for_release().filter(concern=concern)

    page = client_of(people.ben).get(reverse("cases:inbox"), {"stand": "freigabe"})

    assert {row.id for row in page.context["rows"]} == set(waiting.values_list("pk", flat=True))
    assert len(page.context["rows"]) == page.context["counts"][2]["count"]
    assert (
        not client_of(people.carla)
        .get(reverse("cases:inbox"), {"stand": "freigabe"})
        .context["rows"]
    )


def test_a_silent_office_is_a_red_line_for_itself_and_a_signal_for_the_fallback(
    people: People,
) -> None:
    concern = make_concern(people, urgency="acute")
    overdue(notice_to(concern, "bornheim"), minutes=500)
    escalate_due()
    kim = person("Kim Kreis", Role.CASE_WORKER, people.kreis)

    assert "niemand hat entgegengenommen" in inbox(people.ben)
    assert "Nicht entgegengenommen: Jugendamt Bornheim" in inbox(kim)
    assert "niemand hat entgegengenommen" not in inbox(people.carla)


def test_a_red_line_stays_until_somebody_has_taken_over(people: People) -> None:
    notice = overdue(notice_to(make_concern(people, urgency="acute"), "bornheim"), minutes=500)
    escalate_due()
    before = inbox(people.ben, stand="uebernommen")

    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    assert "Hier hilft jetzt nur ein Anruf" in before
    assert "Hier hilft jetzt nur ein Anruf" not in inbox(people.ben)


def test_the_sender_sees_that_a_partner_was_not_reached(people: People) -> None:
    concern = make_concern(people, child(whereabouts={"district": "05314"}), urgency="acute")

    assert concern.reference in inbox(people.ben).partition("Hier hilft jetzt nur ein Anruf")[2]


def test_an_empty_inbox_says_that_all_is_well(people: People) -> None:
    assert "Alles übernommen" in inbox(people.ben)


def test_a_person_without_any_organisation_reads_why_nothing_is_here(people: People) -> None:
    assert "heute keine Stelle zugeordnet" in inbox(people.dora)


def test_pages_follow_each_other_without_a_gap(people: People) -> None:
    at = timezone.now()
    template = notice_to(make_concern(people, at=at), "bornheim")
    for number in range(59):
        template.pk = None
        template._state.adding = True
        template.rank = number % 3
        template.cause = "forward"
        template.created_at = at - timedelta(minutes=number // 2)
        template.save(force_insert=True)
    ben, address, seen = client_of(people.ben), reverse("cases:inbox"), []

    for _ in range(3):
        page = ben.get(address)
        seen += [row.id for row in page.context["rows"]]
        address = page.context["next_url"]

    order = ("rank", "-created_at", "-id")
    assert seen == list(Notice.objects.order_by(*order).values_list("pk", flat=True))
    assert address == ""


def test_the_fragment_is_the_list_alone(people: People) -> None:
    concern = make_concern(people)

    part = inbox(people.ben, teil="liste")

    assert concern.reference in part
    assert "<html" not in part


def test_a_poll_of_an_unchanged_list_is_answered_with_304(people: People) -> None:
    make_concern(people)
    ben, asked = client_of(people.ben), {"teil": "liste"}
    tag = ben.get(reverse("cases:inbox"), asked)["HX-PTag"]

    same = ben.get(reverse("cases:inbox"), asked, headers={"HX-PTag": tag})
    make_concern(people)
    new = ben.get(reverse("cases:inbox"), asked, headers={"HX-PTag": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert new.status_code == 200


def test_a_colleague_who_takes_over_changes_the_list(people: People) -> None:
    concern = make_concern(people)
    ben, asked = client_of(people.ben), {"teil": "liste", "stand": "alle"}
    tag = ben.get(reverse("cases:inbox"), asked)["HX-PTag"]

    taken(people, concern)

    assert ben.get(reverse("cases:inbox"), asked, headers={"HX-PTag": tag}).status_code == 200


def test_polling_does_not_prolong_the_session(people: People) -> None:
    make_concern(people)
    ben = client_of(people.ben)
    before = list(Session.objects.values_list("session_data", "expire_date"))

    answer = ben.get(reverse("cases:inbox"), {"teil": "liste"}, headers={"HX-Request": "true"})

    assert list(Session.objects.values_list("session_data", "expire_date")) == before
    assert not answer.cookies


def test_the_page_is_kept_by_no_cache(people: People) -> None:
    assert "no-store" in client_of(people.ben).get(reverse("cases:inbox"))["Cache-Control"]


def test_only_reading_is_possible(people: People) -> None:
    assert client_of(people.ben).post(reverse("cases:inbox")).status_code == 405


def test_what_lies_long_ago_is_told_in_days(people: People) -> None:
    notice = notice_to(make_concern(people, child(lives=ALFTER)), "kreis")
    let_pass(notice, minutes=60 * 24 * 3)
    kim = person("Kim Kreis", Role.CASE_WORKER, people.kreis)

    assert "vor 3 Tagen" in inbox(kim)
