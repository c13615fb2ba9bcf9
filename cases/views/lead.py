"""Pages for the head of an office: what lies unanswered, and who would be told when."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agreements.queries import NoRulesInForce
from cases.queries.handing import to_hand_on
from cases.queries.ladders import plans
from cases.queries.lead import lead_page
from cases.queries.network_board import may_see_network_board
from cases.queries.oversight import oversight
from cases.services.looking import look_at_list
from network.access import ActorRequest
from network.domain.looks import Purpose
from network.models import YouthOffice
from network.queries.gaps import gaps_of


@require_safe
@cache_control(private=True, no_store=True)
def lead(request: ActorRequest) -> HttpResponse:
    """What nobody has taken over at the offices that the actor leads."""
    actor = request.actor
    if not actor.led:
        raise Http404
    at = timezone.now()
    gaps = sum(len(each.gaps) for each in gaps_of(at, offices=actor.led))
    page = lead_page(actor, at=at)
    lines = sum(len(section.lines) for section in page.sections)
    led = (office for office in actor.led for _ in range(lines))
    look_at_list("lead.list", led, by=actor, at=at, purpose=Purpose.LEADING)
    return render(
        request,
        "cases/lead/lead.html",
        {
            "page": page,
            "to_hand": to_hand_on(actor, at=at),
            "oversight": oversight(actor, at=at),
            "gaps": "1 Lücke" if gaps == 1 else f"{gaps} Lücken" if gaps else "",
            "sees_board": may_see_network_board(actor),
        },
    )


@require_safe
def ladder(request: ActorRequest) -> HttpResponse:
    """Who would be told when at an office that the actor leads; `?amt=` picks one of several."""
    led = YouthOffice.objects.filter(pk__in=request.actor.led)
    wanted = request.GET.get("amt")
    office = get_object_or_404(led, key=wanted) if wanted else led.first()
    if office is None:
        raise Http404
    at = timezone.now()
    try:
        found = plans(office, at=at)
    except NoRulesInForce:
        found = []
    (own,) = gaps_of(at, offices=[office.pk])
    return render(
        request,
        "cases/lead/ladder.html",
        {"office": office, "offices": list(led), "plans": found, "gaps": own.gaps, "at": at},
    )
