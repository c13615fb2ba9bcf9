"""One role of one person: change it, let somebody stand in, end it, say that they have left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kinderschutz.lib.clock import database_now
from network.access import ActorRequest, Refused
from network.domain.terms import Role
from network.forms.accounts import ChangeRoleForm, DeputyForm
from network.models import Membership, YouthOffice
from network.queries.accounts import held, visible_memberships
from network.services.giving import roles_to_give
from network.services.staff import (
    NotPossible,
    appoint_deputy,
    change_role,
    end_role,
    say_farewell,
)
from network.views.accounts import UNPROCESSABLE
from network.views.fresh import fresh_sign_in_required


@require_safe
def role(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The role and what may be done with it."""
    return _page(request, _found(request, pk))


@require_POST
@fresh_sign_in_required
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Another role instead."""
    found = _found(request, pk)
    roles = roles_to_give(request.actor, found.organisation)
    form = ChangeRoleForm(request.POST, roles=roles)
    if not form.is_valid():
        return _page(request, found, change_form=form)
    back = found.organisation.pk
    try:
        wanted = Role(form.cleaned_data["role"])
        change_role(membership=found, role=wanted, by=request.actor, at=database_now())
    except (NotPossible, Refused) as refusal:
        form.add_error("role", str(refusal))
        return _page(request, found, change_form=form)
    messages.success(request, f"Die Rolle von {found.user.name} ist geändert.")
    return redirect("network:accounts_of", pk=back)


@require_POST
@fresh_sign_in_required
def deputy(request: ActorRequest, pk: UUID) -> HttpResponse:
    """This person stands in for a time."""
    found = _found(request, pk)
    form = DeputyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, deputy_form=form)
    if found.office is None:
        raise Http404
    try:
        appoint_deputy(
            user=found.user,
            office=found.office,
            first_day=form.cleaned_data["first_day"],
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=database_now(),
        )
    except (NotPossible, Refused) as refusal:
        form.add_error("first_day", str(refusal))
        return _page(request, found, deputy_form=form)
    messages.success(request, f"Die Vertretung durch {found.user.name} ist eingetragen.")
    return redirect("network:accounts_of", pk=found.office.pk)


@require_POST
@fresh_sign_in_required
def end(request: ActorRequest, pk: UUID) -> HttpResponse:
    """This one role ends at once."""
    found = _found(request, pk)
    name, back = found.user.name, found.organisation.pk
    try:
        end_role(membership=found, by=request.actor, at=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Diese Rolle von {name} ist beendet.")
    return redirect("network:accounts_of", pk=back)


@require_POST
@fresh_sign_in_required
def left(request: ActorRequest, pk: UUID) -> HttpResponse:
    """This person has left the organisation."""
    found = _found(request, pk)
    name, organisation = found.user.name, found.organisation
    try:
        say_farewell(
            user=found.user, organisation=organisation, by=request.actor, at=database_now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{name} hat hier keinen Zugang mehr; Sitzungen sind beendet.")
    return redirect("network:accounts_of", pk=organisation.pk)


def _found(request: ActorRequest, pk: UUID) -> Membership:
    seen = visible_memberships(request.actor, at=timezone.now())
    found = seen.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: ActorRequest,
    found: Membership,
    *,
    change_form: ChangeRoleForm | None = None,
    deputy_form: DeputyForm | None = None,
) -> HttpResponse:
    actor = request.actor
    roles = roles_to_give(actor, found.organisation)
    may = Role(found.role) in roles and found.user_id != actor.user_id
    context: dict[str, Any] = {
        "row": held(found, by=actor, at=timezone.now()),
        "organisation": found.organisation,
        "may": may,
        "may_say_farewell": bool(roles) and found.user_id != actor.user_id,
        "faulty_form": change_form or deputy_form,
    }
    if may:
        others = [each for each in roles if each != found.role]
        context["change_form"] = change_form or ChangeRoleForm(roles=others)
    if may and isinstance(found.organisation, YouthOffice) and Role.DEPUTY in roles:
        context["deputy_form"] = deputy_form or DeputyForm()
    status = UNPROCESSABLE if context["faulty_form"] else 200
    return render(request, "network/accounts/role.html", context, status=status)
