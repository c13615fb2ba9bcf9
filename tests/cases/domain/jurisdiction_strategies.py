"""Every kind of concern that hypothesis can think of, as values and as JSON."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from cases.domain.types import (
    Benefit,
    ChildFacts,
    ConcernFacts,
    CourtCase,
    Custody,
    Doubt,
    Elsewhere,
    Foster,
    Here,
    LivesWith,
    NoPlace,
    Parent,
    Unaccompanied,
)
from network.domain.terms import ReporterKind, Topic, Urgency
from tests.factories.register import rhein_sieg

REGISTER = rhein_sieg()
DISTRICTS = ("05314", "05315", "09162")
NOW = datetime(2026, 11, 21, 21, 40, tzinfo=UTC)
TODAY = date(2026, 11, 21)

# few municipalities, so that places often meet: two of the county office, three towns
AREAS = tuple(a for a in REGISTER.areas if a.name in ("Eitorf", "Much", "Bornheim", "Lohmar"))
heres = st.sampled_from([Here(area) for area in AREAS])
elsewheres = st.sampled_from([Elsewhere(district) for district in DISTRICTS])
places = st.one_of(heres, elsewheres, st.sampled_from(list(NoPlace)))
offices = st.sampled_from(["kreis", "bornheim", "lohmar", "outside:05315", "outside:09162"])
past = st.dates(min_value=date(2005, 1, 1), max_value=TODAY)
births = st.dates(min_value=date(1995, 1, 1), max_value=TODAY)

CUSTODIES = (
    (Custody.SOLE, Custody.NONE),
    (Custody.NONE, Custody.SOLE),
    (Custody.JOINT, Custody.JOINT),
    (Custody.NONE, Custody.NONE),
    (Custody.UNKNOWN, Custody.UNKNOWN),
    (Custody.NONE, Custody.UNKNOWN),
    (Custody.UNKNOWN, Custody.SOLE),
)


@st.composite
def parents(draw: st.DrawFn) -> tuple[Parent, Parent]:
    """Two parents whose facts do not contradict each other."""
    held = draw(st.sampled_from(CUSTODIES))
    alive = draw(
        st.sampled_from([(True, True)] * 6 + [(True, False), (False, True)] * 2 + [(False,) * 2])
    )
    established = draw(st.sampled_from([True, True, True, False]))
    residences = draw(st.tuples(places, places))
    counts = (alive[0], alive[1] and established)
    custody = [held[i] if counts[i] else Custody.NONE for i in (0, 1)]
    if not all(counts):
        custody = [Custody.UNKNOWN if counts[i] else Custody.NONE for i in (0, 1)]
    return (
        Parent(residences[0], custody[0], alive[0]),
        Parent(residences[1], custody[1], alive[1], established),
    )


@st.composite
def benefits(draw: st.DrawFn) -> Benefit:
    since = draw(past)
    apart = draw(st.none() | st.dates(min_value=since, max_value=TODAY))
    return Benefit(since, draw(offices), apart)


fosters = st.builds(Foster, st.none() | past, st.none() | st.booleans(), places)
living = st.sampled_from(list(LivesWith))


@st.composite
def children(draw: st.DrawFn, ref: str = "A") -> ChildFacts:
    """One child with facts that fit together."""
    mother, father = draw(parents())
    born_on = draw(st.none() | births)
    unborn = draw(st.sampled_from([False] * 7 + [True]))
    foster = None if unborn else draw(st.none() | fosters)
    if foster and foster.since and born_on and foster.since < born_on:
        born_on = foster.since
    return ChildFacts(
        ref=ref,
        born_on=(TODAY + timedelta(days=draw(st.integers(0, 250)))) if unborn else born_on,
        unborn=unborn,
        whereabouts=draw(places),
        residence=draw(places),
        residence_with=draw(living),
        last_stay_with=draw(st.sampled_from([None, LivesWith.MOTHER, LivesWith.FATHER])),
        mother=mother,
        father=father,
        foster=foster,
        benefit=draw(st.none() | benefits()),
        court_case=draw(st.none() | st.builds(CourtCase, past, offices)),
        divorce_court=draw(st.none() | st.sampled_from(["ag-bonn", "outside:05315"])),
        unaccompanied=(
            None
            if unborn
            else draw(st.none() | st.none() | st.builds(Unaccompanied, st.none() | offices))
        ),
        doubts=draw(st.just(frozenset()) | st.frozensets(st.sampled_from(list(Doubt)), max_size=2)),
    )


@st.composite
def concerns(draw: st.DrawFn, most: int = 1) -> ConcernFacts:
    """A report about one or several children."""
    number = draw(st.integers(1, most))
    return ConcernFacts(
        received_by=draw(st.none() | offices),
        received_at=NOW,
        urgency=draw(st.sampled_from(list(Urgency))),
        reporter=draw(st.sampled_from(list(ReporterKind))),
        topics=draw(st.frozensets(st.sampled_from(list(Topic)))),
        children=tuple(draw(children(ref)) for ref in "ABCD"[:number]),
    )


# anything that json.loads can give, with what is likely to hurt
words = st.text(max_size=20) | st.sampled_from(
    ["unknown", "none", "\ud800", "\x00", "‮", "٠٥٣٨٢٠١٢", "outside:", "outside:05382", "A" * 10_000]
)
numbers: st.SearchStrategy[Any] = (
    st.integers() | st.floats() | st.sampled_from([10**4000, float("nan"), float("inf")])
)
scalars = st.none() | st.booleans() | numbers | words
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
