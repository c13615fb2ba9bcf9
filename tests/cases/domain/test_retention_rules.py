"""How long what is kept: periods, starting events, and what a file must not say."""

import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest

from cases.domain.retention import KEPT_FOR
from cases.domain.retention_rules import FaultyRetention, Kind, Outcome, Period, read_rules
from tests.factories.retention import SHIPPED

DATA: dict[str, Any] = tomllib.loads(SHIPPED.read_text("utf-8"))
STRICTER = {"kind": "notice", "office": "siegburg", "period": "P30D", "ground": "§ 84 SGB X"}


def changed(**more: Any) -> dict[str, Any]:
    return {**DATA, **more}


@pytest.mark.parametrize(
    ("kind", "outcome", "period"),
    [
        (Kind.CASE, Outcome.UNFOUNDED, Period(6, 0)),
        (Kind.CASE, Outcome.HANDED_OVER, Period(0, 90)),
        (Kind.CASE, Outcome.FOLLOWED, Period(12, 0)),
        (Kind.NOTICE, None, Period(0, 90)),
        (Kind.PARTNER_NOTICE, None, Period(0, 90)),
        (Kind.REPORTER, None, Period(0, 90)),
        (Kind.DRAFT, None, Period(0, 30)),
        (Kind.DELIVERY, None, Period(0, 90)),
        (Kind.CANARY, None, Period(0, 30)),
        (Kind.PAPER_KIT, None, Period(0, 14)),
        (Kind.SESSION, None, Period(0, 1)),
        (Kind.INVITATION, None, Period(0, 90)),
        (Kind.ACCOUNT, None, Period(12, 0)),
        (Kind.LOOK, None, Period(12, 0)),
        (Kind.EVENT, None, Period(36, 0)),
    ],
)
def test_the_shipped_rules(kind: Kind, outcome: Outcome | None, period: Period) -> None:
    assert read_rules(DATA).rule(kind, outcome=outcome).period == period


def test_drafts_are_announced_with_the_period_of_their_rule() -> None:
    assert read_rules(DATA).rule(Kind.DRAFT).period.days == KEPT_FOR.days


def test_an_offices_own_rule_goes_before_the_networks() -> None:
    table = read_rules(changed(rule=[*DATA["rule"], STRICTER]))

    assert table.rule(Kind.NOTICE, office="siegburg").period == Period(0, 30)
    assert table.rule(Kind.NOTICE, office="bornheim").period == Period(0, 90)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({**STRICTER, "period": "P1Y"}, "länger als die des Netzwerks"),
        ({**STRICTER, "period": "90 days"}, "keine Frist"),
        ({**STRICTER, "period": "P"}, "keine Frist"),
        ({**STRICTER, "ground": " "}, "Rechtsgrundlage ist leer"),
        ({**STRICTER, "kind": "look", "office": "", "period": "P364D"}, "wenigstens ein Jahr"),
        ({**STRICTER, "kind": "session"}, "überall dieselbe Frist"),
        ({**STRICTER, "kind": "case"}, "ein Ausgang gehört zu Fällen"),
        ({**STRICTER, "outcome": "unfounded"}, "ein Ausgang gehört zu Fällen"),
        ({"kind": "notice", "ground": "x"}, "period fehlt"),
        (DATA["rule"][0], "Zwei Regeln für case unfounded"),
    ],
)
def test_a_faulty_line_is_named(line: dict[str, Any], said: str) -> None:
    with pytest.raises(FaultyRetention, match=said):
        read_rules(changed(rule=[*DATA["rule"], line]))


@pytest.mark.parametrize("number", range(len(DATA["rule"])))
def test_no_rule_of_the_network_may_be_missing(number: int) -> None:
    with pytest.raises(FaultyRetention, match="Es fehlt die Regel des Netzwerks"):
        read_rules(changed(rule=[each for n, each in enumerate(DATA["rule"]) if n != number]))


def test_a_file_without_a_version_is_refused() -> None:
    with pytest.raises(FaultyRetention, match="version fehlt"):
        read_rules({"rule": DATA["rule"]})


@pytest.mark.parametrize(
    ("period", "begins", "ends"),
    [
        ("P1M", "2026-01-31T11:00:00", "2026-02-28T11:00:00"),
        ("P1Y", "2028-02-29T11:00:00", "2029-02-28T11:00:00"),
        ("P90D", "2026-01-01T11:00:00", "2026-04-01T10:00:00"),  # summer time began
        ("P1M1D", "2026-11-30T11:00:00", "2026-12-31T11:00:00"),
    ],
)
def test_periods_count_on_the_calendar_in_berlin(period: str, begins: str, ends: str) -> None:
    began, ended = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (begins, ends))

    assert Period.parse(period).after(began) == ended
