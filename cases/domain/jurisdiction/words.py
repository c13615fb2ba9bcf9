"""Facts in German: what was used, what is missing, what to ask."""

from collections.abc import Callable, Iterable
from datetime import date

from cases.domain.jurisdiction.findings import Fact, Holder, possible_holders
from cases.domain.types import ChildFacts, Elsewhere, Here, LivesWith, NoPlace, Place
from network.domain.geography import OUTSIDE, Register

NO_PLACE = {
    NoPlace.UNKNOWN: "unbekannt",
    NoPlace.NONE: "keiner oder nicht feststellbar",
    NoPlace.ABROAD: "im Ausland",
}
HOLDERS = {
    Holder.MOTHER: "Mutter allein",
    Holder.FATHER: "Vater allein",
    Holder.BOTH: "beide gemeinsam",
    Holder.NEITHER: "kein Elternteil",
}
LIVING = {
    LivesWith.BOTH: "bei beiden Eltern",
    LivesWith.MOTHER: "bei der Mutter",
    LivesWith.FATHER: "beim Vater",
    LivesWith.NEITHER: "bei keinem Elternteil",
    LivesWith.UNKNOWN: "unbekannt, bei wem",
}
MISSING = {
    Fact.BORN_ON: "Geburtsdatum",
    Fact.WHEREABOUTS: "wo das Kind jetzt ist",
    Fact.RESIDENCE: "gewöhnlicher Aufenthalt des Kindes",
    Fact.RESIDENCE_WITH: "bei wem das Kind zuletzt lebte",
    Fact.LAST_STAY_WITH: "bei welchem Elternteil sich das Kind zuletzt aufhielt",
    Fact.MOTHER_RESIDENCE: "gewöhnlicher Aufenthalt der Mutter",
    Fact.FATHER_RESIDENCE: "gewöhnlicher Aufenthalt des Vaters",
    Fact.CUSTODY: "Personensorge",
    Fact.FOSTER_SINCE: "Beginn der Pflege",
    Fact.FOSTER_PERMANENT: "ob die Pflege auf Dauer angelegt ist",
    Fact.FOSTER_RESIDENCE: "gewöhnlicher Aufenthalt der Pflegeperson",
}
QUESTIONS = {
    Fact.BORN_ON: "Wann ist das Kind geboren?",
    Fact.WHEREABOUTS: "Wo ist das Kind jetzt?",
    Fact.RESIDENCE: "Wo hatte das Kind zuletzt seinen gewöhnlichen Aufenthalt?",
    Fact.RESIDENCE_WITH: "Bei wem hatte das Kind zuletzt seinen gewöhnlichen Aufenthalt?",
    Fact.LAST_STAY_WITH: "Bei welchem Elternteil hielt sich das Kind zuletzt tatsächlich auf?",
    Fact.MOTHER_RESIDENCE: "Wo hat die Mutter ihren gewöhnlichen Aufenthalt?",
    Fact.FATHER_RESIDENCE: "Wo hat der Vater seinen gewöhnlichen Aufenthalt?",
    Fact.CUSTODY: "Wer hat die Personensorge?",
    Fact.FOSTER_SINCE: "Seit wann lebt das Kind bei der Pflegeperson?",
    Fact.FOSTER_PERMANENT: "Ist sein Verbleib bei der Pflegeperson auf Dauer zu erwarten?",
    Fact.FOSTER_RESIDENCE: "Wo hat die Pflegeperson ihren gewöhnlichen Aufenthalt?",
}

Words = Callable[[ChildFacts, Register], str]


def in_words(facts: Iterable[Fact], child: ChildFacts, register: Register) -> tuple[str, ...]:
    """Each fact once, with its value."""
    return tuple(_VALUES[fact](child, register) for fact in dict.fromkeys(facts))


def place_in_words(place: Place, register: Register) -> str:
    """A place as people say it: the municipality, or the district outside."""
    if isinstance(place, Here):
        return place.area.name
    if isinstance(place, Elsewhere):
        return register.neighbours.get(place.district, f"Kreis {place.district}")
    return NO_PLACE[place]


def place_with_key(place: Place, register: Register) -> str:
    """The same with the district's key, for whoever has to look up what belongs to a place."""
    words = place_in_words(place, register)
    if isinstance(place, Elsewhere) and place.district not in words:
        return f"{words} (Kreisschlüssel {place.district})"
    return words


def district_question(office: str | None) -> tuple[str, ...]:
    """Outside the network a district can have several youth offices."""
    if office and office.startswith(OUTSIDE):
        return ("Welches Jugendamt dieses Kreises ist es, falls er mehrere hat?",)
    return ()


