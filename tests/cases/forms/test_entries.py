"""From what was typed to the report that the rules decide upon."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cases.domain.report import AdultEntry, ChildIdentity, Relation, ReporterEntry, Via
from cases.domain.types import Doubt, Elsewhere, Here, LivesWith, NoPlace
from cases.forms.entries import EntryFault, FaultyEntries, read, report_from_entries
from cases.forms.occasion import Occasion
from cases.forms.steps import Step, steps_of
from network.domain.terms import ReporterKind, Topic, Urgency
from tests.factories.register import rhein_sieg

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SCHOOL = Occasion(
    register=rhein_sieg(),
    at=AT,
    reporter=ReporterKind.SCHOOL,
    organisation="Schule in Siegburg",
    writer="Ada Anker",
)
CALL = Occasion(register=rhein_sieg(), at=AT, received_by="siegburg", in_full=True)
SITUATION = {"urgency": "urgent", "account": "Blaue Flecken am Arm."}


def faults(entries: dict[str, Any], occasion: Occasion = SCHOOL) -> list[tuple[str, str, str]]:
    """Every fault as (step, field, sentence)."""
    with pytest.raises(FaultyEntries) as faulty:
        report_from_entries(entries, occasion)
    return [(each.step.value, each.field, each.message) for each in faulty.value.faults]


def test_urgency_and_one_sentence_make_a_report() -> None:
    report = report_from_entries({"lage": SITUATION}, SCHOOL)

    assert report.account == "Blaue Flecken am Arm."
    assert report.via is Via.PORTAL
    assert report.facts.received_by is None
    assert report.facts.received_at == AT
    assert report.facts.urgency is Urgency.URGENT
    assert report.facts.reporter is ReporterKind.SCHOOL
    assert report.facts.topics == frozenset()
    assert [child.ref for child in report.facts.children] == ["A"]
    assert report.facts.children[0].whereabouts is NoPlace.UNKNOWN
    assert report.reporter == ReporterEntry(name="Ada Anker", organisation="Schule in Siegburg")


def test_nothing_typed_asks_for_urgency_and_account_only() -> None:
    assert faults({}) == [
        ("lage", "urgency", "Bitte wählen Sie aus, wie dringend es ist."),
        ("lage", "account", "Bitte schreiben Sie, was passiert ist. Ein Satz genügt."),
    ]


def test_an_account_nobody_can_see_is_no_account() -> None:
    [fault] = faults({"lage": {"urgency": "acute", "account": " \u200b\u200b "}})

    assert fault[1] == "account"


def test_a_child_in_bornheim_and_in_a_bonn_clinic_tonight() -> None:
    entries: dict[str, Any] = {
        "lage": {**SITUATION, "topics": ["neglect", "physical_abuse"]},
        "kinder": {
            "anzahl": "1",
            "kind-0-name": "Kim Muster",
            "kind-0-born_on": "1.4.2018",
            "kind-0-residence": "ags:05382012",
            "kind-0-whereabouts": "district:05314",
            "kind-0-place_note": "Kinderklinik, Station 3",
            "kind-0-lives_with": "mother",
        },
        "familie": {
            "familie-A-mother_name": "Maria Muster",
            "familie-A-mother_residence": "home",
            "familie-A-mother_custody": "sole",
            "familie-A-father_residence": "elsewhere",
            "familie-A-father_residence_district": "05315",
            "familie-A-father_custody": "none",
        },
    }

    report = report_from_entries(entries, SCHOOL)

    child = report.facts.children[0]
    assert report.facts.topics == {Topic.NEGLECT, Topic.PHYSICAL_ABUSE}
    assert isinstance(child.residence, Here)
    assert child.residence.area.name == "Bornheim"
    assert child.whereabouts == Elsewhere("05314")
    assert child.residence_with is LivesWith.MOTHER
    assert child.mother.residence == child.residence
    assert child.father.residence == Elsewhere("05315")
    assert report.identities == {
        "A": ChildIdentity(
            name="Kim Muster", born="01.04.2018", place_note="Kinderklinik, Station 3"
        )
    }
    assert report.adults == (AdultEntry(Relation.MOTHER, name="Maria Muster"),)


def test_where_the_child_lives_can_be_where_it_is() -> None:
    kinder = {"kind-0-residence": "ags:05382060", "kind-0-whereabouts": "home"}

    [child] = report_from_entries({"lage": SITUATION, "kinder": kinder}, SCHOOL).facts.children

    assert child.whereabouts == child.residence
    assert isinstance(child.whereabouts, Here)


def test_siblings_share_a_family_unless_one_stands_alone() -> None:
    entries: dict[str, Any] = {
        "lage": SITUATION,
        "kinder": {
            "anzahl": "3",
            "kind-0-residence": "ags:05382060",
            "kind-1-residence": "ags:05382012",
            "kind-2-own_family": "on",
        },
        "familie": {
            "familie-A-mother_residence": "home",
            "familie-A-doubts": ["alternating_residence"],
            "familie-C-mother_residence": "abroad",
        },
    }

    first, second, third = report_from_entries(entries, SCHOOL).facts.children

    assert (first.ref, second.ref, third.ref) == ("A", "B", "C")
    assert first.mother.residence == first.residence
    assert second.mother.residence == second.residence
    assert second.doubts == {Doubt.ALTERNATING_RESIDENCE}
    assert third.mother.residence is NoPlace.ABROAD
    assert third.doubts == frozenset()


def test_an_unborn_child_has_a_date_to_come() -> None:
    kinder = {"kind-0-unborn": "on", "kind-0-born_on": "01.02.2027"}

    report = report_from_entries({"lage": SITUATION, "kinder": kinder}, SCHOOL)

    assert report.facts.children[0].unborn
    assert report.identities["A"].born == "noch nicht geboren, Termin 01.02.2027"


@pytest.mark.parametrize(
    ("entries", "field", "start"),
    [
        ({"kinder": {"kind-0-born_on": "01.02.2027"}}, "kind-0-born_on", "Dieser Tag liegt in der"),
        (
            {"kinder": {"kind-0-unborn": "on", "kind-0-born_on": "01.02.2020"}},
            "kind-0-born_on",
            "Dieser Tag ist vorbei",
        ),
        (
            {
                "familie": {
                    "familie-A-mother_custody": "sole",
                    "familie-A-father_custody": "joint",
                }
            },
            "familie-A-mother_custody",
            "Das passt nicht zur Personensorge des Vaters",
        ),
        (
            {"familie": {"familie-A-father_dead": "on", "familie-A-father_custody": "sole"}},
            "familie-A-father_custody",
            "Der Vater ist als verstorben angekreuzt",
        ),
        (
            {
                "familie": {
                    "familie-A-father_not_established": "on",
                    "familie-A-father_custody": "joint",
                }
            },
            "familie-A-father_custody",
            "Ohne festgestellte Vaterschaft",
        ),
        (
            {"familie": {"familie-A-foster_since": "01.01.2027"}},
            "familie-A-foster_since",
            "Dieser Tag liegt nach dem Eingang",
        ),
    ],
)
def test_contradictions_come_back_at_the_field_in_words_for_people(
    entries: dict[str, Any], field: str, start: str
) -> None:
    found = faults({"lage": SITUATION, **entries}, CALL)

    assert [(where, message.startswith(start)) for _, where, message in found] == [(field, True)]


def test_another_district_needs_its_key_and_is_not_the_network_itself() -> None:
    missing = faults({"lage": SITUATION, "kinder": {"kind-0-residence": "elsewhere"}})
    own = faults(
        {
            "lage": SITUATION,
            "kinder": {"kind-0-residence": "elsewhere", "kind-0-residence_district": "05382"},
        }
    )

    assert [field for _, field, _ in missing] == ["kind-0-residence_district"]
    assert own[0][2].startswith("Dieser Kreis gehört zum Netzwerk")


def test_a_place_from_nowhere_is_refused() -> None:
    [fault] = faults({"lage": SITUATION, "kinder": {"kind-0-residence": "ags:99999999"}})

    assert fault == ("kinder", "kind-0-residence", "Bitte wählen Sie einen Ort aus der Liste.")


def test_what_was_done_before_is_asked_only_where_the_law_knows_it() -> None:
    police = Occasion(register=rhein_sieg(), at=AT, reporter=ReporterKind.POLICE)
    citizen_calls = {"lage": {**SITUATION, "reporter_kind": "citizen"}}
    daycare_calls = {"lage": {**SITUATION, "reporter_kind": "daycare"}}

    assert Step.PROCEDURE in steps_of({}, SCHOOL)
    assert Step.PROCEDURE not in steps_of({}, police)
    assert Step.PROCEDURE not in steps_of(citizen_calls, CALL)
    assert Step.PROCEDURE in steps_of(daycare_calls, CALL)


def test_points_are_kept_as_words_and_open_ones_are_left_out() -> None:
    vorgehen = {"talked_with_child": "yes", "told_beforehand": "endangers", "help_offered": ""}

    report = report_from_entries({"lage": SITUATION, "vorgehen": vorgehen}, SCHOOL)

    assert report.points == {
        "talked_with_child": "Ja",
        "told_beforehand": "Nein, das gefährdet den Schutz",
    }


def test_a_call_is_taken_in_with_way_time_and_kind_of_caller() -> None:
    lage = {
        **SITUATION,
        "via": "paper",
        "received_on": "20.11.2026",
        "received_time": "14:30",
        "reporter_kind": "relative",
    }

    report = report_from_entries({"lage": lage}, CALL)

    assert report.via is Via.PAPER
    assert report.facts.received_by == "siegburg"
    assert report.facts.reporter is ReporterKind.RELATIVE
    assert report.facts.received_at == datetime(2026, 11, 20, 13, 30, tzinfo=UTC)


def test_a_call_cannot_come_from_the_future() -> None:
    [fault] = faults({"lage": {**SITUATION, "received_time": "23:59"}}, CALL)

    assert fault == ("lage", "received_time", "Dieser Zeitpunkt liegt in der Zukunft.")


def test_whoever_stays_anonymous_leaves_no_name() -> None:
    anonymous = report_from_entries(
        {"lage": SITUATION, "kontakt": {"anonymous": "on", "function": "Nachbarin"}}, CALL
    )
    contradiction = faults(
        {"lage": SITUATION, "kontakt": {"anonymous": "on", "name": "Nele Nachbar"}}, CALL
    )

    assert anonymous.reporter == ReporterEntry(function="Nachbarin")
    assert [field for _, field, _ in contradiction] == ["anonymous"]


def test_what_a_partner_may_not_say_is_ignored() -> None:
    entries: dict[str, Any] = {
        "lage": {**SITUATION, "reporter_kind": "police", "via": "phone", "received_on": "1.1.2026"},
        "familie": {"familie-A-foster_since": "01.01.2020"},
        "kontakt": {"organisation": "Fremde Schule", "name": "Ada Anker"},
    }

    report = report_from_entries(entries, SCHOOL)

    assert report.facts.reporter is ReporterKind.SCHOOL
    assert report.via is Via.PORTAL
    assert report.facts.received_at == AT
    assert report.facts.children[0].foster is None
    assert report.reporter.organisation == "Schule in Siegburg"


def test_full_facts_reach_the_rules() -> None:
    familie = {
        "familie-A-foster_since": "01.10.2023",
        "familie-A-foster_permanent": "yes",
        "familie-A-foster_residence": "ags:05382008",
        "familie-A-benefit_since": "01.10.2023",
        "familie-A-benefit_office": "koenigswinter",
        "familie-A-court_since": "01.02.2024",
        "familie-A-court_office": "elsewhere",
        "familie-A-court_office_district": "05111",
        "familie-A-divorce_court": "ag-bonn",
        "familie-A-unaccompanied": "on",
        "familie-A-allocated_to": "siegburg",
        "familie-A-last_stay_with": "father",
    }

    [child] = report_from_entries({"lage": SITUATION, "familie": familie}, CALL).facts.children

    assert child.foster is not None
    assert child.foster.permanent is True
    assert child.benefit is not None
    assert child.benefit.office == "koenigswinter"
    assert child.court_case is not None
    assert child.court_case.office == "outside:05111"
    assert child.divorce_court == "ag-bonn"
    assert child.unaccompanied is not None
    assert child.unaccompanied.allocated_to == "siegburg"
    assert child.last_stay_with is LivesWith.FATHER


def test_what_comes_in_pairs_is_asked_for_in_pairs() -> None:
    found = faults(
        {
            "lage": SITUATION,
            "familie": {
                "familie-A-benefit_since": "01.10.2023",
                "familie-A-court_office": "siegburg",
                "familie-A-allocated_to": "siegburg",
            },
        },
        CALL,
    )

    assert {field for _, field, _ in found} == {
        "familie-A-benefit_office",
        "familie-A-court_since",
        "familie-A-unaccompanied",
    }


def test_faults_belong_to_their_step() -> None:
    reading = read({"kinder": {"kind-0-born_on": "morgen"}}, SCHOOL)

    assert reading.faults_of(Step.CHILDREN) == [
        EntryFault(
            step=Step.CHILDREN,
            field="kind-0-born_on",
            label="Geburtsdatum",
            message="Bitte geben Sie ein Datum als TT.MM.JJJJ an, zum Beispiel 05.03.2019.",
        )
    ]
