"""Who gives which role, and what half a year is."""

from datetime import date

import pytest

from network.domain.accounts import ADMIN_ROLES, FOUR_EYES, NETWORK_ROLES, givable, months_before
from network.domain.terms import OFFICE_ROLES, PARTNER_ROLES, Role


def test_an_own_administrator_gives_every_role_but_those_of_the_network() -> None:
    at_office = givable(at_office=True, manages=True, is_technical=False)
    at_partner = givable(at_office=False, manages=True, is_technical=False)

    assert set(at_office) == OFFICE_ROLES - NETWORK_ROLES
    assert set(at_partner) == PARTNER_ROLES


def test_the_technical_side_makes_administrators_and_gives_roles_of_the_network() -> None:
    at_office = givable(at_office=True, manages=False, is_technical=True)
    at_partner = givable(at_office=False, manages=False, is_technical=True)

    assert set(at_office) == NETWORK_ROLES | {Role.ACCOUNT_ADMIN}
    assert at_partner == (Role.PARTNER_ADMIN,)


def test_whoever_keeps_nothing_gives_nothing() -> None:
    assert givable(at_office=True, manages=False, is_technical=False) == ()


def test_whoever_gives_roles_or_leads_is_made_by_two() -> None:
    assert ADMIN_ROLES | {Role.TECHNICAL_ADMIN, Role.OFFICE_HEAD} == FOUR_EYES


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 11, 23), date(2026, 5, 23)),
        (date(2026, 3, 31), date(2025, 9, 30)),
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2028, 8, 29), date(2028, 2, 29)),
        (date(2026, 6, 1), date(2025, 12, 1)),
    ],
)
def test_half_a_year_ends_on_a_day_that_exists(day: date, before: date) -> None:
    assert months_before(day) == before
