"""Merging, the last resort, reasons and ages: what the table alone does not show."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agreements.domain.conditions import Condition
from agreements.domain.ladder import NEXT_WORKING_NOON, AckTime, LadderStep
from agreements.domain.rules import (
    DutyTarget,
    FallbackTarget,
    PlaceOf,
    RuleSet,
    ServiceTarget,
    Where,
)
from cases.domain.routing import age_band, route
from cases.domain.types import (
    ChildDecision,
    ChildFacts,
    ConcernFacts,
    Here,
    PlannedNotice,
)
from network.domain.terms import (
    AgeBand,
    ContentLevel,
    Duty,
    LadderRole,
    RecipientKind,
    Release,
    ReporterKind,
    Service,
    Urgency,
)
from tests.cases.domain.routing_world import (
    AREAS,
    AT,
    CLOSED,
    NOON,
    OPEN,
    REGISTER,
    decided,
    make_child,
    make_facts,
)
from tests.factories.agreements import LADDER, make_rule, make_rules, standard

LEAD = DutyTarget(Duty.LEAD, Where.NETWORK)
OUTSIDE_LEAD = DutyTarget(Duty.LEAD, Where.OUTSIDE)


def told(
    facts: ConcernFacts, *decisions: ChildDecision, rules: RuleSet | None = None
) -> dict[str, PlannedNotice]:
    table = standard() if rules is None else rules
    notices = route(facts, decisions, rules=table, register=REGISTER, clock=OPEN)
    return {notice.recipient: notice for notice in notices}


def three_siblings() -> tuple[ChildFacts, ...]:
    return tuple(make_child(ref) for ref in "ABC")


def test_three_siblings_are_one_notice_that_names_them() -> None:
    facts = make_facts(*three_siblings())

    notices = told(facts, decided("A"), decided("B"), decided("C"))

    assert list(notices) == ["siegburg"]
    assert notices["siegburg"].children == ("A", "B", "C")
    assert "(Kinder A, B und C)" in notices["siegburg"].because


def test_siblings_in_different_districts_go_each_to_their_own_lead() -> None:
    facts = make_facts(*three_siblings())

    notices = told(
        facts, decided("A", lead="kreis"), decided("B", lead="bornheim"), decided("C", lead="kreis")
    )

    assert {key: notice.children for key, notice in notices.items()} == {
        "siegburg": ("A", "B", "C"),
        "kreis": ("A", "C"),
        "bornheim": ("B",),
    }
    assert "Mehrere Jugendämter sind beteiligt" in notices["siegburg"].because
    assert "(Kinder A und C)" in notices["kreis"].because


def test_for_siblings_the_strongest_content_and_the_soonest_times_win() -> None:
    children = (make_child("A"), make_child("B", born_on=None))
    short = (LadderStep(LadderRole.FALLBACK_OFFICE, 5),)
    rules = make_rules(
        make_rule(),
        make_rule("rasch", tell=LEAD, when=ages(AgeBand.UNKNOWN), ack=AckTime(30), ladder=short),
        make_rule(
            "knapp",
            tell=LEAD,
            when=ages(AgeBand.FROM_6_TO_13),
            content=ContentLevel.MINIMAL,
            ack=NEXT_WORKING_NOON,
            legal_basis=("§ 86d SGB VIII",),
        ),
    )

    notice = told(
        make_facts(*children), decided("A", lead="kreis"), decided("B", lead="kreis"), rules=rules
    )["kreis"]

    assert notice.children == ("A", "B")
    assert notice.content is ContentLevel.FULL
    assert notice.ack_by == AT + timedelta(minutes=30)
    reminder, deputy, _ = LADDER
    assert notice.ladder == (reminder, deputy, *short)
    assert notice.legal_basis == "§ 8a Abs. 1 Satz 1 SGB VIII; § 86d SGB VIII"
    assert notice.rules == ("rasch", "knapp")


def test_of_two_ladders_with_equally_many_steps_the_faster_one_is_kept() -> None:
    slow = tuple(LadderStep(step.role, step.after_minutes + 60) for step in LADDER)
    rules = make_rules(make_rule("langsam", ladder=slow), make_rule("rasch"))

    assert told(make_facts(), decided(), rules=rules)["siegburg"].ladder == LADDER


def test_a_signal_that_leaves_at_once_is_not_widened_by_what_needs_a_release() -> None:
    rules = make_rules(
        make_rule(),
        make_rule(
            "hinweis",
            tell=OUTSIDE_LEAD,
            content=ContentLevel.SIGNAL,
            because="{office} wird um Rückruf gebeten.",
        ),
        make_rule(
            "alles",
            tell=DutyTarget(Duty.CONTINUE_BENEFIT, Where.OUTSIDE),
            release=Release.CONFIRM,
            legal_basis=("§ 86c SGB VIII",),
        ),
    )
    decision = decided(lead="outside:05315", continue_benefit="outside:05315")

    notice = told(make_facts(), decision, rules=rules)["outside:05315"]

    assert (notice.content, notice.release) == (ContentLevel.SIGNAL, Release.AUTOMATIC)
    assert notice.rules == ("hinweis",)
    assert notice.because == "Jugendamt Köln (außerhalb) wird um Rückruf gebeten."
    assert notice.legal_basis == "§ 8a Abs. 1 Satz 1 SGB VIII"


def test_without_any_rules_the_office_that_must_act_is_told_all_the_same() -> None:
    notices = told(make_facts(urgency=Urgency.ACUTE), decided(), rules=make_rules())

    acting = notices["siegburg"]
    assert not acting.is_fallback
    assert acting.duties == (Duty.ACT_NOW,)
    assert acting.because.startswith("Jugendamt Siegburg muss jetzt handeln")


def test_without_any_rules_the_fallback_office_is_told_and_it_is_an_alarm() -> None:
    notices = told(make_facts(urgency=Urgency.ACUTE), decided(), rules=make_rules())

    notice = notices["kreis"]
    assert notice.is_fallback
    assert notice.rules == ()
    assert notice.kind is RecipientKind.OFFICE
    assert (notice.content, notice.release) == (ContentLevel.FULL, Release.AUTOMATIC)
    assert notice.ack_by == AT + timedelta(minutes=15)
    assert [step.role for step in notice.ladder] == list(LadderRole)
    assert notice.because.startswith("Kreisjugendamt Rhein-Sieg-Kreis ist die Auffangstelle")


def test_without_a_decision_the_fallback_office_is_told() -> None:
    notice = told(make_facts(), ChildDecision("A", ()))["kreis"]

    assert notice.is_fallback


def test_rules_that_only_prepare_something_do_not_replace_the_alarm() -> None:
    police = make_rule(
        "polizei", tell=DutyTarget(Duty.POLICE, None), release=Release.CONFIRM, ack=None, ladder=()
    )

    notices = told(make_facts(), decided(police="kpb-rhein-sieg"), rules=make_rules(police))

    assert {key: notice.is_fallback for key, notice in notices.items()} == {
        "siegburg": False,
        "kreis": True,
        "kpb-rhein-sieg": False,
    }


def test_only_the_child_nobody_is_told_of_falls_to_the_fallback_office() -> None:
    children = (make_child("A"), make_child("B", born_on=None))
    rules = make_rules(make_rule(when=ages(AgeBand.UNKNOWN)))

    notices = told(make_facts(*children), decided("A"), decided("B"), rules=rules)

    assert notices["kreis"].children == ("A",)
    assert notices["kreis"].is_fallback
    assert notices["siegburg"].children == ("A", "B")


def test_a_fallback_office_that_is_told_anyway_gets_one_notice_with_both_reasons() -> None:
    children = (make_child("A"), make_child("B", born_on=None))
    rules = make_rules(make_rule(when=ages(AgeBand.UNKNOWN)))

    notices = told(make_facts(*children), decided("A"), decided("B", act_now="kreis"), rules=rules)

    assert list(notices) == ["kreis", "siegburg"]
    assert notices["kreis"].children == ("A", "B")
    assert notices["kreis"].is_fallback
    assert notices["kreis"].rules == ("acting",)
    assert notices["kreis"].ladder[-1].role is LadderRole.FALLBACK_OFFICE


def test_an_agreed_rule_may_tell_the_fallback_office_without_alarm() -> None:
    rules = make_rules(make_rule(), make_rule("auch", tell=FallbackTarget()))

    notices = told(make_facts(), decided(), rules=rules)

    assert [notice.is_fallback for notice in notices.values()] == [False, False]


def test_a_service_with_several_partners_is_prepared_for_each() -> None:
    counselling = ServiceTarget(Service.FAMILY_COUNSELLING, PlaceOf.RESIDENCE)
    rules = make_rules(
        make_rule(), make_rule("beratung", tell=counselling, release=Release.CONFIRM)
    )
    child = make_child(residence=Here(AREAS["Siegburg"]))

    notices = told(make_facts(child), decided(), rules=rules)

    assert len(notices) == 5
    assert all(
        notice.release is Release.CONFIRM
        for key, notice in notices.items()
        if key.startswith("familienberatung")
    )


def test_what_waits_for_release_keeps_its_time_for_later() -> None:
    decision = decided(lead="outside:05315")

    notice = told(make_facts(), decision)["outside:05315"]

    assert notice.ack_by is None
    assert notice.ack == NEXT_WORKING_NOON
    assert notice.ack.ends(at=AT, next_noon=NOON) == NOON


def test_the_hours_are_those_of_the_acting_office() -> None:
    facts = make_facts(urgency=Urgency.ACUTE)

    by_day = route(facts, (decided(),), rules=standard(), register=REGISTER, clock=OPEN)
    by_night = route(facts, (decided(),), rules=standard(), register=REGISTER, clock=CLOSED)

    assert "eine Fachkraft namentlich" in by_day[0].because
    assert "die Rufbereitschaft namentlich" in by_night[0].because
    assert [step.after_minutes for step in by_day[0].ladder] == [0, 5, 15, 20, 30]
    assert [step.after_minutes for step in by_night[0].ladder] == [0, 5, 10, 15, 20]


def test_the_explanation_keeps_rules_and_duties() -> None:
    facts = make_facts(urgency=Urgency.ACUTE, reporter=ReporterKind.PHYSICIAN)
    decision = decided(immediate_protection="siegburg", lead="siegburg")

    notice = told(facts, decision)["siegburg"]

    assert notice.duties == (Duty.ACT_NOW, Duty.IMMEDIATE_PROTECTION, Duty.LEAD)
    assert notice.rules == (
        "act-now-child",
        "same-office-protects",
        "same-office-leads",
        "act-now-acute-office-hours",
        "reporter-health-acute",
    )
    assert notice.because == (
        "Jugendamt Siegburg muss jetzt handeln und schätzt das Risiko mit mehreren Fachkräften "
        "ein (Kind A). Es schützt auch vor Ort, weil dort jetzt der Aufenthalt ist (Kind A). Es "
        "ist voraussichtlich auch für Hilfen zuständig (Kind A). Bei akuter Gefahr muss dort "
        "binnen 15 Minuten eine Fachkraft namentlich übernehmen. Heilberufe sollen das Jugendamt "
        "bei dringender Gefahr unverzüglich informieren."
    )
    assert notice.legal_basis == (
        "§ 8a Abs. 1 Satz 1 SGB VIII; § 87 SGB VIII; § 86 SGB VIII; § 3 Abs. 3 Satz 2 KKG; "
        "§ 4 Abs. 3 Satz 3 KKG"
    )


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(2026, 11, 23), AgeBand.UNDER_3),
        (date(2023, 11, 24), AgeBand.UNDER_3),
        (date(2023, 11, 23), AgeBand.FROM_3_TO_5),
        (date(2020, 11, 24), AgeBand.FROM_3_TO_5),
        (date(2020, 11, 23), AgeBand.FROM_6_TO_13),
        (date(2012, 11, 24), AgeBand.FROM_6_TO_13),
        (date(2012, 11, 23), AgeBand.FROM_14_TO_17),
        (date(2008, 11, 24), AgeBand.FROM_14_TO_17),
        (date(2008, 11, 23), AgeBand.ADULT),
        (date(2027, 1, 1), AgeBand.UNBORN),
        (None, AgeBand.UNKNOWN),
    ],
)
def test_a_band_begins_with_the_birthday(born_on: date | None, band: AgeBand) -> None:
    assert age_band(born_on, unborn=False, on=date(2026, 11, 23)) is band


def test_an_unborn_child_stays_unborn_whatever_the_calculated_day() -> None:
    assert age_band(date(2026, 1, 1), unborn=True, on=date(2026, 11, 23)) is AgeBand.UNBORN


def test_the_age_counts_on_the_german_day() -> None:
    late_in_utc = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    child = make_child(born_on=date(2008, 11, 23))

    notice = told(make_facts(child, received_at=late_in_utc), decided())["siegburg"]

    assert "act-now-adult" in notice.rules


def ages(*bands: AgeBand) -> Condition:
    return Condition(age_bands=frozenset(bands))