def day_in_words(day: date | None) -> str:
    """A date as people write it."""
    return f"{day:%d.%m.%Y}" if day else "unbekannt"


def _born(child: ChildFacts, register: Register) -> str:
    if child.unborn:
        return "noch nicht geboren"
    return f"geboren am {day_in_words(child.born_on)}"


def _custody(child: ChildFacts, register: Register) -> str:
    holders = possible_holders(child)
    return f"Personensorge: {HOLDERS[holders[0]] if len(holders) == 1 else 'unbekannt'}"


def _last_stay(child: ChildFacts, register: Register) -> str:
    return f"zuletzt tatsächlich {LIVING[child.last_stay_with or LivesWith.UNKNOWN]}"


def _deaths(child: ChildFacts, register: Register) -> str:
    if child.mother.alive == child.father.alive:
        return "beide Eltern leben" if child.mother.alive else "beide Eltern sind verstorben"
    return "der Vater ist verstorben" if child.mother.alive else "die Mutter ist verstorben"


def _paternity(child: ChildFacts, register: Register) -> str:
    known = child.father.paternity_established
    return "Vaterschaft steht fest" if known else "Vaterschaft steht nicht fest"


def _foster_since(child: ChildFacts, register: Register) -> str:
    return f"bei der Pflegeperson seit {day_in_words(child.foster.since if child.foster else None)}"


def _foster_stays(child: ChildFacts, register: Register) -> str:
    stays = child.foster.permanent if child.foster else None
    return {
        True: "Verbleib auf Dauer zu erwarten",
        False: "Verbleib nicht auf Dauer",
        None: "unbekannt, ob auf Dauer",
    }[stays]


def _foster_home(child: ChildFacts, register: Register) -> str:
    home = child.foster.residence if child.foster else NoPlace.UNKNOWN
    return f"gewöhnlicher Aufenthalt der Pflegeperson: {place_in_words(home, register)}"


def _benefit(child: ChildFacts, register: Register) -> str:
    benefit = child.benefit
    if benefit is None:
        return "keine laufende Leistung"
    office = register.office_name(benefit.office)
    return f"laufende Leistung seit {day_in_words(benefit.since)} durch {office}"


def _apart(child: ChildFacts, register: Register) -> str:
    since = child.benefit.parents_apart_since if child.benefit else None
    return f"Eltern auseinandergezogen am {day_in_words(since)}"


def _allocation(child: ChildFacts, register: Register) -> str:
    office = child.unaccompanied.allocated_to if child.unaccompanied else None
    if office is None:
        return "unbegleitet eingereist, noch nicht zugewiesen"
    return f"unbegleitet eingereist, zugewiesen an {register.office_name(office)}"


def _court_case(child: ChildFacts, register: Register) -> str:
    case = child.court_case
    return f"Gerichtsverfahren anhängig seit {day_in_words(case.since if case else None)}"


_VALUES: dict[Fact, Words] = {
    Fact.BORN_ON: _born,
    Fact.WHEREABOUTS: lambda c, r: f"jetziger Ort: {place_in_words(c.whereabouts, r)}",
    Fact.RESIDENCE: lambda c, r: (
        f"gewöhnlicher Aufenthalt des Kindes: {place_in_words(c.residence, r)}"
    ),
    Fact.RESIDENCE_WITH: lambda c, r: f"das Kind lebte zuletzt {LIVING[c.residence_with]}",
    Fact.LAST_STAY_WITH: _last_stay,
    Fact.MOTHER_RESIDENCE: lambda c, r: (
        f"gewöhnlicher Aufenthalt der Mutter: {place_in_words(c.mother.residence, r)}"
    ),
    Fact.FATHER_RESIDENCE: lambda c, r: (
        f"gewöhnlicher Aufenthalt des Vaters: {place_in_words(c.father.residence, r)}"
    ),
    Fact.CUSTODY: _custody,
    Fact.PATERNITY: _paternity,
    Fact.DEATHS: _deaths,
    Fact.FOSTER_SINCE: _foster_since,
    Fact.FOSTER_PERMANENT: _foster_stays,
    Fact.FOSTER_RESIDENCE: _foster_home,
    Fact.BENEFIT: _benefit,
    Fact.PARENTS_APART_SINCE: _apart,
    Fact.ALLOCATION: _allocation,
    Fact.COURT_CASE: _court_case,
    Fact.DIVORCE_COURT: lambda c, r: "Ehesache der Eltern anhängig",
}
