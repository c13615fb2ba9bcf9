"""The family's access: nothing of the reporter, made by one, released by another, all on record."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access
from cases.domain.access_export import Choice, Refusal
from cases.models import AccessExport, Concern, ExportState
from cases.queries.access_export import items_of
from cases.services.access_export import (
    ChangedMeanwhile,
    NotReady,
    begin_export,
    discard_export,
    hand_out,
    release_export,
    return_export,
    save_export,
    submit_export,
)
from network.access import Refused
from network.domain.terms import Role
from network.models import Delivery, Event, Look
from tests.factories.cases import ACCOUNT, CHILD_NAME, MOTHER, REPORTER, child, make_concern
from tests.factories.retention import delete_reporter
from tests.pdf_text import everything_in, properties_of, squeezed, text_of
from tests.people import People, Person, person

TEXT = "Es wurde berichtet, dass das Kind verletzt war."


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported about two children; Bornheim must act."""
    return make_concern(people, child("A"), child("B"), reporter="school")


@pytest.fixture
def head(people: People) -> Person:
    """Hanna leads Bornheim."""
    return person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)


def begun(concern: Concern, people: People) -> AccessExport:
    return begin_export(
        concern=concern,
        by=people.ben.actor,
        office_id=people.bornheim.pk,
        about=concern.children.get(ref="A"),
        at=timezone.now(),
    )


def saved(export: AccessExport, people: People, text: str = TEXT) -> AccessExport:
    """The account is told in own words, everything else refused."""
    choices = {
        each.key: Choice(tell=True, text=text)
        if each.key == "account"
        else Choice(tell=False, refusal=Refusal.OTHERS)
        for each in items_of(export)
    }
    return save_export(
        export=export,
        by=people.ben.actor,
        choices=choices,
        version=export.version,
        at=timezone.now(),
    )


def submitted(concern: Concern, people: People) -> AccessExport:
    export = saved(begun(concern, people), people)
    return submit_export(
        export=export, by=people.ben.actor, version=export.version, at=timezone.now()
    )


def test_no_canary_of_the_reporter_is_in_the_file(people: People, concern: Concern) -> None:
    file = bytes(submitted(concern, people).pdf)
    text, parts = text_of(file), everything_in(file)
    properties = str(properties_of(file))

    canaries = (
        *REPORTER,
        "Schule",
        people.school.name,
        people.ada.user.name,
        str(people.ada.user.pk),
        people.ben.user.name,
        ACCOUNT,
        concern.received_at.strftime("%H:%M"),
        timezone.localtime(concern.received_at).strftime("%H:%M"),
    )
    assert [each for each in canaries if squeezed(each) in text] == []
    assert [each for each in canaries if each in properties] == []
    assert [each for each in canaries if each.encode() in file + parts] == []
    assert [each for each in canaries if each.encode("utf-16-be") in file + parts] == []
    assert squeezed(TEXT) in text


def test_the_file_has_neutral_properties_and_is_tagged(people: People, concern: Concern) -> None:
    file = bytes(submitted(concern, people).pdf)
    properties = properties_of(file)

    assert properties.pop("/Producer").startswith("WeasyPrint")
    assert properties == {"/Title": "Auskunft"}
    assert b"/StructTreeRoot" in everything_in(file)


def test_other_people_are_in_it_only_by_decision(people: People, concern: Concern) -> None:
    text = text_of(bytes(submitted(concern, people).pdf))

    assert f"{CHILD_NAME}A" in text
    assert f"{CHILD_NAME}B" not in text
    assert MOTHER not in text


def test_the_time_is_told_by_the_week(people: People, concern: Concern) -> None:
    text = text_of(bytes(submitted(concern, people).pdf))
    year, week, _ = timezone.localtime(concern.received_at).isocalendar()

    assert f"Kalenderwoche{week}/{year}" in text


@pytest.mark.parametrize("word", [REPORTER[0].upper(), "02241 / 4710815", "Anker"])
def test_a_text_that_names_the_reporter_is_not_submitted(
    people: People, concern: Concern, word: str
) -> None:
    export = saved(begun(concern, people), people, text=f"Es rief an: {word}.")

    with pytest.raises(NotReady) as fault:
        submit_export(export=export, by=people.ben.actor, version=export.version, at=timezone.now())
    assert [each.key for each in fault.value.betraying] == ["account"]


def test_an_open_item_holds_it_up(people: People, concern: Concern) -> None:
    export = begun(concern, people)

    with pytest.raises(NotReady) as fault:
        submit_export(export=export, by=people.ben.actor, version=export.version, at=timezone.now())
    assert [each.key for each in fault.value.open_items] == [each.key for each in items_of(export)]


