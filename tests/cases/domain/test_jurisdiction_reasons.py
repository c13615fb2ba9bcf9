"""What a caseworker reads: the answer first, then why, what is missing and what would change it."""

from typing import Any

import pytest

from cases.domain.facts import read_facts
from cases.domain.jurisdiction import decide
from cases.domain.norms import Norm
from cases.domain.types import DutyAnswer
from network.domain.terms import Confidence, Duty
from tests.factories.register import rhein_sieg

REGISTER = rhein_sieg()
BORNHEIM, HENNEF, SIEGBURG = ({"ags": f"053820{number}"} for number in (12, 20, 60))
KOELN = {"district": "05315"}

# Absätze and their sentences, counted in the text of the law; an Absatz with one sentence has 1
SENTENCES = {
    "§ 7 SGB VIII": {1: 1},
    "§ 8a SGB VIII": {1: 3, 2: 2, 3: 2, 4: 3, 5: 3, 6: 2},
    "§ 86 SGB VIII": {1: 3, 2: 4, 3: 1, 4: 2, 5: 3, 6: 3, 7: 4},
    "§ 86a SGB VIII": {1: 1, 2: 1, 3: 1, 4: 3},
    "§ 86c SGB VIII": {1: 2, 2: 4},
    "§ 86d SGB VIII": {},
    "§ 87 SGB VIII": {},
    "§ 87b SGB VIII": {1: 2, 2: 2, 3: 1},
    "§ 88 SGB VIII": {1: 2, 2: 1},
    "§ 88a SGB VIII": {1: 1, 2: 3, 3: 2, 4: 1},
    "§ 2 SGB X": {1: 3, 2: 1, 3: 3, 4: 2},
    "§ 152 FamFG": {1: 1, 2: 1, 3: 1, 4: 2},
}


def answer(duty: Duty, *, received_by: str | None = None, **child: Any) -> DutyAnswer:
    data = {
        "received_by": received_by,
        "received_at": "2026-11-21T22:40:00+01:00",
        "urgency": "urgent",
        "reporter": "school",
        "topics": [],
        "children": [{"ref": "A", "born_on": "2018-04-01"} | child],
    }
    facts = read_facts(data, REGISTER)
    found = decide(facts.children[0], concern=facts, register=REGISTER).answer(duty)
    assert found is not None
    return found


def parents(mother: Any, father: Any, *custody: str) -> dict[str, Any]:
    first, second = custody or ("joint", "joint")
    return {
        "mother": {"residence": mother, "custody": first},
        "father": {"residence": father, "custody": second},
    }


@pytest.mark.parametrize("norm", list(Norm))
def test_every_norm_that_is_cited_exists(norm: Norm) -> None:
    words = norm.value.split()
    law = "FamFG" if words[-1] == "FamFG" else " ".join(words[-2:])
    paragraph = SENTENCES[f"§ {words[1]} {law}"]

    if "Abs." in words:
        number = int(words[words.index("Abs.") + 1])
        assert number in paragraph
        if "Satz" in words:
            assert 1 <= int(words[words.index("Satz") + 1]) <= paragraph[number]


def test_a_lead_names_office_norm_facts_and_what_would_change_it() -> None:
    lead = answer(
        Duty.LEAD,
        residence=BORNHEIM,
        residence_with="mother",
        **parents(BORNHEIM, HENNEF, "sole", "none"),
    )

    assert lead.reason == (
        "Jugendamt Bornheim ist federführend zuständig. "
        "Rechtsgrundlage ist § 86 Abs. 2 Satz 1 SGB VIII. "
        "Die Eltern leben in verschiedenen Bereichen; die Mutter hat die Sorge allein. "
        "Zugrunde liegt: gewöhnlicher Aufenthalt der Mutter: Bornheim; "
        "gewöhnlicher Aufenthalt des Vaters: Hennef (Sieg); Personensorge: Mutter allein. "
        "Das würde die Antwort ändern: Änderung der Personensorge; "
        "Umzug eines Elternteils in einen anderen Bereich; "
        "zwei Jahre bei einer Pflegeperson mit Verbleib auf Dauer."
    )
    assert lead.open_questions == lead.facts_missing == ()
    assert lead.facts_used[0] == "gewöhnlicher Aufenthalt der Mutter: Bornheim"
    assert lead.would_change[0] == "Änderung der Personensorge"


