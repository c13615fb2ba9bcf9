"""The first page: for visitors what this is; whoever is logged in goes where the work is."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from network import wording
from network.access import NOBODY, Actor
from network.domain.terms import Role
from network.views.context import JURISDICTION, MAILBOX, OF_GRANTS, SEATS, nav_for, url_of

ROLE_TASKS = {
    Role.COORDINATION: "Hält das Netzwerk zusammen. Sieht Zahlen ohne kleine Werte, keine Fälle.",
    Role.DIRECTORY_EDITOR: "Pflegt Stellen, Gebiete und Erreichbarkeiten.",
    Role.TECHNICAL_ADMIN: "Kümmert sich um Technik und die ersten Konten. Sieht keine Inhalte.",
    Role.ACCOUNT_ADMIN: "Verwaltet die Konten dieses Jugendamts.",
    Role.PARTNER_ADMIN: "Verwaltet die Konten dieser Einrichtung.",
    Role.DATA_PROTECTION_OFFICER: (
        "Liest das Protokoll dieses Jugendamts, mit Anlass und Fall für Fall; keine Fälle."
    ),
    Role.ECONOMIC_UNIT: "Prüft Zuständigkeit und Kosten, ohne Fallakte.",
    Role.CHILD_PROTECTION_SPECIALIST: (
        "Berät pseudonymisiert (§ 8b SGB VIII). Im Portal gibt es das noch nicht; Fälle sind "
        "nicht zu sehen."
    ),
    Role.SECOND_PROFESSIONAL: "Wirkt bei Fällen mit, zu denen jemand sie hinzuzieht.",
    Role.ON_CALL_WORKER: "Antwortet in der Rufbereitschaft und sieht, was dann eingeht.",
    Role.LEGAL_GUARDIAN: (
        "Führt Amtsvormundschaften; deren Daten liegen getrennt (§ 68 SGB VIII). Sieht keine Fälle."
    ),
}


def home_of(actor: Actor) -> str | None:
    """Where this actor's day begins: an office's inbox, an institution's report page, the page of a
    role that opens something of its own, or None.
    """
    granted = {code for code, _ in actor.granted}
    first = [
        *(["cases:inbox"] if actor.offices else ()),
        *(["cases:report"] if actor.partners else ()),
        *(place.view for code, place in OF_GRANTS if code in granted),
    ]
    return next(filter(None, map(url_of, first)), None)


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Visitors read what the portal is for; others go to their work or read what they may do."""
    actor: Actor = getattr(request, "actor", NOBODY)
    jurisdiction = url_of("cases:jurisdiction")
    if actor.user_id is None:
        return render(request, "network/start.html", {"jurisdiction_url": jurisdiction})
    if home := home_of(actor):
        return HttpResponseRedirect(home)
    roles = [
        {"label": wording.label(role), "value": ROLE_TASKS.get(role, "")}
        for role in sorted(actor.roles)
    ]
    elsewhere = {url_of(each.view) for each in (JURISDICTION, SEATS, MAILBOX)}
    context = {
        "roles": roles,
        "jurisdiction_url": jurisdiction,
        "places": [each for each in nav_for(actor, path="/") if each.url not in elsewhere],
    }
    return render(request, "network/overview.html", context)
