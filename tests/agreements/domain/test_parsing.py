"""What a table must not say, and how a fault is told: place, what is wrong, what would be right."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.faults import FaultyRules, RuleFault
from agreements.domain.ladder import NEXT_WORKING_NOON, AckTime, LadderStep
from agreements.domain.parsing import read_rule_set
from agreements.domain.rules import RuleSet
from agreements.domain.writing import digest, write_rule_set
from network.domain.terms import LadderRole, Release
from tests.agreements.strategies import rule_sets

ACTING: dict[str, Any] = {
    "key": "acting",
    "tell": {"duty": "act_now"},
    "content": "full",
    "legal_basis": ["§ 8a Abs. 1 Satz 1 SGB VIII"],
    "because": "{office} muss jetzt handeln.",
    "ack": 15,
    "ladder": "rasch",
}
POLICE: dict[str, Any] = {
    "key": "police",
    "when": {"urgencies": ["acute"], "topics": ["physical_abuse"]},
    "tell": {"duty": "police"},
    "content": "minimal",
    "legal_basis": ["§ 8a Abs. 3 Satz 2 SGB VIII"],
    "because": "{office} kann gebraucht werden.",
}
TABLE: dict[str, Any] = {
    "version": "2026-01",
    "title": "Tabelle",
    "ladders": {
        "rasch": [{"role": "reminder", "after": 0}, {"role": "fallback_office", "after": 30}]
    },
    "rules": [ACTING, POLICE],
}

Change = Callable[[dict[str, Any]], object]


def faults_after(change: Change) -> list[str]:
    data = copy.deepcopy(TABLE)
    change(data)
    with pytest.raises(FaultyRules) as caught:
        read_rule_set(data)
    return [str(fault) for fault in caught.value.faults]


def test_a_good_table_is_read() -> None:
    rule_set = read_rule_set(TABLE)

    acting, police = rule_set.rules
    assert rule_set.version == "2026-01"
    assert acting.ack == AckTime(15)
    assert acting.ladder == (
        LadderStep(LadderRole.REMINDER, 0),
        LadderStep(LadderRole.FALLBACK_OFFICE, 30),
    )
    assert police.ack is None


def test_offices_are_told_at_once_and_partners_after_release_unless_the_rule_says_otherwise() -> (
    None
):
    acting, police = read_rule_set(TABLE).rules

    assert acting.release is Release.AUTOMATIC
    assert police.release is Release.CONFIRM


def test_noon_of_the_next_working_day_is_an_acknowledgement_time() -> None:
    data = copy.deepcopy(TABLE)
    data["rules"][0]["ack"] = "next_working_noon"

    assert read_rule_set(data).rules[0].ack == NEXT_WORKING_NOON


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            lambda t: t.update(rule=[]),
            "rule: unbekannte Angabe; möglich sind: version, title, in_force_from, ladders, rules, "
            "office_ladders",
        ),
        (lambda t: t.pop("version"), "version: fehlt"),
        (lambda t: t.pop("title"), "title: fehlt"),
        (
            lambda t: t.update(version="2026/01"),
            "version: nur Buchstaben, Ziffern, Punkt, Strich und Unterstrich",
        ),
        (lambda t: t.pop("rules"), "rules: fehlt; ohne Regeln erfährt niemand etwas"),
        (
            lambda t: t.update(in_force_from="2026-01-01"),
            "in_force_from: hier wird ein Zeitpunkt mit Zeitzone erwartet: "
            "2026-01-01T00:00:00+01:00",
        ),
        (
            lambda t: t["rules"][1]["when"].update(topics=["physical"]),
            "rules[1].when.topics[0]: „physical“ ist nicht bekannt; möglich sind: neglect, "
            "physical_abuse, psychological_abuse, sexual_violence, domestic_violence, other",
        ),
        (
            lambda t: t["rules"][1]["when"].update(urgency=["acute"]),
            "rules[1].when.urgency: unbekannte Angabe; möglich sind: topics, urgencies, age_bands, "
            "reporters, offices, municipalities, hours, several_offices, child_outside",
        ),
        (
            lambda t: t["rules"][1]["when"].update(urgencies="acute"),
            "rules[1].when.urgencies: hier wird eine Liste erwartet",
        ),
        (
            lambda t: t["rules"][1]["when"].update(urgencies=[]),
            "rules[1].when.urgencies: die Liste ist leer; für „gleichgültig“ die Angabe weglassen",
        ),
        (
            lambda t: t["rules"][1]["when"].update(urgencies=["acute", "acute"]),
            "rules[1].when.urgencies: „acute“ steht mehrfach da",
        ),
        (
            lambda t: t["rules"][1]["when"].update(child_outside="ja"),
            "rules[1].when.child_outside: hier wird true oder false erwartet",
        ),
        (
            lambda t: t["rules"][1].update(tell={"duty": "police", "service": "police"}),
            "rules[1].tell: genau eine Angabe von duty, service und office wird gebraucht",
        ),
        (
            lambda t: t["rules"][1].update(tell={"service": "police", "place": "residence"}),
            "rules[1].tell.service: folgt aus der Zuständigkeit; schreiben Sie duty = „police“",
        ),
        (
            lambda t: t["rules"][1].update(tell={"service": "health_office"}),
            "rules[1].tell.place: fehlt; möglich sind: whereabouts, residence",
        ),
        (
            lambda t: t["rules"][1].update(tell={"duty": "lead"}),
            "rules[1].tell.where: fehlt; möglich sind: acting, network, outside",
        ),
        (
            lambda t: t["rules"][1].update(tell={"duty": "police", "where": "network"}),
            "rules[1].tell.where: gibt es nur bei Jugendämtern",
        ),
        (
            lambda t: t["rules"][1].update(tell={"office": "siegburg"}),
            "rules[1].tell.office: nur „fallback“ (die Auffangstelle); andere Ämter über duty",
        ),
        (
            lambda t: t["rules"][0].update(tell={"duty": "act_now", "where": "outside"}),
            "rules[0].tell.where: gibt es bei act_now nicht: es ist immer das Amt, das handelt",
        ),
        (
            lambda t: t["rules"][0].update(content="minimal"),
            "rules[0].content: wer jetzt handeln muss, erfährt alles: content = „full“",
        ),
        (
            lambda t: t["rules"][0].update(release="confirm"),
            "rules[0].release: an ein Jugendamt des Netzwerks geht jede Nachricht sofort: "
            "„automatic“",
        ),
        (
            lambda t: t["rules"][1].update(release="automatic"),
            "rules[1].release: ohne Freigabe durch eine Fachkraft geht an Stellen außerhalb der "
            "Jugendämter des Netzwerks nur ein Hinweis ohne Inhalt: content = „signal“ oder "
            "release = „confirm“",
        ),
        (
            lambda t: t["rules"][1].update(
                tell={"duty": "lead", "where": "outside"}, content="full", release="automatic"
            ),
            "rules[1].release: ohne Freigabe durch eine Fachkraft geht an Stellen außerhalb der "
            "Jugendämter des Netzwerks nur ein Hinweis ohne Inhalt: content = „signal“ oder "
            "release = „confirm“",
        ),
        (
            lambda t: t["rules"][1].pop("legal_basis"),
            "rules[1].legal_basis: fehlt; ohne Rechtsgrundlage wird niemand verständigt",
        ),
        (
            lambda t: t["rules"][1].update(legal_basis=[]),
            "rules[1].legal_basis: die Liste ist leer; für „gleichgültig“ die Angabe weglassen",
        ),
        (
            lambda t: t["rules"][1].update(legal_basis=["Paragraf 8a"]),
            "rules[1].legal_basis[0]: „Paragraf 8a“ ist keine Fundstelle wie "
            "„§ 8a Abs. 6 Satz 1 SGB VIII“",
        ),
        (lambda t: t["rules"][1].pop("because"), "rules[1].because: fehlt"),
        (lambda t: t["rules"][1].update(because="  "), "rules[1].because: darf nicht leer sein"),
        (
            lambda t: t["rules"][1].update(because="{name} hilft."),
            "rules[1].because: in geschweiften Klammern nur {office} und {children}",
        ),
        (
            lambda t: t["rules"][1].update(because="Polizei"),
            "rules[1].because: ein ganzer Satz mit Punkt am Ende",
        ),
        (
            lambda t: t["rules"][0].update(ack=0),
            "rules[0].ack: Minuten von 1 bis 10080 oder „next_working_noon“",
        ),
        (
            lambda t: t["rules"][0].update(ack=True),
            "rules[0].ack: Minuten von 1 bis 10080 oder „next_working_noon“",
        ),
        (
            lambda t: t["rules"][0].update(ladder="langsam"),
            "rules[0].ladder: „langsam“ steht nicht unter ladders",
        ),
        (
            lambda t: t["ladders"]["rasch"].append({"role": "fallback_office", "after": 60}),
            "rules[0].ladder: jede Stufe einmal (Erinnerungen öfter) und in dieser Folge: "
            "reminder, deputy, office_head, fallback_office",
        ),
        (
            lambda t: t["ladders"]["rasch"][0].update(after=60),
            "rules[0].ladder: eine spätere Stufe liegt vor einer früheren",
        ),
        (
            lambda t: t["ladders"]["rasch"][0].update(after=-1),
            "ladders.rasch[0].after: Minuten von 0 bis 10080 nach Ablauf der Frist",
        ),
        (
            lambda t: t["ladders"]["rasch"][0].update(role="chef"),
            "ladders.rasch[0].role: „chef“ ist nicht bekannt; möglich sind: reminder, deputy, "
            "office_head, fallback_office",
        ),
        (
            lambda t: t["ladders"]["rasch"].pop(),
            "rules[0].ladder: eine Leiter mit Frist endet bei der Auffangstelle: fallback_office",
        ),
        (
            lambda t: t["rules"][0].pop("ack"),
            "rules[0].ladder: ohne Frist (ack) beginnt keine Leiter",
        ),
        (
            lambda t: t["rules"][1].update(key="acting"),
            "rules[1].key: „acting“ heißt schon rules[0]",
        ),
        (
            lambda t: t["rules"][1].update(key="Polizei Einsatz"),
            "rules[1].key: nur Kleinbuchstaben, Ziffern und Bindestriche",
        ),
        (
            lambda t: t["rules"].append({**POLICE, "key": "police-again"}),
            "rules[2].when: Fall und Empfänger wie rules[1]; bitte zusammenfassen",
        ),
        (lambda t: t["rules"].append("x"), "rules[2]: hier wird eine Gruppe von Angaben erwartet"),
    ],
)
def test_a_fault_names_its_place_and_the_cure(change: Change, fault: str) -> None:
    assert fault in faults_after(change)


def test_all_faults_are_told_at_once() -> None:
    def spoil(table: dict[str, Any]) -> None:
        table["rules"][0]["ack"] = "bald"
        table["rules"][1]["content"] = "alles"

    assert faults_after(spoil) == [
        "rules[0].ack: Minuten von 1 bis 10080 oder „next_working_noon“",
        "rules[1].content: „alles“ ist nicht bekannt; möglich sind: full, minimal, signal",
        "rules[0].ladder: ohne Frist (ack) beginnt keine Leiter",
    ]


@pytest.mark.parametrize("data", [None, [], "regeln", 3, {}])
def test_what_is_no_table_at_all_is_refused(data: object) -> None:
    with pytest.raises(FaultyRules):
        read_rule_set(data)


words = st.text(max_size=8) | st.sampled_from(("acute", "duty", "full", "\ud800", "{", "outside"))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
PLACES = (
    *(("rules", 0, key) for key in ACTING),
    *(("rules", 1, key) for key in POLICE),
    *(("rules", 1, "when", key) for key in ("topics", "offices", "hours", "child_outside")),
    *(("rules", 1, "tell", key) for key in ("duty", "service", "place", "where", "office")),
    *((key,) for key in ("version", "title", "in_force_from", "ladders", "rules")),
    ("rules", 0),
    ("ladders", "rasch"),
    ("ladders", "rasch", 0),
    ("ladders", "rasch", 0, "after"),
)


@given(st.sampled_from(PLACES), anything)
def test_whatever_stands_in_a_place_is_read_or_told_as_a_fault(
    place: tuple[str | int, ...], value: object
) -> None:
    data: Any = copy.deepcopy(TABLE)
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value

    read = read_or_faults(data)

    if isinstance(read, RuleSet):
        assert read_rule_set(write_rule_set(read)) == read
        json.dumps(write_rule_set(read), ensure_ascii=False).encode()
    else:
        assert all(fault.path and fault.message for fault in read)


def read_or_faults(data: object) -> RuleSet | tuple[RuleFault, ...]:
    try:
        return read_rule_set(data)
    except FaultyRules as error:
        return error.faults


@given(rule_sets())
def test_what_is_written_is_read_back_the_same(rule_set: RuleSet) -> None:
    assert read_rule_set(write_rule_set(rule_set)) == rule_set


def test_the_digest_changes_with_a_word_and_not_with_the_day_of_coming_into_force() -> None:
    later = {**TABLE, "in_force_from": "2027-01-01T00:00:00+01:00"}
    other = copy.deepcopy(TABLE)
    other["rules"][1]["because"] = "{office} wird gebraucht."

    assert digest(read_rule_set(later)) == digest(read_rule_set(TABLE))
    assert digest(read_rule_set(other)) != digest(read_rule_set(TABLE))
