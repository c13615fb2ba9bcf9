"""Who may do what: the only place that decides it, and the only door to guardian.

An organisation opens to a person through two keys at once: a membership valid today, and the grant
of that membership's role on that organisation. One key alone opens nothing; a global permission, a
superuser flag or a grant to the person opens nothing either (docs/adr/0004).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.timezone import localdate
from guardian.shortcuts import remove_perm
from psycopg.pq import TransactionStatus

from kinderschutz.lib import claims, rows
from kinderschutz.lib.aliases import alias_of
from network.domain.terms import Role
from network.models import (
    Membership,
    Network,
    Partner,
    PartnerGroupGrant,
    User,
    YouthOffice,
    YouthOfficeGroupGrant,
)

WORK_CASES, LEAD_OFFICE = "work_cases", "lead_office"
ASSIST_CASES, ANSWER_ON_CALL = "assist_cases", "answer_on_call"
CHECK_COSTS, ADVISE, HOLD_GUARDIANSHIPS = "check_costs", "advise", "hold_guardianships"
READ_LOG, MANAGE_ACCOUNTS = "read_log", "manage_accounts"
EDIT_DIRECTORY, COORDINATE, ADMINISTER = (
    "edit_directory",
    "coordinate_network",
    "administer_accounts",
)
REPORT, READ_OWN = "report", "read_own"

ROLE_GRANTS: Mapping[Role, frozenset[str]] = {
    Role.CASE_WORKER: frozenset({WORK_CASES}),
    Role.SECOND_PROFESSIONAL: frozenset({ASSIST_CASES}),
    Role.DEPUTY: frozenset({WORK_CASES}),
    Role.OFFICE_HEAD: frozenset({WORK_CASES, LEAD_OFFICE}),
    Role.ECONOMIC_UNIT: frozenset({CHECK_COSTS}),
    Role.ON_CALL_WORKER: frozenset({ANSWER_ON_CALL}),
    Role.CHILD_PROTECTION_SPECIALIST: frozenset({ADVISE}),
    Role.LEGAL_GUARDIAN: frozenset({HOLD_GUARDIANSHIPS}),
    Role.COORDINATION: frozenset({COORDINATE}),
    Role.DIRECTORY_EDITOR: frozenset({EDIT_DIRECTORY}),
    Role.DATA_PROTECTION_OFFICER: frozenset({READ_LOG}),
    Role.ACCOUNT_ADMIN: frozenset({MANAGE_ACCOUNTS}),
    Role.TECHNICAL_ADMIN: frozenset({ADMINISTER}),
    Role.PARTNER_REPORTER: frozenset({REPORT, READ_OWN}),
    Role.PARTNER_ADMIN: frozenset({MANAGE_ACCOUNTS}),
}
"""What a role is granted on its organisation, never nothing: both keys must be asked for.

