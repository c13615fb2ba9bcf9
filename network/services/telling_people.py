"""Letters to one person about the own account: that something is different, never what."""

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from kinderschutz.lib.reference import new_reference
from network.access import all_rows
from network.domain.terms import ChannelKind, RecipientKind, Urgency
from network.models import Partner, User, YouthOffice
from network.queries import Contact, Recipient
from network.services import post
from network.services.post import Letter


def tell_person(
    address: str,
    *,
    kind: str,
    message_id: UUID,
    at: datetime,
    organisation: YouthOffice | Partner,
    path: str = "/",
    step: int = 0,
) -> None:
    """Plan a letter in the caller's transaction, in the portal's own name: letters are nobody's.

    `message_id` and `step` tell one letter from the next; the same letter is planned once.
    """
    is_office = isinstance(organisation, YouthOffice)
    letter = Letter(
        message_id=message_id,
        kind=kind,
        reference=new_reference("KO"),
        urgency=Urgency.STANDARD,
        recipient=Recipient(
            kind=RecipientKind.OFFICE if is_office else RecipientKind.PARTNER,
            office_id=organisation.pk if is_office else None,
            partner_id=None if is_office else organisation.pk,
        ),
        office_id=organisation.pk if is_office else None,
        path=path,
        step=step,
    )
    contact = Contact(channel=ChannelKind.EMAIL, address=address, name="", verified=True)
    with all_rows("a letter without content to the person it is about"):
        post.plan_all([(letter, [contact])], at=at)


def tell_about_sign_in(user: User, *, message_id: UUID, at: datetime) -> None:
    """Plan a letter: how this account signs in has changed. Whoever did it may be somebody else.

    It goes in the name of the organisation where the person has a role, or had the latest one. An
    account that never had any opens nothing, and gets none.
    """
    roles = user.memberships.select_related("office", "partner").order_by("-validity", "pk")
    latest = roles.valid_on(localdate(at)).first() or roles.first()
    if latest is not None:
        tell_person(
            user.email,
            kind="sign_in_changed",
            message_id=message_id,
            at=at,
            organisation=latest.organisation,
            path="/konto/sicherheit/",
        )
