"""What holds for every child that can be thought of."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases.domain.facts import read_facts, write_facts
from cases.domain.jurisdiction import decide
from cases.domain.norms import Norm
from cases.domain.types import (
    ChildDecision,
    ChildFacts,
    ConcernFacts,
    Custody,
    DutyAnswer,
    Elsewhere,
    Foster,
    Here,
    LivesWith,
    NoPlace,
    Place,
)
from network.domain.terms import Confidence, Duty
from tests.cases.domain.jurisdiction_strategies import (
    AREAS,
    CUSTODIES,
    DISTRICTS,
    REGISTER,
    concerns,
    offices,
    places,
)

PARTNER_DUTIES = (Duty.FAMILY_COURT, Duty.POLICE)


def decided(concern: ConcernFacts) -> ChildDecision:
    return decide(concern.children[0], concern=concern, register=REGISTER)


def must(decision: ChildDecision, duty: Duty) -> DutyAnswer:
    answer = decision.answer(duty)
    assert answer is not None
    return answer


@given(concerns())
def test_somebody_must_act_now_whatever_is_known(concern: ConcernFacts) -> None:
    acting = must(decided(concern), Duty.ACT_NOW)

    assert acting.office is not None
    assert acting.office == (concern.received_by or acting.office)
    assert concern.received_by or REGISTER.is_member(acting.office)


@given(concerns())
def test_a_lead_that_is_not_certain_has_somebody_who_acts_meanwhile(concern: ConcernFacts) -> None:
    decision = decided(concern)
    certain = must(decision, Duty.LEAD).confidence is Confidence.CERTAIN

    assert (decision.answer(Duty.PROVISIONAL) is None) == certain
    assert certain or must(decision, Duty.PROVISIONAL).office is not None


@given(concerns())
def test_every_office_is_a_member_an_outside_district_or_left_to_people(
    concern: ConcernFacts,
) -> None:
    for answer in decided(concern).duties:
        known = REGISTER.partners if answer.duty in PARTNER_DUTIES else REGISTER.offices
        if answer.office is None:
            assert answer.confidence is Confidence.NEEDS_DECISION
        else:
            assert answer.office in known or re.fullmatch(r"outside:[0-9]{5}", answer.office)
            assert answer.confidence is not Confidence.NEEDS_DECISION


@given(concerns())
def test_only_existing_norms_are_cited(concern: ConcernFacts) -> None:
    assert {answer.norm for answer in decided(concern).duties} <= {norm.value for norm in Norm}


@given(concerns())
def test_each_duty_arises_at_most_once_and_in_order(concern: ConcernFacts) -> None:
    duties = [answer.duty for answer in decided(concern).duties]

    assert duties == [duty for duty in Duty if duty in duties]


@given(concerns())
def test_a_reason_begins_with_the_answer_as_one_sentence(concern: ConcernFacts) -> None:
    for answer in decided(concern).duties:
        first, stop, rest = answer.reason.partition(". ")
        assert stop == ". "
        assert rest.startswith("Rechtsgrundlage ist §")
        assert "?" not in first
        assert all(text in answer.reason for text in (*answer.facts_used, *answer.facts_missing))
        assert all(question in answer.reason for question in answer.open_questions)
        if answer.office and answer.duty not in PARTNER_DUTIES:
            assert first.startswith(REGISTER.office_name(answer.office))


@given(concerns(most=3), st.randoms())
def test_the_order_of_children_changes_nothing(concern: ConcernFacts, luck: Random) -> None:
    shuffled = list(concern.children)
    luck.shuffle(shuffled)
    other = replace(concern, children=tuple(shuffled))

    for child in concern.children:
        assert decide(child, concern=concern, register=REGISTER) == decide(
            child, concern=other, register=REGISTER
        )


@given(concerns(most=2))
def test_facts_can_be_written_down_and_read_again(concern: ConcernFacts) -> None:
    assert read_facts(write_facts(concern), REGISTER) == concern


@given(concerns(most=2))
def test_the_order_of_keys_changes_nothing(concern: ConcernFacts) -> None:
    def backwards(data: object) -> object:
        if isinstance(data, dict):
            return {key: backwards(data[key]) for key in reversed(data)}
        return [backwards(each) for each in data] if isinstance(data, list) else data

    data = backwards(write_facts(concern))

    assert isinstance(data, dict)
    assert read_facts(data, REGISTER) == concern


@given(concerns(), offices)
def test_who_received_it_changes_nothing_about_lead_and_protection(
    concern: ConcernFacts, office: str
) -> None:
    other = decided(replace(concern, received_by=office))

    for duty in (Duty.LEAD, Duty.IMMEDIATE_PROTECTION, Duty.FAMILY_COURT, Duty.POLICE):
        assert decided(concern).answer(duty) == other.answer(duty)


def moved(place: Place, county: dict[str, Here]) -> Place:
    """Another municipality of the same office, where there is one."""
    return county.get(place.area.name, place) if isinstance(place, Here) else place


@given(concerns())
def test_municipalities_of_one_office_give_the_same_lead(concern: ConcernFacts) -> None:
    by_name = {area.name: Here(area) for area in AREAS}
    swap = {"Eitorf": by_name["Much"], "Much": by_name["Eitorf"]}
    child = concern.children[0]
    other = replace(
        child,
        residence=moved(child.residence, swap),
        mother=replace(child.mother, residence=moved(child.mother.residence, swap)),
    )
    mine = must(decided(concern), Duty.LEAD)
    theirs = must(decided(replace(concern, children=(other,))), Duty.LEAD)

    assert (mine.office, mine.norm, mine.confidence) == (
        theirs.office,
        theirs.norm,
        theirs.confidence,
    )


@st.composite
def better_known(draw: st.DrawFn, child: ChildFacts) -> ChildFacts:
    """The same child, with every unknown filled in somehow."""

    def place(known: Place) -> Place:
        if known is not NoPlace.UNKNOWN:
            return known
        return draw(places.filter(lambda each: each is not NoPlace.UNKNOWN))

    fitting = [
        pair
        for pair in CUSTODIES[:4]
        if child.mother.custody in (Custody.UNKNOWN, pair[0])
        and child.father.custody in (Custody.UNKNOWN, pair[1])
    ]
    mother, father = draw(st.sampled_from(fitting))
    foster = child.foster
    if foster:
        known_since = foster.since or draw(st.dates(date(2010, 1, 1), date(2026, 11, 21)))
        stays = draw(st.booleans()) if foster.permanent is None else foster.permanent
        foster = replace(
            foster, since=known_since, permanent=stays, residence=place(foster.residence)
        )
    living = child.residence_with
    if living is LivesWith.UNKNOWN:
        living = draw(st.sampled_from([each for each in LivesWith if each != LivesWith.UNKNOWN]))
    parents = st.sampled_from([LivesWith.MOTHER, LivesWith.FATHER])
    return replace(
        child,
        whereabouts=place(child.whereabouts),
        residence=place(child.residence),
        residence_with=living,
        last_stay_with=child.last_stay_with or draw(parents),
        mother=replace(child.mother, custody=mother, residence=place(child.mother.residence)),
        father=replace(child.father, custody=father, residence=place(child.father.residence)),
        foster=foster,
    )


@settings(max_examples=300)
@given(concerns(), st.data())
def test_knowing_more_never_changes_a_certain_lead(
    concern: ConcernFacts, data: st.DataObject
) -> None:
    before = must(decided(concern), Duty.LEAD)
    assume(before.confidence is Confidence.CERTAIN)
    fuller = data.draw(better_known(concern.children[0]))

    after = must(decided(replace(concern, children=(fuller,))), Duty.LEAD)

    assert (after.office, after.norm, after.confidence) == (
        before.office,
        before.norm,
        before.confidence,
    )


@settings(max_examples=300)
@given(concerns(), st.data())
def test_where_all_is_known_the_lead_is_open_only_where_law_or_doubt_leave_it_open(
    concern: ConcernFacts, data: st.DataObject
) -> None:
    child = replace(data.draw(better_known(concern.children[0])), doubts=frozenset())

    lead = must(decided(replace(concern, children=(child,))), Duty.LEAD)

    assert lead.confidence is not Confidence.PROVISIONAL
    assert lead.confidence is Confidence.CERTAIN or lead.open_questions


@given(concerns(), st.sampled_from([date.min, date.max, date(2024, 2, 29)]))
def test_values_that_reading_refuses_are_decided_all_the_same(
    concern: ConcernFacts, born_on: date
) -> None:
    child = concern.children[0]
    odd = replace(
        child,
        born_on=born_on,
        mother=replace(child.mother, custody=Custody.SOLE),
        father=replace(child.father, custody=Custody.SOLE),
        divorce_court="nobody",
        foster=Foster(date.max, True, NoPlace.ABROAD),
    )

    assert decided(replace(concern, children=(odd,))).answer(Duty.ACT_NOW)


def completions(child: ChildFacts) -> Iterator[ChildFacts]:
    """Every way in which the unknown facts of a child can turn out, one by one."""
    districts = [Here(area) for area in AREAS if area.name != "Much"]
    every_place: list[Place] = [*districts, *map(Elsewhere, (*DISTRICTS, "14612")), NoPlace.ABROAD]

    def possible(place: Place) -> list[Place]:
        return every_place if place is NoPlace.UNKNOWN else [place]

    living = [each for each in LivesWith if each is not LivesWith.UNKNOWN]
    pairs = [
        pair
        for pair in CUSTODIES[:4]
        if child.mother.custody in (Custody.UNKNOWN, pair[0])
        and child.father.custody in (Custody.UNKNOWN, pair[1])
    ]
    for mother, father, home, now, held, lived, last in product(
        possible(child.mother.residence),
        possible(child.father.residence),
        possible(child.residence),
        possible(child.whereabouts),
        pairs,
        living if child.residence_with is LivesWith.UNKNOWN else [child.residence_with],
        [child.last_stay_with] if child.last_stay_with else [LivesWith.MOTHER, LivesWith.FATHER],
    ):
        yield replace(
            child,
            mother=replace(child.mother, residence=mother, custody=held[0]),
            father=replace(child.father, residence=father, custody=held[1]),
            residence=home,
            whereabouts=now,
            residence_with=lived,
            last_stay_with=last,
        )


def unknowns(child: ChildFacts) -> int:
    """How many places are unknown; each makes the number of completions ten times larger."""
    places = (child.mother.residence, child.father.residence, child.residence, child.whereabouts)
    return sum(place is NoPlace.UNKNOWN for place in places)


@settings(max_examples=60, deadline=None)
@given(concerns())
def test_a_lead_is_certain_exactly_where_every_possible_truth_gives_the_same(
    concern: ConcernFacts,
) -> None:
    child = replace(concern.children[0], doubts=frozenset(), foster=None)
    assume(unknowns(child) <= 1 and child.whereabouts is not NoPlace.NONE)

    lead = must(decided(replace(concern, children=(child,))), Duty.LEAD)
    outcomes = set()
    for complete in completions(child):
        full = must(decided(replace(concern, children=(complete,))), Duty.LEAD)
        outcomes.add((full.office, full.norm))

    if lead.confidence is Confidence.CERTAIN:
        assert outcomes == {(lead.office, lead.norm)}
    elif lead.confidence is Confidence.PROVISIONAL:
        assert len(outcomes) > 1
        assert lead.office in {office for office, _ in outcomes}
    else:
        assert len(outcomes) > 1 or {office for office, _ in outcomes} == {None}