Only `WORK_CASES` opens cases of an office, only `REPORT` what a partner has reported and was told.
A grant that no rule names opens nothing.
"""

OPENED_IN_AN_EMERGENCY = frozenset({ASSIST_CASES, ANSWER_ON_CALL})
"""Grants of people who belong to the work but see no case by their role (docs/adr/0055)."""

READERS = frozenset(role for role, granted in ROLE_GRANTS.items() if granted & {WORK_CASES, REPORT})
"""Roles whose holders can read what an organisation is told."""


class Permission(StrEnum):
    """What may be done to one thing. What a person should do stands in the agreement, not here."""

    REPORT = "report"
    TAKE_IN = "take_in"
    READ = "read"
    TAKE_OVER = "take_over"
    FORWARD = "forward"
    OVERRULE = "overrule"
    RELEASE = "release"
    RECORD = "record"
    LEAD = "lead"
    COORDINATE = "coordinate"
    EDIT_DIRECTORY = "edit_directory"
    ADMINISTER = "administer"
    MANAGE_ACCOUNTS = "manage_accounts"
    APPROVE_ACCOUNTS = "approve_accounts"
    READ_LOG = "read_log"
    EXPORT = "export"
    REVEAL_REPORTER = "reveal_reporter"
    CHECK_COSTS = "check_costs"
    BLOCK = "block"
    BREAK_GLASS = "break_glass"
    ASSIGN = "assign"


class Refused(PermissionError):
    """The actor may not do this. The text is for people and names no case."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts at an instant: office and partner ids that are open to the person, nothing else.

    `offices` are those whose cases the person works on, `partners` those it reports for; `granted`
    holds every grant that both keys open, by codename and organisation. `is_unnamed`: `user_id` is
    an alias, for a line of the logs (`unnamed`).
    """

    user_id: UUID | None
    name: str
    offices: frozenset[UUID] = frozenset()
    led: frozenset[UUID] = frozenset()
    partners: frozenset[UUID] = frozenset()
    roles: frozenset[Role] = frozenset()
    granted: frozenset[tuple[str, UUID]] = frozenset()
    is_system: bool = False
    is_unnamed: bool = False

    def holds(self, codename: str, organisation: UUID) -> bool:
        """Whether a grant of this name on this organisation is open to the person."""
        return (codename, organisation) in self.granted


SYSTEM = Actor(user_id=None, name="System", is_system=True)
"""The portal itself, where no person acts: escalation, deliveries, loading."""

NOBODY = Actor(user_id=None, name="")
"""A visitor who is not logged in."""


def unnamed(by: Actor) -> Actor:
    """The same person as it is written down where it reports: by the alias, never by the account.

    For lines of the logs alone; it opens nothing (docs/adr/0078). Raises KeysAway.
    """
    if by.user_id is None or by.is_unnamed:
        return by
    return replace(by, user_id=alias_of(by.user_id), is_unnamed=True)


class ActorRequest(HttpRequest):
    """A request as views see it: the middleware has set who acts."""

    actor: Actor


def actor_for(user: User | AnonymousUser, at: datetime) -> Actor:
    """What is open to this account at this instant (three queries; none for a visitor).

    An inactive account keeps its name and id, so that its refusals are known, and opens nothing.
    Neither does a role that only a newer version of the portal knows.
    """
    if not isinstance(user, User):
        return NOBODY
    if not user.is_active:
        return Actor(user_id=user.pk, name=user.name)
    held = list(
        Membership.objects.valid_on(localdate(at))
        .filter(user=user, role__in=list(ROLE_GRANTS))
        .values_list("role", "office_id", "partner_id")
    )
    at_offices = {office for _, office, _ in held if office}
    at_partners = {partner for _, _, partner in held if partner}
    granted = {
        *_grants(YouthOfficeGroupGrant, at_offices),
        *_grants(PartnerGroupGrant, at_partners),
    }
    opened = [
        (Role(role), organisation)
        for role, office, partner in held
        for organisation in (office or partner,)
        if all((role, organisation, codename) in granted for codename in ROLE_GRANTS[Role(role)])
    ]
    return Actor(
        user_id=user.pk,
        name=user.name,
        offices=_open_to(opened, WORK_CASES),
        led=_open_to(opened, LEAD_OFFICE),
        partners=_open_to(opened, REPORT),
        roles=frozenset(role for role, _ in opened),
        granted=frozenset((code, where) for role, where in opened for code in ROLE_GRANTS[role]),
    )


def _grants(
    table: type[YouthOfficeGroupGrant | PartnerGroupGrant], organisations: Iterable[UUID]
) -> Iterable[tuple[str, UUID, str]]:
    """Role, organisation and codename of each grant; a group bears the name of its role."""
    wanted = set(organisations)
    if not wanted:
        return ()
    return table.objects.filter(content_object__in=wanted).values_list(
        "group__name", "content_object_id", "permission__codename"
    )


def _open_to(opened: Iterable[tuple[Role, UUID]], codename: str) -> frozenset[UUID]:
    return frozenset(organisation for role, organisation in opened if codename in ROLE_GRANTS[role])


def grant(role: Role, *, on: YouthOffice | Partner) -> None:
    """Give a role its grants on an organisation. Doing it again changes nothing."""
    grant_all(role, on=[on])


def grant_all(role: Role, *, on: Sequence[YouthOffice | Partner]) -> None:
    """Give a role its grants on several organisations of one sort, in a few queries for all."""
    if not on:
        return
    table = YouthOfficeGroupGrant if isinstance(on[0], YouthOffice) else PartnerGroupGrant
    group, _ = Group.objects.get_or_create(name=role.value)
    for codename in sorted(ROLE_GRANTS[role]):
        table.objects.bulk_assign_perm(codename, group, list(on))


def withdraw(role: Role, *, on: YouthOffice | Partner) -> None:
    """Take a role's grants on an organisation away; from the next request on it opens nothing."""
    group, _ = Group.objects.get_or_create(name=role.value)
    for codename in sorted(ROLE_GRANTS[role]):
        remove_perm(codename, group, on)


