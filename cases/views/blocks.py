"""Keeping a colleague out of one case, and letting them in again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import Permission, allowed, offices_that_block
from cases.forms.walls import BlockForm
from cases.models import Notice
from cases.queries.blocks import blocks_of, colleagues_of
from cases.queries.concern import Case
from cases.services.blocking import CannotBlock, block, end_block
from cases.services.looking import look_at_notice, refuse
from cases.views.notice import own_case_or_404
from kinderschutz.lib.clock import database_now
from network.access import Actor, ActorRequest

FAULTY = 422
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
never_stored = cache_control(private=True, no_store=True)


@get_or_post
@never_stored
def blocks(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who is kept out of this case; the head, or who took it in, adds somebody."""
    actor = request.actor
    at = database_now() if request.method == "POST" else timezone.now()
    notice, case = _case(actor, pk)
    offices = offices_that_block(actor, case.concern)
    colleagues = [each for each in colleagues_of(offices, at=at) if each[0] != str(actor.user_id)]
    form = BlockForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if form.is_valid():
        user = UUID(form.cleaned_data["user"])
        reason = form.cleaned_data["reason"]
        try:
            block(concern=case.concern, by=actor, user_id=user, reason=reason, at=at)
        except CannotBlock:
            form.add_error("user", "Für diese Person ist der Fall schon gesperrt.")
        else:
            messages.success(request, "Gesperrt. Für diese Person gibt es den Fall nicht mehr.")
            return redirect("cases:blocks", pk=pk)
    look_at_notice(notice, by=actor, at=at, what="notice.blocks")
    context = {"notice": notice, "form": form, "blocks": blocks_of(case.concern.pk, offices)}
    status = FAULTY if form.is_bound else 200
    return render(request, "cases/walls/blocks.html", context, status=status)


@require_POST
def unblock(request: ActorRequest, pk: UUID, block_id: UUID) -> HttpResponse:
    """A block or a wish ends."""
    actor, at = request.actor, database_now()
    _, case = _case(actor, pk)
    offices = offices_that_block(actor, case.concern)
    held = case.concern.blocks.filter(office__in=offices, ended_at=None)
    end_block(made=get_object_or_404(held, pk=block_id), by=actor, at=at)
    messages.success(request, "Die Sperre ist aufgehoben. Sie bleibt im Protokoll.")
    return redirect("cases:blocks", pk=pk)


def _case(actor: Actor, pk: UUID) -> tuple[Notice, Case]:
    notice, case = own_case_or_404(actor, pk)
    if Permission.BLOCK not in allowed(actor, case.concern):
        refuse(Notice, by=actor, at=timezone.now(), pk=pk)
    return notice, case
