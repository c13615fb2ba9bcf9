"""Data (from TOML or JSON) -> a set of rules. Pure; reports everything that is wrong at once."""

import re
from collections.abc import Mapping

from agreements.domain.conditions import Condition, Hours
from agreements.domain.faults import FaultyRules, RuleFault
from agreements.domain.ladder import LONGEST_MINUTES, NEXT_WORKING_NOON, AckTime, Ladder, LadderStep
from agreements.domain.norms import is_norm
from agreements.domain.own_ladders import check_own
from agreements.domain.reading import Reader
from agreements.domain.restraint import ENDS, check, check_steps, ends_well
from agreements.domain.rules import (
    DutyTarget,
    FallbackTarget,
    OfficeLadder,
    PlaceOf,
    RoutingRule,
    RuleSet,
    ServiceTarget,
    Target,
    Where,
    is_network_office,
)
from network.domain.terms import (
    AgeBand,
    ContentLevel,
    Duty,
    LadderRole,
    Release,
    ReporterKind,
    Service,
    Topic,
    Urgency,
)

PLACEHOLDERS = ("office", "children")
SET_KEYS = ("version", "title", "in_force_from", "ladders", "rules", "office_ladders")
OWN_KEYS = ("office", "urgencies", "hours", "ladder")
RULE_KEYS = (
    "key",
    "when",
    "tell",
    "content",
    "release",
    "legal_basis",
    "because",
    "ack",
    "ladder",
)
WHEN_KEYS = (
    "topics",
    "urgencies",
    "age_bands",
    "reporters",
    "offices",
    "municipalities",
    "hours",
    "several_offices",
    "child_outside",
)


def read_rule_set(data: object) -> RuleSet:
    """The set that this data describes. Raises FaultyRules with every fault, each with its path.

    `ladders` may name ladders that rules refer to; a rule may also spell its ladder out.
    """
    faults: list[RuleFault] = []
    reader = Reader(data, "", faults)
    reader.only(SET_KEYS)
    version = reader.text("version", longest=40)
    if version and not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._-]*", version):
        reader.fault("version", "nur Buchstaben, Ziffern, Punkt, Strich und Unterstrich")
    title = reader.text("title", longest=200)
    in_force_from = reader.instant("in_force_from")
    named = reader.inner("ladders")
    ladders = {key: _ladder(named.list(key), f"ladders.{key}", faults) for key in named.data}
    if "rules" not in reader.data:
        reader.fault("rules", "fehlt; ohne Regeln erfährt niemand etwas")
    rules = tuple(
        _rule(each, f"rules[{number}]", ladders, faults)
        for number, each in enumerate(reader.list("rules"))
    )
    own = tuple(
        _own(each, f"office_ladders[{number}]", ladders, faults)
        for number, each in enumerate(reader.list("office_ladders"))
    )
    faults += check(rules)
    if not faults:
        faults += check_own(rules, own)
    if faults:
        raise FaultyRules(*faults)
    return RuleSet(
        version=version,
        rules=rules,
        title=title,
        in_force_from=in_force_from,
        office_ladders=own,
    )


def _rule(
    data: object, path: str, ladders: Mapping[str, Ladder], faults: list[RuleFault]
) -> RoutingRule:
    reader = Reader(data, path, faults)
    reader.only(RULE_KEYS)
    key = reader.text("key", longest=60)
    if key and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        reader.fault("key", "nur Kleinbuchstaben, Ziffern und Bindestriche")
    tell = _target(reader.inner("tell"))
    # Partners and offices outside get nothing without a caseworker, unless the rule says otherwise.
    usual = Release.AUTOMATIC if is_network_office(tell) else Release.CONFIRM
    return RoutingRule(
        key=key,
        when=_condition(reader.inner("when")),
        tell=tell,
        content=reader.word("content", ContentLevel, required=True) or ContentLevel.SIGNAL,
        release=reader.word("release", Release) or usual,
        legal_basis=_norms(reader),
        because=_because(reader),
        ack=_ack(reader),
        ladder=_ladder_of(reader, ladders),
    )


def _own(
    data: object, path: str, ladders: Mapping[str, Ladder], faults: list[RuleFault]
) -> OfficeLadder:
    reader = Reader(data, path, faults)
    reader.only(OWN_KEYS)
    steps = _ladder_of(reader, ladders)
    for message in (*check_steps(steps), *(() if ends_well(steps) else (ENDS,))):
        reader.fault("ladder", message)
    return OfficeLadder(
        office=reader.text("office", longest=60),
        urgencies=reader.words("urgencies", Urgency) or frozenset(Urgency),
        hours=reader.word("hours", Hours),
        steps=steps,
    )