def test_an_open_lead_asks_for_what_is_missing() -> None:
    lead = answer(Duty.LEAD, residence=SIEGBURG, **parents("unknown", KOELN, "joint", "joint"))

    assert lead.confidence is Confidence.PROVISIONAL
    assert lead.facts_missing == (
        "gewöhnlicher Aufenthalt der Mutter",
        "bei wem das Kind zuletzt lebte",
        "wo das Kind jetzt ist",
    )
    assert lead.open_questions[0] == "Wo hat die Mutter ihren gewöhnlichen Aufenthalt?"
    assert "nach dem, was bisher bekannt ist" in lead.reason


def test_where_only_the_rule_is_open_people_are_told_so() -> None:
    lead = answer(Duty.LEAD, mother={"residence": BORNHEIM, "custody": "sole"})

    assert (lead.office, lead.confidence) == (None, Confidence.NEEDS_DECISION)
    assert "immer dasselbe; offen ist nur, welche Regel gilt" in lead.reason
    assert Norm.PARENTS.value in lead.reason
    assert Norm.CUSTODIAN.value in lead.reason


def test_where_the_office_is_open_too_nothing_of_the_kind_is_said() -> None:
    lead = answer(Duty.LEAD, whereabouts=SIEGBURG)

    assert (lead.office, lead.confidence) == (None, Confidence.NEEDS_DECISION)
    assert "immer dasselbe" not in lead.reason


@pytest.mark.parametrize(
    ("duty", "child"),
    [
        (Duty.LEAD, parents(KOELN, KOELN)),
        (Duty.IMMEDIATE_PROTECTION, {"whereabouts": KOELN}),
        (Duty.PROVISIONAL, {"whereabouts": KOELN}),
    ],
)
def test_which_office_of_an_outside_district_is_an_open_question_not_a_lower_confidence(
    duty: Duty, child: dict[str, Any]
) -> None:
    found = answer(duty, **child)

    assert (found.office, found.confidence) == ("outside:05315", Confidence.CERTAIN)
    assert found.open_questions == (
        "Welches Jugendamt dieses Kreises ist es, falls er mehrere hat?",
    )
    assert found.open_questions[0] in found.reason
    assert "Köln" in found.reason.partition(". ")[0]


@pytest.mark.parametrize("duty", [Duty.FAMILY_COURT, Duty.POLICE])
@pytest.mark.parametrize(
    ("place", "words"),
    [(KOELN, "Köln (Kreisschlüssel 05315)"), ({"district": "09162"}, "Kreis 09162")],
)
def test_court_and_police_outside_are_left_to_people_with_the_place(
    duty: Duty, place: dict[str, str], words: str
) -> None:
    found = answer(duty, whereabouts=place, residence=place)

    assert (found.office, found.confidence) == (None, Confidence.NEEDS_DECISION)
    assert words in found.reason
    assert words in found.open_questions[0]


def test_a_doubt_is_named_and_asked() -> None:
    lead = answer(Duty.LEAD, doubts=["shelter", "prison"], **parents(BORNHEIM, BORNHEIM))

    assert lead.office is None
    assert "Haft" in lead.reason
    assert "Frauenhaus" in lead.reason
    assert len(lead.open_questions) == 2


def test_an_unknown_age_is_asked_but_the_child_is_protected_as_a_child() -> None:
    found = answer(Duty.LEAD, born_on=None, **parents(BORNHEIM, BORNHEIM))

    assert found.confidence is Confidence.CERTAIN
    assert found.open_questions == ("Ist das Kind jünger als 18 Jahre?",)


def test_with_a_running_benefit_the_time_before_it_is_asked_for() -> None:
    found = answer(
        Duty.LEAD,
        residence=BORNHEIM,
        residence_with="mother",
        benefit={"since": "2025-02-01", "office": "bornheim"},
        **parents(BORNHEIM, HENNEF),
    )

    assert found.open_questions == (
        "Gilt die Angabe zum Leben des Kindes für die Zeit vor dem 01.02.2025?",
    )


def test_after_an_allocation_the_office_on_the_spot_is_reminded_of_danger_in_delay() -> None:
    found = answer(
        Duty.IMMEDIATE_PROTECTION, whereabouts=SIEGBURG, unaccompanied={"allocated_to": "lohmar"}
    )

    assert found.office == "lohmar"
    assert "§ 2 Abs. 4 SGB X" in found.reason


def test_police_never_lets_anybody_forget_the_emergency_number() -> None:
    assert "110" in answer(Duty.POLICE).reason.partition(". ")[0]


def test_the_office_that_received_it_is_told_why_it_stays_bound() -> None:
    found = answer(Duty.ACT_NOW, received_by="lohmar", **parents(KOELN, KOELN))

    assert found.reason.startswith("Jugendamt Lohmar muss jetzt handeln. ")
    assert "hat die Mitteilung erhalten und bleibt in der Pflicht" in found.reason


