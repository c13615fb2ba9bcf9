"""What would change an answer, by the norm it rests on, so that people know what to watch."""

from cases.domain.norms import Norm

_PARENTS_MOVE = "Umzug eines Elternteils in einen anderen Bereich"
_CUSTODY = "Änderung der Personensorge"
_PATERNITY = "Feststellung der Vaterschaft"
_FOSTER = "zwei Jahre bei einer Pflegeperson mit Verbleib auf Dauer"
_CHILDS_HOME = "andere Feststellung, wo das Kind vor Beginn der Leistung lebte"
_PARENT_FOUND = "gewöhnlicher Aufenthalt des maßgeblichen Elternteils im Inland"
_ALLOCATION = "Zuweisungsentscheidung"

CHANGES: dict[Norm, tuple[str, ...]] = {
    Norm.PARENTS: (_PARENTS_MOVE, _FOSTER),
    Norm.MOTHER_ONLY: (_PATERNITY, "Umzug der Mutter in einen anderen Bereich", _FOSTER),
    Norm.SURVIVING_PARENT: ("Umzug des lebenden Elternteils", _FOSTER),
    Norm.CUSTODIAN: (_CUSTODY, _PARENTS_MOVE, _FOSTER),
    Norm.RESIDENCE_WITH_PARENT: (_CUSTODY, _PARENTS_MOVE, _FOSTER),
    Norm.LAST_STAY_WITH_PARENT: (_CUSTODY, _PARENTS_MOVE, _FOSTER),
    Norm.WITH_NEITHER_PARENT: (_CUSTODY, _PARENTS_MOVE, _CHILDS_HOME, _FOSTER),
    Norm.NO_CUSTODY: (_CUSTODY, _PARENTS_MOVE, _FOSTER),
    Norm.CHILDS_RESIDENCE: (_PARENT_FOUND, _CHILDS_HOME, _FOSTER),
    Norm.CHILDS_STAY: (_PARENT_FOUND, _CHILDS_HOME, _FOSTER),
    Norm.PARTED_CUSTODIAN: (_CUSTODY, _PARENTS_MOVE, _FOSTER),
    Norm.PARTED_OFFICE_STAYS: (_CUSTODY, "Ende der Leistung", _FOSTER),
    Norm.PARTED_BY_CHILD: (_CUSTODY, _PARENT_FOUND, _FOSTER),
    Norm.FOSTER_PERSON: ("Ende des Aufenthalts bei der Pflegeperson", "Umzug der Pflegeperson"),
    Norm.ADULTS_RESIDENCE: (
        "Leistung, die vor dem 18. Geburtstag begann",
        "Aufnahme in eine Einrichtung",
    ),
    Norm.ADULTS_STAY: ("gewöhnlicher Aufenthalt im Inland",),
    Norm.ADULT_CONTINUED: ("Unterbrechung der Leistung von mehr als drei Monaten",),
    Norm.UNACCOMPANIED_STAY: (_ALLOCATION,),
    Norm.UNACCOMPANIED_ALLOCATED: ("Übernahme durch einen anderen Träger",),
    Norm.ABROAD: ("Rückkehr nach Deutschland",),
    Norm.ABROAD_BENEFIT_STAYS: ("Unterbrechung der Leistung von mehr als drei Monaten",),
}
