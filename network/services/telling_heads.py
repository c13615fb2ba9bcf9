"""Letters to whoever leads: somebody got a role here that reads cases. Never who, never which."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate

from network.access import OPENED_IN_AN_EMERGENCY, READERS, ROLE_GRANTS
from network.domain.terms import Role
from network.models import Membership
from network.services.telling_people import tell_person

TOLD_OF = READERS | {
    role for role, granted in ROLE_GRANTS.items() if granted & OPENED_IN_AN_EMERGENCY
}
"""Roles that read cases, some or all, and those that may in an emergency."""


def tell_heads(membership: Membership, *, given_by: UUID | None, at: datetime) -> None:
    """Plan a letter to every head of the office, at a partner to every administrator.

    In the caller's transaction, so no such role is given without it. Neither whoever gave the role
    nor whoever has it now is told; other roles are told to nobody.
    """
    if membership.role not in TOLD_OF:
        return
    leads = Role.OFFICE_HEAD if membership.office_id else Role.PARTNER_ADMIN
    valid = Membership.objects.valid_on(localdate(at)).filter(
        office=membership.office_id,
        partner=membership.partner_id,
        role=leads,
        user__is_active=True,
    )
    others = valid.exclude(user__in=[each for each in (given_by, membership.user_id) if each])
    organisation = membership.organisation
    for address in sorted(set(others.values_list("user__email", flat=True))):
        tell_person(
            address,
            kind="role_given",
            message_id=membership.pk,
            at=at,
            organisation=organisation,
            path=reverse("network:accounts_of", args=[organisation.pk]),
        )
