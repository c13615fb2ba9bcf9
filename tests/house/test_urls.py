"""Every address is closed to strangers, unless it is on the list of what everybody may see."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter

PUBLIC = {
    "account_login",
    "account_reset_password",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
    "password_renew",
    "cases:jurisdiction",
    "cases:metrics",  # absent without its token
    "cases:watchdog",  # ages and names of processes
    "network:healthz",
    "network:invitation",  # the letter opens it
    "network:login",
    "network:logged_out",
    "network:logout",
    "network:mailbox",
    "network:readyz",
    "network:start",
    "network:styleguide",
    "network:theme",
}
SOMEBODYS = UUID("00000000-0000-4000-8000-000000000000")
SAMPLES = {
    "number": 7,
    "provider_id": "organisation",
    "token": "abc",
    "pk": SOMEBODYS,
    "call": SOMEBODYS,
    "draft_id": SOMEBODYS,
    "reference": "KS-2222-2222-2222",
    "slug": "lage",
}


def names(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names(entry, space)
        elif entry.name:
            yield f"{prefix}{entry.name}", entry


ALL = dict(names(get_resolver()))


def address(name: str, **real: object) -> str:
    """The address of a route: with these values, and for the rest with ones that lead nowhere."""
    needed = ALL[name].pattern.converters
    sample = {
        key: SOMEBODYS if isinstance(converter, UUIDConverter) else SAMPLES.get(key, "x")
        for key, converter in needed.items()
    }
    return reverse(name, kwargs={key: real.get(key, sample[key]) for key in needed})


def test_the_list_of_public_pages_names_only_pages_that_exist() -> None:
    assert sorted(PUBLIC - set(ALL)) == []


@pytest.mark.parametrize("name", sorted(set(ALL) - PUBLIC))
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_the_log_in_page(db: None, name: str, method: str) -> None:
    answer = getattr(Client(), method)(address(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("network:login"))
