"""The link between one's own account and the provider of one's organisation."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from network import audit
from network.access import Actor
from network.models import User
from network.services import sign_in_log
from network.services.sign_in_ends import end_sign_ins
from network.services.telling_people import tell_about_sign_in


@transaction.atomic
def linked(user: User, *, keep: str, at: datetime) -> None:
    """The account opens by a provider from now on: it is noted, told, and other sessions end.

    `keep` is the name of this session's row. Needs no `require`: it is one's own account.
    """
    _changed("provider_linked", user, keep=keep, at=at)


@transaction.atomic
def unlink(user: User, *, keep: str, at: datetime) -> bool:
    """The account opens by no provider any more; False where it did not before.

    Other sessions end but `keep`: whoever has the account there may be signed in with it.
    """
    gone, _ = SocialAccount.objects.filter(user=user).delete()
    if gone:
        _changed("provider_unlinked", user, keep=keep, at=at)
    return bool(gone)


def _changed(what: str, user: User, *, keep: str, at: datetime) -> None:
    himself = Actor(user_id=user.pk, name=user.name)
    event = audit.record(what, by=himself, at=at, on_kind="user", on_id=user.pk)
    sign_in_log.sessions_ended(user, end_sign_ins(user, keep=keep), at=at)
    tell_about_sign_in(user, message_id=event.pk, at=at)
