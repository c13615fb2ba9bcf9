"""Pages for whoever keeps an organisation's accounts: who has what, invitations, confirmation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinderschutz.lib.clock import database_now
from network.access import Actor, ActorRequest, Refused
from network.forms.accounts import InviteForm
from network.models import Invitation, Partner, YouthOffice
from network.queries.accounts import (
    held_at,
    invited_to,
    kept_organisations,
    sees_accounts,
    visible_invitations,
    visible_offices,
    visible_partners,
)
from network.services.giving import roles_to_give
from network.services.invitations import (
    AlreadyHere,
    SharedMailbox,
    agree,
    invite,
    send_again,
    withdraw,
)
from network.services.staff import confirm
from network.views.fresh import fresh_sign_in_required

UNPROCESSABLE = 422


@require_safe
def accounts(request: ActorRequest) -> HttpResponse:
    """The organisations whose accounts the actor sees; where it is one, its page."""
    if not sees_accounts(request.actor):
        raise Http404
    kept = kept_organisations(request.actor, at=timezone.now())
    if len(kept) == 1:
        return redirect("network:accounts_of", pk=kept[0].id)
    return render(request, "network/accounts/organisations.html", {"organisations": kept})


@require_safe
def accounts_of(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who has what at one organisation, and who is invited."""
    return render(request, "network/accounts/people.html", _page(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def invite_person(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The form (GET); one invitation more (POST)."""
    organisation = organisation_or_404(request.actor, pk)
    roles = roles_to_give(request.actor, organisation)
    if not roles:
        raise Http404
    form = InviteForm(request.POST if request.method == "POST" else None, roles=roles)
    if form.is_valid():
        try:
            invitation = invite(
                email=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                organisation=organisation,
                by=request.actor,
                at=database_now(),
            )
        except (AlreadyHere, SharedMailbox, Refused) as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _said(invitation))
            return redirect("network:accounts_of", pk=organisation.pk)
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "organisation": organisation}
    return render(request, "network/accounts/invite.html", context, status=status)


@require_POST
@fresh_sign_in_required
def confirm_list(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The roles that the page showed are still right; what came later is not among them."""
    organisation = organisation_or_404(request.actor, pk)
    shown = [key for key in map(_uuid, request.POST.getlist("rolle")) if key]
    sure = confirm(
        organisation=organisation, memberships=shown, by=request.actor, at=database_now()
    )
    said = "1 Rolle ist bestätigt." if sure == 1 else f"{sure} Rollen sind bestätigt."
    messages.success(request, said)
    return redirect("network:accounts_of", pk=organisation.pk)


@require_POST
@fresh_sign_in_required
def agree_to(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The second person agrees; the letter leaves."""
    return _deed(request, pk, agree, "Sie haben zugestimmt. Die Einladung ist unterwegs.")


@require_POST
@fresh_sign_in_required
def invite_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A new letter with a new link."""
    return _deed(request, pk, send_again, "Eine neue E-Mail ist unterwegs; der alte Link ist tot.")


@require_POST
@fresh_sign_in_required
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The invitation is void."""
    return _deed(request, pk, withdraw, "Die Einladung ist zurückgenommen.")


def organisation_or_404(actor: Actor, pk: UUID) -> YouthOffice | Partner:
    """An organisation whose accounts the actor sees; any other looks absent."""
    office = visible_offices(actor).filter(pk=pk).first() if sees_accounts(actor) else None
    found = office or visible_partners(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: ActorRequest, pk: UUID) -> dict[str, Any]:
    actor, at = request.actor, timezone.now()
    organisation = organisation_or_404(actor, pk)
    people = held_at(organisation, by=actor, at=at)
    return {
        "organisation": organisation,
        "people": people,
        "invitations": invited_to(organisation, by=actor, at=at),
        "unconfirmed": [each for each in people if each.is_unconfirmed],
        "may_give": bool(roles_to_give(actor, organisation)),
        "others": len(kept_organisations(actor, at=at)) > 1,
    }


def _deed(request: ActorRequest, pk: UUID, deed: Any, said: str) -> HttpResponse:
    found: Invitation | None = visible_invitations(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        deed(invitation=found, by=request.actor, at=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("network:accounts_of", pk=found.organisation.pk)


def _said(invitation: Invitation) -> str:
    if invitation.needs_second:
        return "Die Einladung wartet auf die Zustimmung einer zweiten Person."
    return f"Die Einladung an {invitation.email} ist unterwegs. Sie gilt sieben Tage."


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
