"""What the head marks as seen: emergency openings, looks at reporters. POST only."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from cases.access import led_break_glass, led_reveals
from cases.services.break_glass import mark_as_seen
from cases.services.reporter import mark_reveal_as_seen
from kinderschutz.lib.clock import database_now
from network.access import ActorRequest


@require_POST
def glass_seen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The head has looked at why a case was opened in an emergency."""
    opened = get_object_or_404(led_break_glass(request.actor), pk=pk)
    mark_as_seen(opened=opened, by=request.actor, at=database_now())
    messages.success(request, "Zur Kenntnis genommen. Ihr Name steht jetzt dabei.")
    return redirect("cases:lead")


@require_POST
def reveal_seen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The head has taken note of a look at a reporter."""
    shown = get_object_or_404(led_reveals(request.actor), pk=pk)
    mark_reveal_as_seen(shown=shown, by=request.actor, at=database_now())
    messages.success(request, "Zur Kenntnis genommen. Ihr Name steht jetzt dabei.")
    return redirect("cases:lead")
