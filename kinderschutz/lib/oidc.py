"""Signing in at an organisation's own OpenID Connect provider: what is believed of its answer.

The signature is always checked, and issuer, audience, time and the nonce of this very browser with
it. Of all that a provider tells, the subject, the verified address and how it asked are used.
"""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

NONCE = "oidc_nonce"
"""In the session: what the provider must repeat inside its signed answer."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
REQUIRED = ("iss", "aud", "exp", "iat", "sub", "nonce")
LEEWAY_SECONDS = 30


class Provider(OpenIDConnectProvider):
    """Keeps nothing of what the provider tells but how it asked (`amr`)."""

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """The methods that the provider used."""
        amr = data["id_token"].get("amr")
        return {"amr": [each for each in amr if isinstance(each, str)] if amr else []}


class Answer(OpenIDConnectOAuth2Adapter):
    """Reads the provider's answer; raises OAuth2Error for one that must not be believed."""

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        nonce = self.request.session.pop(NONCE, None)
        try:
            said: dict[str, Any] = jwt.decode(
                id_token,
                self._key(id_token),
                algorithms=list(ALGORITHMS),
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED)},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as fault:
            raise OAuth2Error("the answer of the provider is not to be believed") from fault
        if not nonce or said["nonce"] != nonce:
            raise OAuth2Error("the answer of the provider was not for this browser")
        if said.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the answer of the provider was for somebody else")
        return said

    def _key(self, id_token: str) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json())
        return keys[jwt.get_unverified_header(id_token)["kid"]]

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """As allauth's, and there must be a signed answer."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("the provider has signed nothing")
        return super().complete_login(request, app, token, **kwargs)


def verified_address(sociallogin: Any) -> str:
    """The address that the provider says it has verified, in lower case; "" without one."""
    verified = [each.email for each in sociallogin.email_addresses if each.verified is True]
    return verified[0].strip().lower() if verified else ""
