"""What the portal asks of django-allauth: nobody signs up, secrets are sealed, clients are counted.

Signing in is complete in one place, `AccountAdapter.login`.
"""

import base64
import logging
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from kinderschutz.lib.oidc import Provider, verified_address
from kinderschutz.lib.sealed import key_ring
from kinderschutz.lib.sessions import SessionStore
from kinderschutz.lib.signed_in import PROVIDER, SECOND_FACTOR_THERE, is_fresh
from network.models import User
from network.queries.names import network_name
from network.services import sessions, sign_in_log

logger = logging.getLogger(__name__)

SEALED_FOR = "mfa_authenticator.data"
SIGN_IN_REFUSED = (
    "Die Anmeldung bei Ihrer Organisation hat hier kein Konto geöffnet. Melden Sie sich bitte mit "
    "Ihrem Passwort an und verbinden Sie Ihr Konto unter „Anmeldung und Sicherheit“."
)
LINK_REFUSED = (
    "Das Konto wurde nicht verbunden: Ihre Organisation muss dieselbe E-Mail-Adresse bestätigt "
    "haben, die hier zu Ihrem Konto gehört."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are invited by the network, and a sign-in is repeated on one page of our own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are invited."""
        return False

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten.",
        "rate_limited": "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten.",
    }

    def get_login_stages(self) -> list[str]:
        """After the password or the provider only the second factor is asked."""
        return ["network.adapters.SecondFactorStage"]

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        """Nothing of allauth's own: our pages say what happened."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Complete a sign-in: all factors were given, the session gets its new key here."""
        super().login(request, user)
        if isinstance(user, User):
            at = timezone.now()
            sign_in_log.signed_in(user, at=at)
            session = cast(SessionStore, request.session)
            if not session.session_key:  # another account was signed in here
                session.save()
            sessions.remember(
                user,
                session.stored_key,
                address=self.get_client_ip(request),
                agent=request.headers.get("User-Agent", ""),
                at=at,
            )

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address; behind the proxy what the proxy saw, never what a client claims."""
        forwarded = context.request is not None and request.META.get("REMOTE_ADDR")
        return super().get_client_ip(request) if forwarded else "0.0.0.0"  # noqa: S104 a name

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether changes of factors need password or factor once more."""
        return not is_fresh(context.request, timezone.now())

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """The one page that asks again."""
        if not user.is_authenticated:
            return []
        url = reverse("account_reauthenticate")
        return [{"id": "reauthenticate", "description": "Erneut anmelden", "url": url}]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie sealed in the database, as names and texts do."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Dieser Schlüssel passt nicht. Bitte versuchen Sie es noch einmal.",
    }

    def encrypt(self, text: str) -> str:
        """Sealed with the key ring, for this table only."""
        return base64.b64encode(key_ring().encrypt(text, place=SEALED_FOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened; raises UnreadableValue."""
        return key_ring().decrypt(base64.b64decode(encrypted_text), place=SEALED_FOR)

    def get_totp_issuer(self) -> str:
        """The name under which the app on the telephone shows the code."""
        return "Kinderschutz-Portal"

    def _get_site_name(self) -> str:
        return f"Kinderschutz-Portal {network_name()}".strip()


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Signing in at an organisation's own provider opens accounts that exist, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> Any:
        """The provider of the settings, read as strictly as kinderschutz.lib.oidc does."""
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let nobody in whose account was not linked with this very subject before.

        Linked means: by the person, signed in here, freshly, and with the address that the
        provider has verified. The address must still be the account's.
        """
        address = verified_address(sociallogin)
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            fresh = request.user.is_authenticated and is_fresh(request, timezone.now())
            if fresh and _is_of(request.user, address):
                return
            _log(request.user)
            raise _refused(request, LINK_REFUSED, to="socialaccount_connections")
        found = sociallogin.user if sociallogin.is_existing else None
        if found is None or not found.is_active or not _is_of(found, address):
            _log(found)
            raise _refused(request, SIGN_IN_REFUSED, to="network:login")
        request.session.cycle_key()

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Back to the log-in page; why the answer was not believed stands in the log."""
        _log(request.user)
        logger.warning("an answer of the provider was refused", exc_info=kwargs.get("exception"))
        raise _refused(request, SIGN_IN_REFUSED, to="network:login")


def _log(user: Any) -> None:
    """A line of the audit log; it names the account where the answer was about one."""
    sign_in_log.provider_refused(key=user.pk if user else None, at=timezone.now())


def _is_of(user: Any, address: str) -> bool:
    return bool(address) and user.email == address


def _refused(request: HttpRequest, text: str, *, to: str) -> ImmediateHttpResponse:
    messages.error(request, text)
    return ImmediateHttpResponse(HttpResponseRedirect(reverse(to)))


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the provider is trusted to have done so.

    Which of its methods (claim `amr`) are believed stands in OIDC_SECOND_FACTORS; by default none.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        sociallogin = (self.login.signal_kwargs or {}).get("sociallogin")
        if sociallogin is not None:
            said = set(sociallogin.account.extra_data.get("amr", ()))
            if said & set(settings.OIDC_SECOND_FACTORS):
                there = {SECOND_FACTOR_THERE: True}
                record_authentication(request, self.login.user, PROVIDER, **there)
                return False
        return bool(super()._should_handle(request))