T = TypeVar("T")
Rule = Callable[[Actor, T], frozenset[Permission]]
_rules: dict[type, Rule[Any]] = {}


def rule(kind: type[T]) -> Callable[[Rule[T]], Rule[T]]:
    """Register what is allowed on things of a kind; each app does it for its own in `access`."""

    def remember(asked: Rule[T]) -> Rule[T]:
        _rules[kind] = asked
        return asked

    return remember


def allowed(by: Actor, obj: object) -> frozenset[Permission]:
    """All that the actor may do to this thing.

    A kind without a rule is a fault of the program (LookupError), never a silent refusal.
    """
    if type(obj) not in _rules:
        raise LookupError(f"no access rule for {type(obj).__name__}")
    return frozenset(Permission) if by.is_system else _rules[type(obj)](by, obj)


def require(by: Actor, permission: Permission, obj: object) -> None:
    """Raise `Refused` unless the actor may do this. The first line of every service."""
    if permission not in allowed(by, obj):
        raise Refused("Dafür fehlt Ihnen die Berechtigung.")


OFFICE_RULES: Mapping[str, frozenset[Permission]] = {
    WORK_CASES: frozenset(
        {Permission.READ, Permission.TAKE_IN, Permission.EXPORT, Permission.REVEAL_REPORTER}
    ),
    LEAD_OFFICE: frozenset({Permission.LEAD, Permission.READ_LOG, Permission.APPROVE_ACCOUNTS}),
    ASSIST_CASES: frozenset({Permission.BREAK_GLASS}),
    ANSWER_ON_CALL: frozenset({Permission.BREAK_GLASS}),
    CHECK_COSTS: frozenset({Permission.CHECK_COSTS}),
    READ_LOG: frozenset({Permission.READ_LOG}),
    MANAGE_ACCOUNTS: frozenset({Permission.MANAGE_ACCOUNTS, Permission.APPROVE_ACCOUNTS}),
}
"""What a grant allows on its office. A grant that is not named here allows nothing."""

PARTNER_RULES: Mapping[str, frozenset[Permission]] = {
    REPORT: frozenset({Permission.READ, Permission.REPORT}),
    MANAGE_ACCOUNTS: frozenset({Permission.MANAGE_ACCOUNTS, Permission.APPROVE_ACCOUNTS}),
}
"""What a grant allows on its partner."""


@rule(YouthOffice)
def _on_office(by: Actor, office: YouthOffice) -> frozenset[Permission]:
    return _by_grants(by, office.pk, OFFICE_RULES) | _technical(by)


@rule(Partner)
def _on_partner(by: Actor, partner: Partner) -> frozenset[Permission]:
    return _by_grants(by, partner.pk, PARTNER_RULES) | _technical(by)


def _by_grants(
    by: Actor, organisation: UUID, rules: Mapping[str, frozenset[Permission]]
) -> frozenset[Permission]:
    open_here = (allows for code, allows in rules.items() if by.holds(code, organisation))
    return frozenset(permission for allows in open_here for permission in allows)


def _technical(by: Actor) -> frozenset[Permission]:
    """Technical administrators are the second person for accounts of every organisation."""
    is_technical = Role.TECHNICAL_ADMIN in by.roles
    return frozenset({Permission.APPROVE_ACCOUNTS}) if is_technical else frozenset()


NETWORK_ROLES: Mapping[Role, Permission] = {
    Role.COORDINATION: Permission.COORDINATE,
    Role.DIRECTORY_EDITOR: Permission.EDIT_DIRECTORY,
    Role.TECHNICAL_ADMIN: Permission.ADMINISTER,
}
"""Roles that work on the network as a whole and never on a case."""


THE_NETWORK = Network()
"""The network as a whole, for `require`: there is only one, so no row needs to be read."""


@rule(Network)
def _on_network(by: Actor, network: Network) -> frozenset[Permission]:
    return frozenset(NETWORK_ROLES[role] for role in by.roles if role in NETWORK_ROLES)


