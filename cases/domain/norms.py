"""The norms that an answer may cite: a closed list, each read in the law of August 2026."""

from enum import StrEnum


class Norm(StrEnum):
    """A norm as lawyers cite it: paragraph, Absatz, Satz, law."""

    ASSESS_DANGER = "§ 8a Abs. 1 SGB VIII"
    INVOLVE_POLICE = "§ 8a Abs. 3 SGB VIII"
    DANGER_IN_DELAY = "§ 2 Abs. 4 SGB X"

    TAKE_INTO_CARE = "§ 87 SGB VIII"
    PROVISIONAL_CARE = "§ 88a Abs. 1 SGB VIII"
    CARE_AFTER_ALLOCATION = "§ 88a Abs. 2 Satz 1 SGB VIII"

    BENEFITS = "§ 86 SGB VIII"
    PARENTS = "§ 86 Abs. 1 Satz 1 SGB VIII"
    MOTHER_ONLY = "§ 86 Abs. 1 Satz 2 SGB VIII"
    SURVIVING_PARENT = "§ 86 Abs. 1 Satz 3 SGB VIII"
    CUSTODIAN = "§ 86 Abs. 2 Satz 1 SGB VIII"
    RESIDENCE_WITH_PARENT = "§ 86 Abs. 2 Satz 2 SGB VIII"
    LAST_STAY_WITH_PARENT = "§ 86 Abs. 2 Satz 3 SGB VIII"
    WITH_NEITHER_PARENT = "§ 86 Abs. 2 Satz 4 SGB VIII"
    NO_CUSTODY = "§ 86 Abs. 3 SGB VIII"
    CHILDS_RESIDENCE = "§ 86 Abs. 4 Satz 1 SGB VIII"
    CHILDS_STAY = "§ 86 Abs. 4 Satz 2 SGB VIII"
    PARTED_CUSTODIAN = "§ 86 Abs. 5 Satz 1 SGB VIII"
    PARTED_OFFICE_STAYS = "§ 86 Abs. 5 Satz 2 SGB VIII"
    PARTED_BY_CHILD = "§ 86 Abs. 5 Satz 3 SGB VIII"
    FOSTER_PERSON = "§ 86 Abs. 6 Satz 1 SGB VIII"

    ADULTS_RESIDENCE = "§ 86a Abs. 1 SGB VIII"
    ADULT_IN_FACILITY = "§ 86a Abs. 2 SGB VIII"
    ADULTS_STAY = "§ 86a Abs. 3 SGB VIII"
    ADULT_CONTINUED = "§ 86a Abs. 4 Satz 1 SGB VIII"

    UNACCOMPANIED_STAY = "§ 88a Abs. 3 Satz 1 SGB VIII"
    UNACCOMPANIED_ALLOCATED = "§ 88a Abs. 3 Satz 2 SGB VIII"
    ABROAD = "§ 88 Abs. 1 SGB VIII"
    ABROAD_BENEFIT_STAYS = "§ 88 Abs. 2 SGB VIII"

    PROVISIONAL_DUTY = "§ 86d SGB VIII"
    CONTINUE_BENEFIT = "§ 86c Abs. 1 Satz 1 SGB VIII"
    COURT_PARTICIPATION = "§ 87b Abs. 2 Satz 1 SGB VIII"

    DIVORCE_COURT = "§ 152 Abs. 1 FamFG"
    COURT_OF_RESIDENCE = "§ 152 Abs. 2 FamFG"
    COURT_OF_NEED = "§ 152 Abs. 3 FamFG"
