"""The first page: for visitors what this is; whoever is logged in goes where the work is."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from network import wording
from network.access import NOBODY, Actor
from network.domain.terms import Role
from network.queries.accounts import sees_accounts
from network.views.context import url_of

ROLE_TASKS = {
    Role.COORDINATION: "Hält das Netzwerk zusammen.",
    Role.DIRECTORY_EDITOR: "Pflegt Stellen, Gebiete und Erreichbarkeiten.",
    Role.TECHNICAL_ADMIN: "Kümmert sich um Technik und die ersten Konten.",
    Role.ACCOUNT_ADMIN: "Verwaltet die Konten dieses Jugendamts.",
    Role.PARTNER_ADMIN: "Verwaltet die Konten dieser Einrichtung.",
    Role.DATA_PROTECTION_OFFICER: "Liest das Protokoll, keine Fälle.",
    Role.ECONOMIC_UNIT: "Prüft Zuständigkeit und Kosten, ohne Fallakte.",
    Role.CHILD_PROTECTION_SPECIALIST: "Berät pseudonymisiert, ohne Fallakte.",
    Role.SECOND_PROFESSIONAL: "Wirkt bei zugewiesenen Fällen mit.",
    Role.ON_CALL_WORKER: "Antwortet in der Rufbereitschaft.",
    Role.LEGAL_GUARDIAN: "Führt Amtsvormundschaften, ohne Fallakte.",
}


def home_of(actor: Actor) -> str | None:
    """Where this actor's day begins: an office's inbox, an institution's report page, or None."""
    if actor.offices and (inbox := url_of("cases:inbox")):
        return inbox
    if actor.partners and (report := url_of("cases:report")):
        return report
    return None


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
    context = {
        "roles": roles,
        "jurisdiction_url": jurisdiction,
        "sees_accounts": sees_accounts(actor),
    }
    return render(request, "network/overview.html", context)
