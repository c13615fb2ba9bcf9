"""Who gives which role, for which roles a second person is needed, and what must be confirmed."""

from calendar import monthrange
from datetime import date, timedelta

from network.domain.terms import OFFICE_ROLES, PARTNER_ROLES, Role

NETWORK_ROLES = frozenset({Role.COORDINATION, Role.DIRECTORY_EDITOR, Role.TECHNICAL_ADMIN})
"""Roles that work on the network as a whole: the technical administration gives them."""

ADMIN_ROLES = frozenset({Role.ACCOUNT_ADMIN, Role.PARTNER_ADMIN})
"""Roles that give roles at one organisation."""

FOUR_EYES = ADMIN_ROLES | {Role.OFFICE_HEAD, Role.TECHNICAL_ADMIN}
"""Roles that one person alone gives to nobody: they lead, or give roles themselves."""

INVITATION_LIFE = timedelta(days=7)
LONGEST_DEPUTY = timedelta(days=366)
CONFIRM_MONTHS = 6


def givable(*, at_office: bool, manages: bool, is_technical: bool) -> tuple[Role, ...]:
    """The roles that somebody may give at an organisation, in the order of the roles.

    Its own administrator gives all but those of the network; the technical administration gives
    those, and makes somebody the administrator. It gives no role that reads a case.
    """
    held_here = OFFICE_ROLES if at_office else PARTNER_ROLES
    may: frozenset[Role] = frozenset()
    if manages:
        may |= held_here - NETWORK_ROLES
    if is_technical:
        may |= (held_here & ADMIN_ROLES) | (held_here & NETWORK_ROLES)
    return tuple(role for role in Role if role in may)


def is_variant(address: str) -> bool:
    """Whether mail to this address lands in the mailbox of a shorter one: name+addition@domain."""
    return "+" in address.partition("@")[0]


def domain_of(address: str) -> str:
    """What stands behind the last at sign, in small letters."""
    return address.rpartition("@")[2].lower()


def months_before(day: date, months: int = CONFIRM_MONTHS) -> date:
    """The same day so many months earlier; the last of the month where there is no such day."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