def _condition(reader: Reader) -> Condition:
    reader.only(WHEN_KEYS)
    return Condition(
        topics=reader.words("topics", Topic),
        urgencies=reader.words("urgencies", Urgency),
        age_bands=reader.words("age_bands", AgeBand),
        reporters=reader.words("reporters", ReporterKind),
        offices=frozenset(reader.texts("offices")),
        municipalities=frozenset(reader.texts("municipalities")),
        hours=reader.word("hours", Hours),
        several_offices=reader.flag("several_offices"),
        child_outside=reader.flag("child_outside"),
    )


def _target(reader: Reader) -> Target:
    given = [key for key in ("duty", "service", "office") if key in reader.data]
    if len(given) != 1:
        reader.fault("", "genau eine Angabe von duty, service und office wird gebraucht")
        return FallbackTarget()
    if given == ["duty"]:
        reader.only(("duty", "where"))
        duty = reader.word("duty", Duty) or Duty.ACT_NOW
        return DutyTarget(duty, _where(reader, duty))
    if given == ["service"]:
        reader.only(("service", "place"))
        service = reader.word("service", Service) or Service.HEALTH_OFFICE
        place = reader.word("place", PlaceOf, required=True) or PlaceOf.RESIDENCE
        if service in (Service.POLICE, Service.FAMILY_COURT):
            reader.fault(
                "service", f"folgt aus der Zuständigkeit; schreiben Sie duty = „{service}“"
            )
        return ServiceTarget(service, place)
    reader.only(("office",))
    if reader.data["office"] != "fallback":
        reader.fault("office", "nur „fallback“ (die Auffangstelle); andere Ämter über duty")
    return FallbackTarget()


def _where(reader: Reader, duty: Duty) -> Where | None:
    if duty in (Duty.POLICE, Duty.FAMILY_COURT):
        if "where" in reader.data:
            reader.fault("where", "gibt es nur bei Jugendämtern")
        return None
    if duty is Duty.ACT_NOW:  # always a member of the network
        if reader.data.get("where", Where.ACTING) != Where.ACTING:
            reader.fault("where", "gibt es bei act_now nicht: es ist immer das Amt, das handelt")
        return Where.ACTING
    return reader.word("where", Where, required=True) or Where.NETWORK


def _norms(reader: Reader) -> tuple[str, ...]:
    if "legal_basis" not in reader.data:
        reader.fault("legal_basis", "fehlt; ohne Rechtsgrundlage wird niemand verständigt")
    norms = reader.texts("legal_basis")
    for number, norm in enumerate(norms):
        if not is_norm(norm):
            reader.fault(
                f"legal_basis[{number}]",
                f"„{norm}“ ist keine Fundstelle wie „§ 8a Abs. 6 Satz 1 SGB VIII“",
            )
    return norms


def _because(reader: Reader) -> str:
    text = reader.text("because", longest=400)
    if text and not text.endswith("."):
        reader.fault("because", "ein ganzer Satz mit Punkt am Ende")
    rest = text
    for name in PLACEHOLDERS:
        rest = rest.replace(f"{{{name}}}", "")
    if "{" in rest or "}" in rest:
        reader.fault("because", "in geschweiften Klammern nur {office} und {children}")
    return text


def _ack(reader: Reader) -> AckTime | None:
    value = reader.data.get("ack")
    if value is None:
        return None
    if value == "next_working_noon":
        return NEXT_WORKING_NOON
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LONGEST_MINUTES:
        return AckTime(value)
    reader.fault("ack", f"Minuten von 1 bis {LONGEST_MINUTES} oder „next_working_noon“")
    return None


def _ladder_of(reader: Reader, ladders: Mapping[str, Ladder]) -> Ladder:
    value = reader.data.get("ladder")
    if isinstance(value, str):
        if value not in ladders:
            reader.fault("ladder", f"„{value}“ steht nicht unter ladders")
        return ladders.get(value, ())
    return _ladder(reader.list("ladder"), f"{reader.path}.ladder", reader.faults)


def _ladder(steps: list[object], path: str, faults: list[RuleFault]) -> Ladder:
    found = []
    for number, each in enumerate(steps):
        reader = Reader(each, f"{path}[{number}]", faults)
        reader.only(("role", "after"))
        role = reader.word("role", LadderRole, required=True)
        after = reader.data.get("after")
        good = isinstance(after, int) and not isinstance(after, bool)
        if not (isinstance(after, int) and good and 0 <= after <= LONGEST_MINUTES):
            reader.fault("after", f"Minuten von 0 bis {LONGEST_MINUTES} nach Ablauf der Frist")
        elif role:
            found.append(LadderStep(role, after))
    return tuple(found)