@dataclass(frozen=True, slots=True)
class Context:
    """In whose name a thread or task works, and which concern its deed is about."""

    actor: Actor = NOBODY
    concern: UUID | None = None
    sees_all: bool = False


NO_CONTEXT = Context()
_context: ContextVar[Context] = ContextVar("context", default=NO_CONTEXT)


def acting() -> Actor:
    """Who acts in this thread or task right now; NOBODY outside of `acting_as`."""
    return _context.get().actor


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Everything inside happens in the actor's name; afterwards the one before acts again.

    Row-level security knows it too: inside a transaction until its end at the latest, and for the
    portal's own work, which has no other name beside it, on the whole connection. A person outside
    of a transaction sees nothing of any case.
    """
    with _known_to_database(Context(actor=actor, sees_all=actor.is_system)):
        yield actor


@contextmanager
def deed(by: Actor, concern_id: UUID) -> Iterator[None]:
    """What a service does about one concern: all its rows are open until the deed is done.

    Recipients, calls and letters of other offices belong to it, which the person may not see. Only
    after `require` has said yes, inside the service's transaction.
    """
    with _known_to_database(Context(actor=by, concern=concern_id, sees_all=by.is_system)):
        yield


@contextmanager
def work_about(concern_id: UUID) -> Iterator[None]:
    """The portal's own work about one concern: until it is done nothing else is open, not even to
    the portal. Inside a transaction (docs/adr/0072).
    """
    with _known_to_database(Context(actor=SYSTEM, concern=concern_id)):
        yield


@contextmanager
def all_rows(reason: str) -> Iterator[None]:
    """For counting what no single person may see: rows of all offices, for this question only.

    What comes of it holds no name and no text of a case. Each use stands with its reason in
    tests/house/test_walls.py. Always inside a transaction, whose end shuts them again whatever
    happens to this process.
    """
    if not reason:
        raise ValueError("all rows are opened for a reason only")
    here = nullcontext() if connection.in_atomic_block else transaction.atomic()
    with here, _known_to_database(Context(actor=_context.get().actor, sees_all=True)):
        yield


def is_believed(by: Actor, *, office_id: UUID | None, concern_id: UUID | None) -> bool:
    """Whether the database takes a line of the logs from whoever acts right now: a person's only
    about the person itself, in a deed, or else for an office of its own and about no single case.
    """
    here = _context.get()
    if here.sees_all:
        return True
    if by.is_system or not connection.in_atomic_block or not _is_same(by, here.actor):
        return False
    if here.concern:
        return concern_id in (None, here.concern)
    own = {organisation for _, organisation in here.actor.granted}
    return concern_id is None and (office_id is None or office_id in own)


def _is_same(by: Actor, actor: Actor) -> bool:
    """Whether that is the person, under its key or its alias."""
    if by.user_id is None or actor.user_id is None:
        return False
    return by.user_id in (actor.user_id, alias_of(actor.user_id))


@contextmanager
def _known_to_database(context: Context) -> Iterator[None]:
    before = _tell_database(context)
    token = _context.set(context)
    try:
        yield
    finally:
        _context.reset(token)
        if before is not None:
            _tell_again(*before)


def _tell_database(context: Context) -> tuple[str, int] | None:
    """What the database was told before, and by which server process; None where there was nothing
    to tell it.

    A person is told of inside a transaction only, and nobody in one that has failed.
    """
    local = connection.in_atomic_block
    if not local and not context.sees_all:
        return None
    connection.ensure_connection()
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return None
    who = claims.EVERYTHING if context.sees_all else context.actor.user_id
    with rows.cursor() as cursor:  # first: it may open a new connection, and the claim names it
        told = claims.claim(who, context.concern)
        cursor.execute(
            "SELECT current_setting(%s, true), set_config(%s, %s, %s)",
            [claims.SETTING, claims.SETTING, told, local],
        )
        (before, _) = cursor.fetchone() or (None, None)
    return before or "", connection.connection.info.backend_pid


def _tell_again(before: str, process: int) -> None:
    """What held before holds again, also on a connection that was opened meanwhile; one that broke
    has forgotten it anyway.
    """
    if connection.connection is None or connection.connection.closed:
        return
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return
    with rows.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, %s)",
            [claims.SETTING, claims.renewed(before, process=process), connection.in_atomic_block],
        )
