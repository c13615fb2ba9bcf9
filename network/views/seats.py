"""The seats of the network, for everybody who works in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.queries.seats import seats


@require_safe
def show_seats(request: HttpRequest) -> HttpResponse:
    """Every seat with its places, who answers now, and whether its address is verified."""
    return render(request, "network/seats.html", {"seats": seats(timezone.now())})
