"""Accounts to practise with, for the log-in page of a practice portal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kinderschutz.lib.practice import EMAIL_ENDING
from network.domain.terms import Role
from network.models import Membership
from network.wording import ROLE


@dataclass(frozen=True)
class PracticeAccount:
    """Somebody invented: address, name and what the person is there."""

    email: str
    name: str
    role: str


@dataclass(frozen=True)
class PracticeGroup:
    """The invented people of one organisation."""

    organisation: str
    accounts: tuple[PracticeAccount, ...]


def practice_accounts(on: date) -> list[PracticeGroup]:
    """Partners first, then offices, each with its people (one query)."""
    members = (
        Membership.objects.valid_on(on)
        .filter(user__email__endswith=EMAIL_ENDING)
        .select_related("user", "office", "partner")
    )
    roles = list(Role)
    ordered = sorted(
        members,
        key=lambda each: (each.partner is None, _place(each), roles.index(Role(each.role))),
    )
    return [
        PracticeGroup(organisation=name, accounts=tuple(_accounts(group)))
        for (_, name), group in groupby(ordered, key=_place)
    ]


def _place(member: Membership) -> tuple[str, str]:
    organisation = member.office or member.partner
    return (organisation.sort_key, organisation.name) if organisation else ("", "")


def _accounts(members: Iterable[Membership]) -> Iterable[PracticeAccount]:
    for member in members:
        yield PracticeAccount(member.user.email, member.user.name, ROLE[Role(member.role)])