@pytest.mark.parametrize(
    ("child", "missing"),
    [
        (
            {},
            (
                "gewöhnlicher Aufenthalt der Mutter",
                "gewöhnlicher Aufenthalt des Vaters",
                "Personensorge",
                "bei wem das Kind zuletzt lebte",
                "gewöhnlicher Aufenthalt des Kindes",
                "wo das Kind jetzt ist",
            ),
        ),
        (
            {"father": {"paternity_established": False}, "residence": "none", "whereabouts": KOELN},
            ("gewöhnlicher Aufenthalt der Mutter",),
        ),
        (
            {"mother": {"alive": False}, "residence": "none", "whereabouts": KOELN},
            ("gewöhnlicher Aufenthalt des Vaters",),
        ),
        (
            {"residence_with": "both", "residence": "none", "whereabouts": KOELN}
            | parents(BORNHEIM, HENNEF),
            ("bei welchem Elternteil sich das Kind zuletzt aufhielt",),
        ),
        (
            {
                "foster": {"since": None, "permanent": None},
                "residence": "none",
                "residence_with": "mother",
                "whereabouts": KOELN,
            }
            | parents(BORNHEIM, HENNEF),
            (
                "Beginn der Pflege",
                "ob die Pflege auf Dauer angelegt ist",
                "gewöhnlicher Aufenthalt der Pflegeperson",
            ),
        ),
        ({"unaccompanied": {}, "residence": "none"}, ("wo das Kind jetzt ist",)),
        (
            {"born_on": "2008-05-01", "whereabouts": KOELN},
            ("gewöhnlicher Aufenthalt des Kindes",),
        ),
    ],
)
def test_what_is_missing_is_what_the_rules_for_this_child_ask_for(
    child: dict[str, Any], missing: tuple[str, ...]
) -> None:
    lead = answer(Duty.LEAD, **child)

    assert lead.confidence is Confidence.NEEDS_DECISION
    assert lead.facts_missing == missing


@pytest.mark.parametrize(
    ("received_by", "child", "words"),
    [
        (None, {"whereabouts": SIEGBURG}, "wo das Kind tatsächlich ist"),
        ("lohmar", {}, "das empfangende Amt bleibt dran"),
        (None, {"residence": SIEGBURG}, "es gilt das Amt seines Zuhauses"),
        (None, {}, "es handelt die Auffangstelle"),
    ],
)
def test_who_acts_meanwhile_is_told_why(
    received_by: str | None, child: dict[str, Any], words: str
) -> None:
    assert words in answer(Duty.PROVISIONAL, received_by=received_by, **child).reason


def test_a_parting_during_the_benefit_says_who_has_custody() -> None:
    benefit = {"since": "2025-02-01", "office": "kreis", "parents_apart_since": "2025-09-01"}

    for custody, words in (("joint", "beiden Eltern gemeinsam"), ("none", "keinem Elternteil")):
        lead = answer(Duty.LEAD, benefit=benefit, **parents(BORNHEIM, HENNEF, custody, custody))
        assert f"die Sorge steht {words} zu" in lead.reason


@pytest.mark.parametrize(
    ("received_by", "child", "words"),
    [
        ("lohmar", {}, "hat die Mitteilung erhalten"),
        (None, {"whereabouts": SIEGBURG}, "steht dem Kind am nächsten"),
        (None, {"whereabouts": KOELN}, "es handelt die Auffangstelle"),
        (None, {"born_on": "2008-05-01"}, "Ab dem 18. Geburtstag gilt § 8a nicht mehr"),
        (None, {}, "muss die Gefährdung einschätzen"),
    ],
)
def test_who_acts_now_is_told_why(
    received_by: str | None, child: dict[str, Any], words: str
) -> None:
    assert words in answer(Duty.ACT_NOW, received_by=received_by, **child).reason


def test_before_birth_nobody_is_told_to_take_a_child_into_care() -> None:
    found = answer(Duty.IMMEDIATE_PROTECTION, born_on=None, unborn=True, whereabouts=SIEGBURG)

    assert found.reason.startswith("Jugendamt Siegburg schützt das Kind, sobald es geboren ist. ")
    assert "Vor der Geburt gibt es keine Inobhutnahme" in found.reason


def test_a_parting_during_the_benefit_is_named_as_such() -> None:
    benefit = {"since": "2025-02-01", "office": "kreis", "parents_apart_since": "2025-09-01"}

    lead = answer(Duty.LEAD, benefit=benefit, **parents(BORNHEIM, HENNEF, "sole", "none"))

    assert "zogen erst nach Beginn der Leistung auseinander; die Mutter hat" in lead.reason