def test_nothing_of_the_report_is_copied_by_itself(people: People, concern: Concern) -> None:
    assert begun(concern, people).choices == {}


def test_its_maker_never_releases_it(people: People, concern: Concern) -> None:
    export = submitted(concern, people)

    with pytest.raises(Refused):
        release_export(
            export=export, by=people.ben.actor, version=export.version, at=timezone.now()
        )


def test_the_database_refuses_the_maker_too(people: People, concern: Concern) -> None:
    export = submitted(concern, people)
    export.state = ExportState.RELEASED
    export.released_by, export.released_at = people.ben.user, timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        export.save(update_fields=["state", "released_by", "released_at"])


def test_a_second_person_releases_exactly_this_file(
    people: People, concern: Concern, head: Person
) -> None:
    export = submitted(concern, people)
    released = release_export(
        export=export, by=head.actor, version=export.version, at=timezone.now()
    )

    assert (released.state, released.released_by_id) == (ExportState.RELEASED, head.user.pk)
    assert hand_out(export=released, by=people.ben.actor, at=timezone.now()) == bytes(export.pdf)


def test_what_changed_meanwhile_is_not_released(
    people: People, concern: Concern, head: Person
) -> None:
    export = submitted(concern, people)
    saved(AccessExport.objects.get(pk=export.pk), people)

    with pytest.raises(ChangedMeanwhile):
        release_export(export=export, by=head.actor, version=export.version, at=timezone.now())


def test_it_can_be_given_back(people: People, concern: Concern, head: Person) -> None:
    export = submitted(concern, people)
    back = return_export(export=export, by=head.actor, version=export.version, at=timezone.now())

    assert (back.state, back.pdf) == (ExportState.DRAFT, None)


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_nobody_else_makes_or_finds_one(people: People, concern: Concern, who: str) -> None:
    begun(concern, people)
    stranger = getattr(people, who).actor

    assert not access.visible_exports(stranger).exists()
    with pytest.raises(Refused):
        begin_export(
            concern=concern,
            by=stranger,
            office_id=people.bornheim.pk,
            about=concern.children.get(ref="A"),
            at=timezone.now(),
        )


def test_every_step_is_on_record(people: People, concern: Concern, head: Person) -> None:
    export = submitted(concern, people)
    hand_out(export=export, by=head.actor, at=timezone.now())
    export = release_export(export=export, by=head.actor, version=export.version, at=timezone.now())
    hand_out(export=export, by=people.ben.actor, at=timezone.now())

    steps = Event.objects.filter(what__startswith="export.").order_by("at", "recorded_at")
    assert [each.what for each in steps] == [
        "export.begun",
        "export.saved",
        "export.submitted",
        "export.checked",
        "export.released",
        "export.downloaded",
    ]
    assert Look.objects.filter(what="export.file", concern_id=concern.pk).count() == 2
    assert Delivery.objects.get(kind="export").path == "/leitung/"


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_given_after_the_reporter_was_deleted(
    people: People, concern: Concern
) -> None:
    delete_reporter(concern)

    assert submitted(concern, people).state == ExportState.SUBMITTED


def test_what_was_discarded_keeps_who_and_why_and_nothing_of_the_text(
    people: People, concern: Concern
) -> None:
    export = submitted(concern, people)

    discard_export(
        export=export,
        by=people.ben.actor,
        version=export.version,
        reason="Antrag zurückgenommen",
        at=timezone.now(),
    )

    kept = AccessExport.objects.get()
    assert (kept.state, kept.choices, kept.pdf) == (ExportState.DISCARDED, {}, None)
    assert (kept.discarded_by, kept.discard_reason) == (people.ben.user, "Antrag zurückgenommen")
    event = Event.objects.get(what="export.discarded")
    assert "Antrag" not in str(event.details)


def test_what_was_released_cannot_be_discarded(
    people: People, concern: Concern, head: Person
) -> None:
    export = submitted(concern, people)
    out = release_export(export=export, by=head.actor, version=export.version, at=timezone.now())

    with pytest.raises(ChangedMeanwhile):
        discard_export(
            export=out, by=people.ben.actor, version=out.version, reason="x", at=timezone.now()
        )


def test_another_office_discards_nothing(people: People, concern: Concern) -> None:
    export = begun(concern, people)

    with pytest.raises(Refused):
        discard_export(
            export=export,
            by=people.carla.actor,
            version=export.version,
            reason="x",
            at=timezone.now(),
        )
