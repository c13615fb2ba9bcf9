"""Where the ladder would find nobody, office by office: for whoever keeps the directory."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.access import THE_NETWORK, ActorRequest, Permission, allowed
from network.queries.gaps import gaps_of

MAY_SEE = frozenset({Permission.COORDINATE, Permission.EDIT_DIRECTORY})


@require_safe
def gaps(request: ActorRequest) -> HttpResponse:
    """Every gap of the network with what to do about it. Organisations only, no case."""
    if not allowed(request.actor, THE_NETWORK) & MAY_SEE:
        raise Http404
    found = gaps_of(timezone.now())
    with_gaps = [each for each in found if each.gaps]
    return render(
        request,
        "network/gaps.html",
        {"offices": with_gaps, "complete": len(found) - len(with_gaps), "all": len(found)},
    )
