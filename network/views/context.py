"""What every page's shell shows: whose network, who is logged in, where one can go."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from network.access import (
    ANSWER_ON_CALL,
    ASSIST_CASES,
    CHECK_COSTS,
    NOBODY,
    OPENED_IN_AN_EMERGENCY,
    Actor,
)
from network.domain.terms import Role
from network.queries import names
from network.queries.accounts import sees_accounts, unconfirmed_of
from network.views.theme import theme_of


@dataclass(frozen=True)
class NavItem:
    """A place of the main navigation.

    `short` and `icon` (a class) are for the phone; a place without `short` is work for a desk and
    stands only there.
    """

    label: str
    short: str
    url: str
    icon: str
    is_current: bool = False


@dataclass(frozen=True)
class _Place:
    view: str
    label: str
    short: str
    icon: str
    also: frozenset[str] = frozenset()


STEPS = frozenset({"cases:step", "cases:check"})
KEEPING = frozenset({"network:invite", "network:account_role"})
INBOX = _Place("cases:inbox", "Eingang", "Eingang", "kern-icon--mail")
INTAKE = _Place("cases:intake", "Mitteilung aufnehmen", "Aufnehmen", "kern-icon--edit", STEPS)
REPORT = _Place("cases:report", "Neue Mitteilung", "Mitteilen", "kern-icon--edit", STEPS)
MY_REPORTS = _Place(
    "cases:my_reports",
    "Meine Mitteilungen",
    "Meine",
    "kern-icon--checklist",
    frozenset({"cases:receipt"}),
)
CALL = frozenset({"cases:call"})
CALLS = _Place("cases:calls", "Anrufe", "Anrufe", "ks-icon--call", CALL)
DESK = _Place("cases:desk", "Auffangstelle", "Anrufe", "ks-icon--call", CALL | {"cases:calls"})
LETTERS = _Place("cases:letters", "Briefe", "", "kern-icon--draft")
LEAD = _Place("cases:lead", "Leitung", "Leitung", "kern-icon--checklist")
LOOKS = _Place("cases:looks", "Wer hat gesehen?", "Protokoll", "kern-icon--search")
BOARD = _Place("cases:network_board", "Netzwerk-Lage", "Lage", "kern-icon--info")
GAPS = _Place("network:gaps", "Lücken", "Lücken", "kern-icon--warning")
MACHINERY = _Place("cases:machinery", "Technik", "Technik", "kern-icon--info")
JURISDICTION = _Place("cases:jurisdiction", "Wer ist zuständig?", "Zuständig?", "kern-icon--search")
ACCOUNTS = _Place("network:accounts", "Konten", "Konten", "kern-icon--account-circle", KEEPING)
SEATS = _Place("network:seats", "Jugendämter", "Ämter", "kern-icon--home")
LOGIN = _Place("network:login", "Anmelden", "Anmelden", "kern-icon--account-circle")
MAILBOX = _Place("network:mailbox", "Übungspostfach", "Postfach", "kern-icon--draft")
SEARCH = _Place("cases:search", "Suche", "", "kern-icon--search")
PAPER_KIT = _Place("cases:paper_kits", "Notfallmappe", "", "kern-icon--draft")
EMERGENCY = _Place("cases:emergency", "Notzugriff", "Notzugriff", "kern-icon--search")
DUTY = _Place(
    "cases:duty", "Rufbereitschaft", "Dienst", "ks-icon--call", frozenset({"cases:duty_case"})
)
ASSIGNED = _Place("cases:assigned", "Hinzugezogen", "Fälle", "kern-icon--mail")
COSTS = _Place("cases:cost_data", "Zuständigkeitsdaten", "Daten", "kern-icon--checklist")
OF_GRANTS = ((ANSWER_ON_CALL, DUTY), (ASSIST_CASES, ASSIGNED), (CHECK_COSTS, COSTS))
"""The page of a grant that opens something of its own beside the cases of an office."""
CANARY = _Place("cases:canary", "Probelauf", "", "kern-icon--checklist")
RETENTION = _Place("cases:retention", "Aufbewahrung und Löschung", "", "kern-icon--info")
MAY_SEE_CANARIES = frozenset({Role.COORDINATION, Role.TECHNICAL_ADMIN})
OF_ROLES = (
    (Role.DATA_PROTECTION_OFFICER, LOOKS),
    (Role.COORDINATION, BOARD),
    (Role.COORDINATION, GAPS),
    (Role.DIRECTORY_EDITOR, GAPS),
    (Role.TECHNICAL_ADMIN, MACHINERY),
)


def portal(request: HttpRequest) -> dict[str, object]:
    """Context of every page; nothing here asks the database unless the page shows it.

    Keys: network_name, nav and more (lists of NavItem), person (name or ""), organisations
    (names), accounts_overdue (a number), theme ("", "light" or "dark"), demo, here (address to
    come back to).
    """
    actor: Actor = getattr(request, "actor", NOBODY)
    return {
        "network_name": SimpleLazyObject(names.network_name),
        "nav": SimpleLazyObject(lambda: nav_for(actor, path=request.path, view=_view_of(request))),
        "more": more_for(actor, path=request.path),
        "person": actor.name,
        "organisations": SimpleLazyObject(
            lambda: names.organisation_names(actor.offices | actor.partners)
        ),
        "accounts_overdue": SimpleLazyObject(lambda: unconfirmed_of(actor, at=timezone.now())),
        "theme": theme_of(request),
        "demo": settings.DEMO,
        "here": request.get_full_path(),
    }


def _view_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def nav_for(actor: Actor, *, path: str, view: str = "") -> list[NavItem]:
    """The places open to this actor.

    Current is the place that `view` (a view's name) belongs to, else the one whose address begins
    `path` furthest.
    """
    open_places = [(place, url) for place in _places(actor) if (url := url_of(place.view))]
    inside = [url for place, url in open_places if view in place.also]
    inside = inside or [url for _, url in open_places if path.startswith(url)]
    current = max(inside, key=len, default=None)
    return [
        NavItem(place.label, place.short, url, place.icon, is_current=url == current)
        for place, url in open_places
    ]


def more_for(actor: Actor, *, path: str) -> list[NavItem]:
    """The places in the menu of the person: what one needs now and then."""
    places = [SEARCH, PAPER_KIT] if actor.offices else []
    if actor.led:
        places.append(ACCOUNTS)
    if actor.led or MAY_SEE_CANARIES & actor.roles:
        places.append(CANARY)
    if actor.user_id is not None:
        places.append(RETENTION)
    found = [(place, url_of(place.view)) for place in places]
    return [
        NavItem(place.label, place.short, url, place.icon, is_current=path.startswith(url))
        for place, url in found
        if url
    ]


def _places(actor: Actor) -> Iterable[_Place]:
    if actor.offices:
        yield INBOX
        yield DESK if names.is_fallback_office(actor.offices) else CALLS
        yield from (LETTERS, INTAKE)
    granted = {code for code, _ in actor.granted}
    yield from (place for code, place in OF_GRANTS if code in granted)
    if OPENED_IN_AN_EMERGENCY & granted:
        yield EMERGENCY
    if actor.led:
        yield LEAD
    if actor.partners:
        yield from (REPORT, MY_REPORTS)
        if not actor.offices:
            yield INBOX
    if sees_accounts(actor) and not actor.led:
        yield ACCOUNTS
    yield from dict.fromkeys(place for role, place in OF_ROLES if role in actor.roles)
    yield JURISDICTION
    if actor.user_id is None:
        yield LOGIN
    elif not (actor.offices or actor.partners):
        yield SEATS
    if settings.DEMO:
        yield MAILBOX


def url_of(view: str) -> str | None:
    """The address of a view, or None where this installation has no such page."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return None
