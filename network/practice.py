"""Practice only: a second factor that everybody knows, for invented accounts.

Settings name this module in practice and nowhere else; where DEMO is off it cannot be loaded.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured

from kinderschutz.lib.practice import CODE, EMAIL_ENDING
from network.adapters import SecondFactorAdapter
from network.forms.sign_in import CodeForm

if not settings.DEMO:
    raise ImproperlyConfigured("Den Übungscode gibt es nur im Übungsbetrieb (DEMO=true).")


def is_practice_account(user: AbstractBaseUser) -> bool:
    """Whether nobody real can be behind this account."""
    return settings.DEMO and str(getattr(user, "email", "")).endswith(EMAIL_ENDING)


class PracticeAdapter(SecondFactorAdapter):
    """Practice accounts have a second factor from the start."""

    def is_mfa_enabled(self, user: AbstractBaseUser, types: list[str] | None = None) -> bool:
        """As elsewhere, and true for practice accounts."""
        return is_practice_account(user) or super().is_mfa_enabled(user, types)


class PracticeCodeForm(CodeForm):
    """Takes the practice code of practice accounts, and every real code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_practice = False
        self.practice_code = CODE if is_practice_account(self.user) else ""
        self.fields["code"].initial = self.practice_code

    def accepts(self, code: str) -> bool:
        """Whether the code is the one for practice or one of this account's."""
        self.is_practice = is_practice_account(self.user) and code.strip() == CODE
        return self.is_practice or super().accepts(code)

    def save(self, *, again: bool = False) -> None:
        """Remember in the session that the second factor was given, now or `again`."""
        if self.is_practice:
            said = {"type": "practice", "reauthenticated": again or None}
            record_authentication(context.request, self.user, "mfa", **said)
        else:
            super().save(again=again)
