"""Ending what somebody is signed in with: every session of an account, and its second factors."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from network.access import all_rows
from network.models import User


def end_sign_ins(user: User, *, factors: bool = False, keep: str = "") -> int:
    """Delete the sessions of an account; its next request is a stranger's. How many there were.

    With `factors` also passkeys, apps, recovery codes and links with a provider; the session whose
    row is called `keep` (`SessionStore.stored_key`) stays. What says whose a session is lies
    inside it, so each live one is read: the list of sessions may lack some.
    """
    live = Session.objects.filter(expire_date__gt=Now()).exclude(pk=keep).iterator()
    own = [each.pk for each in live if each.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=own).delete()
    with all_rows("the sessions and factors of an account that ends"):
        UserSession.objects.filter(user=user).exclude(session_key=keep).delete()
        if factors:
            Authenticator.objects.filter(user=user).delete()
            SocialAccount.objects.filter(user=user).delete()
    return len(own)
