"""What holds for every concern that can be thought of, under the standard table and any other."""

import re
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.domain.conditions import Hours
from agreements.domain.rules import RuleSet
from cases.domain.jurisdiction import decide
from cases.domain.recipients import OWN_INSTITUTION
from cases.domain.routing import Clock, route
from cases.domain.types import ChildDecision, ConcernFacts, Here, PlannedNotice
from network.domain.terms import (
    ContentLevel,
    Duty,
    LadderRole,
    RecipientKind,
    Release,
    ReporterKind,
    Topic,
    Urgency,
)
from tests.agreements.strategies import rule_sets
from tests.cases.domain.jurisdiction_strategies import concerns
from tests.cases.domain.routing_world import (
    CLOSED,
    OPEN,
    REGISTER,
    decided,
    make_child,
    make_facts,
)
from tests.factories.agreements import make_rules, standard

clocks = st.sampled_from([OPEN, CLOSED])
tables = st.just(standard()) | st.just(make_rules()) | rule_sets(most=8)


def decisions_on(facts: ConcernFacts) -> tuple[ChildDecision, ...]:
    return tuple(decide(child, concern=facts, register=REGISTER) for child in facts.children)


def routed(facts: ConcernFacts, rules: RuleSet, clock: Clock) -> tuple[PlannedNotice, ...]:
    return route(facts, decisions_on(facts), rules=rules, register=REGISTER, clock=clock)


@given(concerns(most=4), tables, clocks)
@settings(deadline=None)
def test_every_child_reaches_an_office_that_is_told_at_once_and_watched(
    facts: ConcernFacts, rules: RuleSet, clock: Clock
) -> None:
    watched = [
        notice
        for notice in routed(facts, rules, clock)
        if notice.kind is RecipientKind.OFFICE
        and notice.release is Release.AUTOMATIC
        and notice.ack_by
        and notice.ladder[-1].role is LadderRole.FALLBACK_OFFICE
    ]

    assert {ref for notice in watched for ref in notice.children} == {
        child.ref for child in facts.children
    }


@given(concerns(most=4), tables, clocks)
@settings(deadline=None)
def test_the_same_facts_give_the_same_notices_whatever_the_order_of_the_children(
    facts: ConcernFacts, rules: RuleSet, clock: Clock
) -> None:
    shuffled = list(facts.children)
    Random(len(shuffled)).shuffle(shuffled)

    again = routed(replace(facts, children=tuple(shuffled)), rules, clock)

    assert again == routed(facts, rules, clock)


@given(concerns(most=4), tables, clocks)
@settings(deadline=None)
def test_each_organisation_gets_one_notice_and_every_one_is_known(
    facts: ConcernFacts, rules: RuleSet, clock: Clock
) -> None:
    notices = routed(facts, rules, clock)

    recipients = [notice.recipient for notice in notices]
    assert len(recipients) == len(set(recipients))
    for notice in notices:
        assert is_known(notice)
        assert notice.children
        assert notice.legal_basis
        assert notice.because.endswith(".")
        assert "{" not in notice.because


def is_known(notice: PlannedNotice) -> bool:
    if notice.kind is RecipientKind.OFFICE:
        return notice.recipient in REGISTER.offices
    if notice.kind is RecipientKind.PARTNER:
        return notice.recipient in REGISTER.partners
    return re.fullmatch(r"outside:\d{5}", notice.recipient) is not None


@given(concerns(most=4), tables, clocks)
@settings(deadline=None)
def test_nothing_but_a_signal_leaves_the_offices_of_the_network_without_release(
    facts: ConcernFacts, rules: RuleSet, clock: Clock
) -> None:
    left = [
        notice.content
        for notice in routed(facts, rules, clock)
        if notice.kind is not RecipientKind.OFFICE and notice.release is Release.AUTOMATIC
    ]

    assert set(left) <= {ContentLevel.SIGNAL}


@given(concerns(most=4), tables, clocks)
@settings(deadline=None)
def test_time_runs_only_for_what_was_told(
    facts: ConcernFacts, rules: RuleSet, clock: Clock
) -> None:
    for notice in routed(facts, rules, clock):
        if notice.release is Release.AUTOMATIC and notice.ack:
            assert notice.ack_by == notice.ack.ends(at=clock.at, next_noon=clock.next_noon)
        else:
            assert notice.ack_by is None
        assert bool(notice.ladder) == bool(notice.ack)


@given(concerns(most=4), clocks)
@settings(deadline=None)
def test_whoever_reports_is_never_told_about_it(facts: ConcernFacts, clock: Clock) -> None:
    notices = routed(facts, standard(), clock)

    own = OWN_INSTITUTION.get(facts.reporter, frozenset())
    assert not {duty for notice in notices for duty in notice.duties} & own
    told = {notice.recipient for notice in notices}
    if facts.reporter is ReporterKind.HEALTH_OFFICE:
        assert "gesundheitsamt" not in told
    if facts.reporter is ReporterKind.HOSPITAL:
        assert "kinderschutzgruppe-bonn" not in told


@given(concerns(most=4), tables, clocks)
@settings(deadline=None)
def test_more_rules_never_take_a_recipient_away(
    facts: ConcernFacts, rules: RuleSet, clock: Clock
) -> None:
    few = RuleSet(version="wenige", rules=rules.rules[::2])

    told = {notice.recipient for notice in routed(facts, rules, clock)}

    assert {n.recipient for n in routed(facts, few, clock) if not n.is_fallback} <= told


@given(concerns(most=4), clocks)
@settings(deadline=None)
def test_the_acting_office_of_the_network_comes_first(facts: ConcernFacts, clock: Clock) -> None:
    notices = routed(facts, standard(), clock)

    acting = {
        answer.office
        for decision in decisions_on(facts)
        for answer in decision.duties
        if answer.duty is Duty.ACT_NOW
    }
    members = {office for office in acting if office and REGISTER.is_member(office)}
    first = notices[: len(members)]
    assert {notice.recipient for notice in first} == members
    assert all(notice.content is ContentLevel.FULL for notice in first)


def test_everywhere_always_at_any_age_and_on_any_topic_the_acting_office_is_told_at_once() -> None:
    births = [date(2026, 3, 1), date(2022, 3, 1), date(2019, 3, 1), date(2010, 3, 1), None]
    minutes = {Urgency.ACUTE: 15, Urgency.URGENT: 60, Urgency.STANDARD: None}
    for area, urgency, hours, born_on, topic in product(
        REGISTER.areas, Urgency, Hours, births, Topic
    ):
        here = Here(area)
        facts = make_facts(
            make_child(born_on=born_on, whereabouts=here, residence=here),
            urgency=urgency,
            topics=frozenset({topic}),
        )

        first = route(
            facts,
            (decided(act_now=area.office),),
            rules=standard(),
            register=REGISTER,
            clock=OPEN if hours is Hours.OFFICE_HOURS else CLOSED,
        )[0]

        assert (first.recipient, first.release) == (area.office, Release.AUTOMATIC)
        assert first.content is ContentLevel.FULL
        assert first.ack
        assert first.ack.minutes == minutes[urgency]
        assert not first.is_fallback
