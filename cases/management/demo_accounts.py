"""Practice data about accounts: what was confirmed, one role that is overdue, one invitation."""

from datetime import datetime, timedelta

from network.access import actor_for
from network.domain.terms import Role
from network.models import Invitation, Membership
from network.services.invitations import invite

CONFIRMED_AGO = timedelta(days=60)
INVITED = "petra.musterneu"


def confirm_and_invite(*, at: datetime) -> None:
    """All roles were confirmed two months ago, but the deputy where accounts are kept; somebody is
    invited there as a second administrator, and the head has not agreed yet.

    The head confirms the people of an office; heads and partners the technical administration.
    """
    members = Membership.objects.filter(confirmed_at=None).select_related("user")
    heads = {
        each.office_id: each.user for each in members.filter(role=Role.OFFICE_HEAD, partner=None)
    }
    technical = members.filter(role=Role.TECHNICAL_ADMIN).first()
    keeper = members.filter(role=Role.ACCOUNT_ADMIN, partner=None).first()
    if technical is None or keeper is None or keeper.office is None:
        return
    for each in members.exclude(pk=technical.pk):
        is_left_open = each.office_id == keeper.office_id and each.role == Role.DEPUTY
        if not is_left_open:
            head = heads.get(each.office_id) if each.role != Role.OFFICE_HEAD else None
            each.confirmed_at, each.confirmed_by = at - CONFIRMED_AGO, head or technical.user
            each.save(update_fields=["confirmed_at", "confirmed_by"])
    invited = f"{INVITED}@{keeper.user.email.partition('@')[2]}"
    if not Invitation.objects.filter(email=invited).exists():
        by = actor_for(keeper.user, at)
        invite(email=invited, role=Role.ACCOUNT_ADMIN, organisation=keeper.office, by=by, at=at)
