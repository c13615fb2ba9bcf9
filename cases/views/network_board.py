"""The network as a whole: its situation for the coordination, its machinery for the technique."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agreements.queries import NoRulesInForce, rules_in_force
from cases.queries.network_board import may_see_network_board, network_board
from cases.queries.vital_signs import vital_signs
from network import queries as network
from network.access import THE_NETWORK, ActorRequest, Permission, allowed
from network.queries.accounts import unconfirmed_roles


@require_safe
@cache_control(private=True, no_store=True)
def board(request: ActorRequest) -> HttpResponse:
    """Ages and levels of what nobody has answered, for coordination and the fallback's head."""
    if not may_see_network_board(request.actor):
        raise Http404
    context = {
        "board": network_board(),
        "at": timezone.now(),
        "sees_gaps": Permission.COORDINATE in allowed(request.actor, THE_NETWORK),
    }
    return render(request, "cases/network/board.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def machinery(request: ActorRequest) -> HttpResponse:
    """Processes, letters, ladder and canary for the technical administration: no case in it."""
    if Permission.ADMINISTER not in allowed(request.actor, THE_NETWORK):
        raise Http404
    at = timezone.now()
    try:
        rules = rules_in_force(at).version
    except NoRulesInForce:
        rules = ""
    context = {
        "signs": vital_signs(),
        "rules": rules,
        "directory": network.directory_version(),
        "unconfirmed": unconfirmed_roles(at),
        "at": at,
    }
    return render(request, "cases/network/machinery.html", context)
